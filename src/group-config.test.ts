import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';
import { configuredCells, readGroup } from './group-config.ts';

const example = JSON.parse(readFileSync('docs/hub.config.example.json', 'utf8'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cells-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A cell of one legal entity and one system, as its own file has it. */
function cellFile(name: string, entity: string, port: number) {
  const [legalEntity] = example.legalEntities;
  const [system] = example.systems;
  return {
    ...example,
    cell: name,
    listen: { host: '127.0.0.1', port },
    policies: resolve('policies'),
    rules: resolve('rules'),
    legalEntities: [{ ...legalEntity, code: entity }],
    systems: [{ ...system, name: `salesforce-${name}`, legalEntities: { [entity]: entity } }],
  };
}

type Files = Record<string, ReturnType<typeof cellFile>>;

/** The environment of a group of two cells, with what is changed before it is written. */
function environment(change: (files: Files, group: { cells: object[] }) => void = () => {}) {
  const files: Files = { emea: cellFile('emea', 'DE01', 4001), apac: cellFile('apac', 'IN01', 4002) };
  const cells = Object.keys(files).map((name) => ({ name, config: `${name}/hub.config.json` }));
  const group = { role: 'worker', cells };
  change(files, group);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'hub.config.json'), JSON.stringify(content));
  }
  const file = join(folder, 'hub.config.json');
  writeFileSync(file, JSON.stringify(group));
  return { HUB_CONFIG: file, DATABASE_URL: 'postgres://here/hub', DATABASE_OWNER_URL: 'postgres://owner@here/hub' };
}

it('reads a group of cells, each by its own file, where the environment says', () => {
  const shell = { ...environment(), APAC_DATABASE_URL: 'postgres://there/hub', HUB_ROLE: 'api' };
  const group = readGroup(shell);
  expect(group?.cells.map(({ config }) => [config.cell, config.role, config.cookie, config.database])).toEqual([
    [
      'emea',
      'api',
      'throughline-emea',
      { url: 'postgres://here/hub', ownerUrl: 'postgres://owner@here/hub', readerUrl: 'postgres://here/hub' },
    ],
    [
      'apac',
      'api',
      'throughline-apac',
      { url: 'postgres://there/hub', ownerUrl: 'postgres://there/hub', readerUrl: 'postgres://there/hub' },
    ],
  ]);
  expect(readGroup({ ...shell, HUB_ROLE: undefined })?.role).toBe('worker');
});

it('serves the cells that HUB_CELL names, and still knows the others', () => {
  const group = readGroup({ ...environment(), HUB_CELL: 'apac' });
  expect(group?.served.map(({ config }) => config.cell)).toEqual(['apac']);
  expect(group?.cells).toHaveLength(2);
});

it('takes the one cell that HUB_CELL names for a command that works on one', () => {
  const shell = environment();
  expect(readConfig({ ...shell, HUB_CELL: 'apac' }).cell).toBe('apac');
  expect(() => readConfig(shell)).toThrow('has several cells; HUB_CELL says which one is meant: emea, apac');
  expect(() => readConfig({ ...shell, HUB_CELL: 'us' })).toThrow('has no cell "us"; there are emea, apac');
  expect(configuredCells(shell).map(({ cell }) => cell)).toEqual(['emea', 'apac']);
});

it("serves a cell alone by its own file, with the cookie's usual name", () => {
  const file = join(folder, 'emea', 'hub.config.json');
  const alone = { ...environment(), HUB_CONFIG: file };
  expect(readGroup(alone)).toBeUndefined();
  expect(readConfig(alone)).toMatchObject({ cell: 'emea', cookie: 'throughline' });
  expect(configuredCells(alone).map(({ cell }) => cell)).toEqual(['emea']);
});

it.each<[string, (files: Files, group: { cells: object[] }) => void]>([
  ['cells: "emea" stands there twice', (_files, { cells }) => cells.push(cells[0] as object)],
  ['calls it "apac"', ({ apac }) => Object.assign(apac as object, { cell: 'main' })],
  [
    'systems: "salesforce-emea" is in two cells',
    ({ apac }) => Object.assign(apac?.systems[0], { name: 'salesforce-emea' }),
  ],
  [
    'legalEntities: "DE01" is in two cells',
    (files) => Object.assign(files, { apac: { ...cellFile('apac', 'DE01', 4002) } }),
  ],
  ['listen: 127.0.0.1:4001 is taken twice', ({ apac }) => Object.assign(apac?.listen as object, { port: 4001 })],
  ['listen: 127.0.0.1:4000 is taken twice', ({ apac }) => Object.assign(apac?.listen as object, { port: 4000 })],
  ['"pg_emea" belongs to Postgres', (_files, { cells }) => Object.assign(cells[0] as object, { name: 'pg_emea' })],
  ['cells.apac.config', (_files, { cells }) => Object.assign(cells[1] as object, { config: 'nowhere.json' })],
  ['Unrecognized key: "systems"', (_files, group) => Object.assign(group, { systems: [] })],
])('refuses a group and says where: %s', (place, change) => {
  const shell = environment(change);
  expect(() => readGroup(shell)).toThrow(place);
});
