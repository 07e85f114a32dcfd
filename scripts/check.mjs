// Everything that is checked without running the product: format and lint, types, arrows, dead code, the house, and the
// generated files. Prints one line a check, and what a failed one said.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(root, 'node_modules', path);
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', bin('jest/bin/jest.js')];

const checks = [
  { name: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'types of the server', args: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'types of the page', args: [bin('typescript/bin/tsc'), '-p', 'web'] },
  { name: 'arrows and cycles', args: [join(root, 'scripts', 'arrows.mjs')] },
  { name: 'dead code', args: [bin('knip/bin/knip.js'), '--no-progress'] },
  { name: 'house rules', args: [...jest, '--config', 'jest.house.config.js', '--silent'] },
  { name: 'generated files', args: [join(root, 'dist', 'scripts', 'faces.js'), '--check'] },
];

let failed = 0;
for (const { name, args } of checks) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (status !== 0) {
    failed += 1;
    process.stdout.write(`${stdout}${stderr}\n`);
  }
}
process.stdout.write(`Checks: ${checks.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
