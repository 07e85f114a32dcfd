import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { brokenArrows } from '../../scripts/arrows.mjs';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A small house with the given files in it. */
function house(files: Record<string, string>): string {
  folder = mkdtempSync(join(tmpdir(), 'house-'));
  cpSync('tsconfig.json', join(folder, 'tsconfig.json'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

it('lets the rules read the domain and the entities', async () => {
  const at = house({
    'src/domain/money.ts': 'export const money = 1;\n',
    'src/rules/judge.ts': "import { money } from '../domain/money.ts';\nexport const judge = money;\n",
  });
  expect(await brokenArrows(at, ['src'])).toEqual([]);
});

it('finds a layer that imports its neighbour, if only for a type', async () => {
  const at = house({
    'src/sync/plan.ts': 'export interface Plan { id: string }\n',
    'src/rules/judge.ts': "import type { Plan } from '../sync/plan.ts';\nexport type Judge = Plan;\n",
  });
  expect(await brokenArrows(at, ['src'])).toEqual(['rules-imports-what-it-may: src/rules/judge.ts → src/sync/plan.ts']);
});

it('finds imports that run in a circle', async () => {
  const at = house({
    'src/domain/one.ts': "import { other } from './other.ts';\nexport const one = other;\n",
    'src/domain/other.ts': "import { one } from './one.ts';\nexport const other = one;\n",
  });
  expect((await brokenArrows(at, ['src'])).map((sentence: string) => sentence.split(':')[0])).toContain('no-cycles');
});

it('finds a connector that reaches into another one', async () => {
  const at = house({
    'src/connectors/fusion/push.ts': 'export const push = 1;\n',
    'src/connectors/certinia/push.ts': "import { push } from '../fusion/push.ts';\nexport const other = push;\n",
  });
  expect(await brokenArrows(at, ['src'])).toEqual([
    'a-connector-imports-the-domain-and-itself: src/connectors/certinia/push.ts → src/connectors/fusion/push.ts',
  ]);
});
