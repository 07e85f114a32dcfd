import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

const serverSources = [
  'ormconfig.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'src',
  'migrations',
  'sandbox',
  'bench',
  'chaos',
  'scripts',
];
const webSources = ['web', 'package-lock.json'];

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

/** One hash over the names and contents of the given files and folders. */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      if (file.endsWith('.test.ts')) continue;
      hash.update(relative(root, file)).update('\0').update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function step(root, node, script, args) {
  const result = spawnSync(node, [join(root, script), ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  return result.status === 0;
}

/** What the compiler leaves behind: SQL text that is read at run time. */
function copySql(root, into) {
  for (const file of filesBelow(join(root, 'src'))) {
    if (file.endsWith('.sql')) cpSync(file, join(into, relative(root, file)));
  }
}

/** Moves a file or folder, unless whoever builds at the same time was first: what they build is the same. */
function moveOnce(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

/** Puts each file and folder of a fresh build in the place of the one before. */
function takePlace(fresh, dist) {
  for (const name of readdirSync(fresh)) {
    const old = `${fresh}-before-${name}`;
    moveOnce(join(dist, name), old);
    moveOnce(join(fresh, name), join(dist, name));
    rmSync(old, { recursive: true, force: true });
  }
}

function part(root, name, sources, quiet, work) {
  const marker = join(root, 'dist', `.built-${name.split(' ').at(-1)}`);
  const wanted = fingerprint(root, sources);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return true;
  rmSync(marker, { force: true });
  if (!quiet) process.stderr.write(`Building the ${name} …\n`);
  if (!work()) return false;
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(marker, wanted);
  return true;
}

/** Compiles the server if it has changed since the last build; says so unless quiet. Returns false when it could not. */
export function buildServer(root, node, quiet) {
  return part(root, 'server', serverSources, quiet, () => {
    // Whoever runs from the build before finds its files until the new ones are whole.
    const dist = join(root, 'dist');
    const fresh = join(dist, `.fresh-${process.pid}`);
    try {
      // Like the page's, written without proving the types: what is written is the same (isolatedModules), the proof is
      // part of `npm run check`, and it would be most of what a first start waits for.
      const options = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', fresh];
      if (!step(root, node, 'node_modules/typescript/bin/tsc', options)) return false;
      copySql(root, fresh);
      takePlace(fresh, dist);
      return true;
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}

const vite = (root, node, ...args) =>
  step(root, node, 'node_modules/vite/bin/vite.js', ['build', 'web', '--logLevel', 'error', ...args]);

/** Builds the page if it has changed since the last build; says so unless quiet. Returns false when it could not. */
export function buildPage(root, node, quiet) {
  return part(root, 'page', webSources, quiet, () => {
    // What is built anew is put in an empty folder, and the explorer's is the same one.
    rmSync(join(root, 'dist', '.built-explorer'), { force: true });
    return vite(root, node);
  });
}

/** The same for the API explorer, which stands beside the page and is most of the work. */
export function buildExplorer(root, node, quiet) {
  return part(root, 'API explorer', webSources, quiet, () => vite(root, node, '--mode', 'explorer'));
}
