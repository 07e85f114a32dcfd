import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { type CellsScene, cellsScene, type SceneCell } from '../test/cells-scene.ts';
import { throughline } from '../test/command-line.ts';
import { listening } from '../test/listening.ts';
import { takeNextDay } from '../test/past-midnight.ts';
import type { RawSocket } from '../test/socket.ts';
import { until } from '../test/until.ts';
import type { Cells } from './cells.ts';
import { cellLock } from './entities/sql.ts';

let scene: CellsScene;
let serving: Cells;
let root: DataSource;
let there: DataSource;
beforeAll(async () => {
  scene = await cellsScene();
  root = await dataSource({ url: scene.shared.url, cell: 'public', poolSize: 3 }).initialize();
  there = await dataSource({ url: scene.apart.url, cell: 'public', poolSize: 1 }).initialize();
});
afterAll(async () => {
  await Promise.all([root.destroy(), there.destroy()]);
  await scene.close();
});

const cli = (...args: string[]) => throughline(scene.environment, args);
const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);

it('makes a cell ready, says what that takes before, and finds nothing to do the second time', async () => {
  const before = await json('cell', 'list');
  expect(before.cells).toMatchObject([
    { name: 'main', legalEntities: [], servedBy: [] },
    { name: 'americas', problem: 'it is not made yet: throughline cell create americas' },
    { name: 'apac', problem: 'it is not made yet: throughline cell create apac' },
  ]);
  const would = await json('cell', 'create', 'americas', '--dry-run');
  expect(would).toMatchObject({ dryRun: true, schemaMade: true, legalEntities: ['US01'] });
  expect(await json('cell', 'list')).toEqual(before);
  expect(await json('cell', 'create', 'americas')).toEqual({ ...would, dryRun: false });
  expect((await cli('cell', 'create', 'americas')).out).toMatch(/^americas is ready in .*; there is nothing to do\.$/);
  const entries = await root.query(`select a.action, a.subject from americas.audit_log a`);
  expect(entries).toEqual([{ action: 'cell.create', subject: 'americas' }]);
});

it.each([
  ['Bad-Name', /^CELL_NAME_INVALID: .* a letter first, as in emea_north$/],
  ['pg_emea', /^CELL_NAME_INVALID: "pg_emea" belongs to Postgres/],
  ['emea_asof', /^CELL_NAME_INVALID: .*: leave out the ending$/],
  ['emea', /^UNKNOWN_CELL: .*{ "name": "emea", "config": "emea\/hub\.config\.json" }$/],
])('refuses to make the cell %s and says what to do', async (name, sentence) => {
  const { code, err } = await cli('cell', 'create', name);
  expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
});

const alerts = 'subscription { alertEvents { events { type } endCursor } }';
const told = (socket: RawSocket) => JSON.stringify(socket.messages.slice(1));
const hears = (socket: RawSocket, what: string) =>
  socket.next(({ payload }) => JSON.stringify(payload ?? null).includes(what));

/** Holds the lock of a cell's sequencer while the work is done. */
async function withoutFeed(cell: SceneCell, work: () => Promise<void>): Promise<void> {
  const holder = root.createQueryRunner();
  await holder.query(`set search_path = ${cell}`);
  await until(async () => {
    const [row] = await holder.query(`select pg_try_advisory_lock(${cellLock(76)}) as got`);
    return row.got === true;
  }, 'the lock of the sequencer');
  await work();
  await holder.query(`select pg_advisory_unlock(${cellLock(76)})`);
  await holder.release();
}

const rows = (cell: SceneCell) => root.query(`select e.amount, e.currency from ${cell}.time_entry e`);
const monthsOf = async (cell: SceneCell): Promise<string[]> =>
  (
    await root.query(
      `select c.relname from pg_class c where c.relnamespace = $1::regnamespace
    and c.relname ~ '^inbox_\\d{4}_\\d\\d$' order by c.relname`,
      [cell],
    )
  ).map((row: { relname: string }) => row.relname);

it('serves several cells in one process, and lets no row, lock, wake-up, job or event cross', async () => {
  serving = await scene.start();
  await takeNextDay(root, 'main', 'partitions');
  const [main, americas] = [await scene.socket('main'), await scene.socket('americas')];
  await main.listen('a', alerts);
  await americas.listen('a', alerts);
  const channels = await listening(root, ['throughline_main', 'throughline_americas']);
  await withoutFeed('main', async () => {
    expect(await scene.tell('americas', 'T-1')).toBe(200);
    await hears(americas, 'baseline.digest');
    expect(await rows('americas')).toEqual([{ amount: '800.01', currency: 'USD' }]);
    expect(await rows('main')).toEqual([]);
    expect([...channels.heard]).toEqual(['throughline_americas']);
    expect(await scene.tell('main', 'T-1')).toBe(200);
    await until(async () => (await rows('main')).length === 1, 'the other row');
    expect(told(main)).not.toContain('baseline.digest');
  });
  await hears(main, 'baseline.digest');
  expect(told(americas).match(/baseline\.digest/g)).toHaveLength(1);

  const cursor = told(americas).match(/"endCursor":"([^"]+)"/)?.[1];
  main.subscribe('b', alerts.replace('alertEvents', `alertEvents(after: "${cursor}")`));
  expect(JSON.stringify(await main.next(({ id, type }) => id === 'b' && type === 'error'))).toContain('RESYNC');

  const [last] = (await monthsOf('main')).slice(-1);
  for (const cell of ['main', 'americas']) await root.query(`drop table ${cell}.${last}`);
  await root.query(`select americas_worker.add_job('partitions')`);
  await until(async () => (await monthsOf('americas')).includes(last as string), 'the job of the one cell');
  expect(await monthsOf('main')).not.toContain(last);
  await Promise.all([main.close(), americas.close(), channels.stop()]);
});

it("counts a poll that is under way among its own cell's work alone", async () => {
  const left = async (cell: SceneCell) => {
    const { data } = await scene.ask(cell, 'integration', '{ systems { ways { direction remaining } } }');
    return (data as { systems: { ways: object[] }[] }).systems[0]?.ways[0];
  };
  const poll = root.createQueryRunner();
  await poll.query(`set search_path = americas`);
  await poll.query(`select pg_advisory_lock(${cellLock(73, "'timekeeper-americas/time_entry'")})`);
  expect(await left('americas')).toEqual({ direction: 'IN', remaining: 1 });
  expect(await left('main')).toEqual({ direction: 'IN', remaining: 0 });
  await poll.query(`select pg_advisory_unlock(${cellLock(73, "'timekeeper-americas/time_entry'")})`);
  await poll.release();
});

const figures = '{ complete missing cells { name answered code } backlogToCash { currency delivered { amount } } }';
const delivered = (currency: string) => ({ currency, delivered: { amount: '800.01' } });
const group = (named = '') => scene.ask('main', 'executive', `{ group${named} ${figures} }`);
const answered = (name: string) => ({ name, answered: true, code: null });
const away = (name: string) => ({ name, answered: false, code: 'DATABASE_UNAVAILABLE' });

it('tells who sees the whole group what all cells come to, by currency, and nobody else', async () => {
  expect(await group()).toEqual({
    data: {
      group: {
        complete: true,
        missing: [],
        cells: ['main', 'americas', 'apac'].map(answered),
        backlogToCash: [delivered('EUR'), delivered('USD')],
      },
    },
  });
  const refusals = [
    await scene.ask('main', 'finance-de01', `{ group ${figures} }`),
    await scene.ask('americas', 'executive', `{ group ${figures} }`),
    await scene.ask('main', 'executive', `{ group(cells: ["emea"]) ${figures} }`),
  ];
  expect(refusals).toMatchObject(
    ['FORBIDDEN', 'FORBIDDEN', 'UNKNOWN_CELL'].map((code) => ({ errors: [{ extensions: { code } }] })),
  );
});

/** Lets a database vanish for everybody, or come back. */
async function letIn(allowed: boolean): Promise<void> {
  const name = new URL(scene.apart.url).pathname.slice(1);
  await root.query(`alter database ${name} with allow_connections ${allowed}`);
  if (allowed) return;
  await root.query(`select pg_terminate_backend(a.pid) from pg_stat_activity a where a.datname = $1`, [name]);
}

async function rename(from: string, to: string): Promise<void> {
  for (const part of ['', '_asof', '_worker']) await root.query(`alter schema ${from}${part} rename to ${to}${part}`);
}

it('goes on with the others when one cell loses its schema and another its database, and says which', async () => {
  await rename('americas', 'lost');
  await letIn(false);
  const states = { main: 'up', americas: 'down', apac: 'down' };
  expect(await scene.health()).toEqual({ status: 200, body: { status: 'degraded', cells: states } });
  expect([
    await scene.tell('main', 'T-2'),
    await scene.tell('americas', 'T-2'),
    await scene.tell('apac', 'T-2'),
  ]).toEqual([200, 503, 503]);
  await until(async () => (await rows('main')).length === 2, 'the work of the cell that is there');
  const { data } = (await group()) as { data: unknown };
  expect(data).toEqual({
    group: {
      complete: false,
      missing: ['americas', 'apac'],
      cells: [answered('main'), away('americas'), away('apac')],
      backlogToCash: null,
    },
  });
  expect(await group('(cells: ["main"])')).toMatchObject({
    data: { group: { complete: true, backlogToCash: [{ currency: 'EUR', delivered: { amount: '1600.02' } }] } },
  });
  expect((await json('cell', 'list')).cells).toMatchObject([
    { name: 'lost', problem: 'no configuration names it' },
    { name: 'main', legalEntities: ['DE01'], servedBy: ['local'] },
    { name: 'americas', problem: 'it is not made yet: throughline cell create americas' },
    { name: 'apac', problem: expect.stringContaining('not currently accepting connections') },
  ]);

  await rename('lost', 'americas');
  await letIn(true);
  await until(async () => (await scene.health()).body.status === 'ok', 'all cells up again');
  expect(await scene.tell('apac', 'T-2')).toBe(200);
  expect(await scene.tell('americas', 'T-2')).toBe(200);
  await until(async () => (await rows('americas')).length === 2, 'the work of the cell that is back');
  expect(await group()).toMatchObject({ data: { group: { complete: true, missing: [] } } });
});

const move = (...args: string[]) => cli('cell', 'move', 'americas', ...args);
const running = { systems: [{ ways: [{ state: 'RUNNING' }, { state: 'RUNNING' }] }] };
const states = async () => (await scene.ask('americas', 'integration', '{ systems { ways { state } } }')).data;

it('leaves a cell as it was when it can not be moved', async () => {
  const before = await rows('americas');
  expect((await move('--to', scene.shared.url)).err).toMatch(/^CONFLICT: there is a cell americas in .* already$/);
  const would = await move('--to', scene.apart.url, '--dry-run');
  expect([would.code, would.out]).toEqual([0, expect.stringMatching(/^americas \(\d+ MB\) could be moved from /)]);
  // Found only when the schema is made there: the cell is sealed by then.
  await there.query('create schema americas_asof');
  await expect(move('--to', scene.apart.url)).rejects.toThrow('permission denied for schema americas_asof');
  expect(await rows('americas')).toEqual(before);
  expect(await states()).toEqual(running);
  expect(await there.query(`select n.nspname from pg_namespace n where n.nspname ~ '^americas'`)).toEqual([]);
});

it('moves a cell, whole and compared, and lets nobody take its place where it was', async () => {
  const before = await rows('americas');
  const moved = await move('--to', scene.apart.url);
  expect([moved.code, moved.out]).toEqual([
    0,
    expect.stringMatching(/tables, the same on both sides\.\nSet AMERICAS_DATABASE_URL/),
  ]);
  expect(await there.query('select e.amount, e.currency from americas.time_entry e')).toEqual(before);
  expect(await scene.tell('americas', 'T-3')).toBe(503);
  expect((await cli('cell', 'create', 'americas')).err).toMatch(
    /^CONFLICT: the cell americas was moved to another database/,
  );

  await serving.stop();
  scene.environment['AMERICAS_DATABASE_URL'] = scene.apart.url;
  await scene.start();
  expect(await scene.tell('americas', 'T-3')).toBe(200);
  const all = () => there.query('select e.amount from americas.time_entry e');
  await until(async () => (await all()).length === before.length + 1, 'the work of the cell at its new place');
  expect(await states()).toEqual(running);
  expect(await group()).toMatchObject({ data: { group: { complete: true } } });
});
