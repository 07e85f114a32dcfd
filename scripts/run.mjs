// Runs one command of the project on the pinned Node, after making sure that everything it needs is there:
// packages from the lockfile, the links that installs without scripts leave out, and a fresh build.
// Uses nothing but Node itself, because it runs before anything is installed. Node 20 is enough for this file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildExplorer, buildPage, buildServer, fingerprint } from './build.mjs';
import { linkPostgresLibraries } from './link-postgres.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function ensureInstalled() {
  const marker = join(root, 'node_modules', '.throughline-installed');
  const wanted = fingerprint(root, ['package-lock.json']);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  process.stderr.write('Installing packages from the lockfile (first start only) …\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('The packages could not be installed; npm says why above. Run the command again.\n');
    process.exit(1);
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, wanted);
}

/** The pinned Node from the registry, or this machine's own where the registry has none for it. */
function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  if (existsSync(join(packaged, name))) return join(packaged, name);
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  process.stderr.write(
    `Throughline runs on Node 24. The registry has no Node 24 for ${process.platform}-${process.arch}: ` +
      'install Node 24 or newer from nodejs.org and run the command again.\n',
  );
  return process.exit(1);
}

function run(node, command, args) {
  const env = { ...process.env };
  env.PATH = [dirname(node), join(root, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  let program = command;
  let programArgs = args;
  if (command === 'jest') {
    // Jest loads ES modules through Node's vm modules, which still stand behind a flag.
    program = node;
    programArgs = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    programArgs.push(join(root, 'node_modules/jest/bin/jest.js'), ...args);
  } else if (command === 'node') {
    program = node;
    // A batch makes more objects than V8's young generation usually holds, and nearly all of them are soon done with.
    programArgs = ['--enable-source-maps', '--max-semi-space-size=64', ...args];
  }
  const child = spawn(program, programArgs, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
  // The terminal sends Ctrl-C to the child too: this process only waits for it to finish its clean-up.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

const words = process.argv.slice(2);
// A command that builds the page by itself asks for the server alone.
const build = words[0] === '--build' || words[0] === '--build-server' ? words.shift() : undefined;
const quiet = words[0] === '--quiet';
if (quiet) words.shift();
const [command, ...args] = words;
if (command === undefined) throw new Error('usage: run.mjs [--build | --build-server [--quiet]] <command> [arguments]');

ensureInstalled();
linkPostgresLibraries(root);
const node = pinnedNode();
if (build !== undefined || command === 'jest') {
  if (!buildServer(root, node, quiet)) process.exit(1);
  const pages = build === '--build-server' ? [] : [buildPage, buildExplorer];
  if (!pages.every((each) => each(root, node, quiet))) process.exit(1);
}
run(node, command, args);
