import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../ormconfig.ts';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { type CellsScene, cellsScene } from '../test/cells-scene.ts';
import { throughline } from '../test/command-line.ts';
import { until } from '../test/until.ts';

const another = { root: resolve('.'), name: `cells-${process.pid}` };
let scene: CellsScene;
let server: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  scene = await cellsScene();
  server = await startPostgres({ ...another, port: 0 });
});
afterAll(async () => {
  await scene.close();
  removePostgres(another);
});

const cli = (...args: string[]) => throughline(scene.environment, args);

it('moves a cell to another server, where its feed begins an epoch', async () => {
  for (const cell of ['americas', 'apac']) expect((await cli('cell', 'create', cell)).code).toBe(0);
  await scene.start();
  expect(await scene.tell('apac', 'T-1')).toBe(200);
  const here = await dataSource({ url: scene.apart.url, cell: 'apac', poolSize: 1 }).initialize();
  const there = await dataSource({ url: server.url, cell: 'apac', poolSize: 1 }).initialize();
  const told = async (at: typeof here) => (await at.query('select e.amount from time_entry e')).length;
  await until(async () => (await told(here)) === 1, 'the work of the cell where it is');

  const moved = await cli('cell', 'move', 'apac', '--to', server.url);
  expect([moved.code, moved.out]).toEqual([0, expect.stringMatching(/the same on both sides/)]);
  expect(await told(there)).toBe(1);

  await scene.stop();
  scene.environment['APAC_DATABASE_URL'] = server.url;
  await scene.start();
  expect(await scene.tell('apac', 'T-2')).toBe(200);
  await until(async () => (await told(there)) === 2, 'the work of the cell on its new server');
  const epoch = async () => (await there.query('select s.epoch from sequencer s'))[0].epoch;
  await until(async () => (await epoch()) === 2, 'the epoch of the new server');
  await Promise.all([here.destroy(), there.destroy()]);
});
