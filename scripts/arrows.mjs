// Proves that the layers import only what they may, and that no imports run in a circle.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import rules from '../.dependency-cruiser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The imports that are not allowed, as sentences, among the given folders below a root. */
export async function brokenArrows(baseDir, folders) {
  const { forbidden, options } = rules;
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } });
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const places = ['src', 'sandbox', 'bench', 'chaos', 'migrations', 'scripts', 'test', 'ormconfig.ts'];
  const broken = await brokenArrows(
    root,
    places.filter((place) => existsSync(join(root, place))),
  );
  for (const sentence of broken) process.stdout.write(`${sentence}\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
