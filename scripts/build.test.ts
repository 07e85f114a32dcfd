import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildServer } from './build.mjs';

// A compiler that keeps what is in the build before, and writes what the source says.
const compiler = `
  const { copyFileSync, cpSync, mkdirSync } = require('node:fs');
  const into = process.argv[process.argv.indexOf('--outDir') + 1];
  cpSync('dist/src', 'seen', { recursive: true, force: true });
  mkdirSync(into + '/src', { recursive: true });
  copyFileSync('src/main.ts', into + '/src/main.js');
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-build-'));
  for (const folder of ['src', 'dist/src', 'node_modules/typescript/bin'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'node_modules/typescript/bin/tsc'), compiler);
  writeFileSync(join(root, 'src/main.ts'), 'new');
  writeFileSync(join(root, 'src/query.sql'), 'select 1');
  writeFileSync(join(root, 'dist/src/main.js'), 'old');
  writeFileSync(join(root, 'dist/src/gone.js'), 'old');
});
afterAll(() => rmSync(root, { recursive: true }));

const read = (path: string) => readFileSync(join(root, path), 'utf8');

it('leaves the build before where it is until the new one is whole, and nothing of it after', () => {
  expect(buildServer(root, process.execPath, true)).toBe(true);
  expect(read('seen/main.js')).toBe('old');
  expect(readdirSync(join(root, 'dist/src')).toSorted()).toEqual(['main.js', 'query.sql']);
  expect(read('dist/src/main.js')).toBe('new');
  expect(readdirSync(join(root, 'dist')).toSorted()).toEqual(['.built-server', 'src']);
});

it('keeps the build before when the new one fails, and tries again the next time', () => {
  writeFileSync(join(root, 'src/main.ts'), 'newer');
  writeFileSync(join(root, 'node_modules/typescript/bin/tsc'), 'process.exit(2)');
  expect(buildServer(root, process.execPath, true)).toBe(false);
  expect(read('dist/src/main.js')).toBe('new');
  writeFileSync(join(root, 'node_modules/typescript/bin/tsc'), compiler);
  expect(buildServer(root, process.execPath, true)).toBe(true);
  expect(read('dist/src/main.js')).toBe('newer');
});
