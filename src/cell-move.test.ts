import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { type CellsScene, cellsScene } from '../test/cells-scene.ts';
import { throughline } from '../test/command-line.ts';
import { until } from '../test/until.ts';

const another = { root: resolve('.'), name: `cells-${process.pid}` };
let scene: CellsScene;
let server: Awaited<ReturnType<typeof startPostgres>>;
let root: DataSource;
/** Another database of that server. */
let spare: string;
beforeAll(async () => {
  scene = await cellsScene();
  server = await startPostgres({ ...another, port: 0 });
  root = await dataSource({ url: server.url, cell: 'public', poolSize: 1 }).initialize();
  await root.query('create database spare');
  spare = server.url.replace(/\/postgres(?=\?|$)/, '/spare');
});
afterAll(async () => {
  await root.destroy();
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

/** Takes a lock in a database, in a transaction that stands still for as long as it takes. */
async function hold(url: string, lock: string) {
  const database = await dataSource({ url, cell: 'public', poolSize: 1 }).initialize();
  const holder = database.createQueryRunner();
  await holder.query(`begin; set local idle_in_transaction_session_timeout = 0; ${lock}`);
  return {
    /** Resolves when somebody has waited for it for so long. */
    awaited: (seconds: number) =>
      until(async () => {
        const rows = await holder.query(
          `select 1 from pg_locks l
            where pg_backend_pid() = any (pg_blocking_pids(l.pid))
              and l.waitstart < clock_timestamp() - make_interval(secs => $1)`,
          [seconds],
        );
        return rows.length > 0;
      }, 'somebody who waits'),
    async letGo() {
      await holder.query('rollback');
      await holder.release();
      await database.destroy();
    },
  };
}

// The cell's numbers are copied first, and a move takes no lock on what gives them.
const someNumbers = 'alter sequence americas.verification_id_seq rename to taken';

it('gives a cell its name back when its new place is gone in the middle, and says what is left there', async () => {
  const numbers = await hold(scene.shared.url, someNumbers);
  const moving = cli('cell', 'move', 'americas', '--to', spare);
  await numbers.awaited(0);
  await root.query('alter database spare with allow_connections false');
  await root.query(`select pg_terminate_backend(a.pid) from pg_stat_activity a where a.datname = 'spare'`);
  await numbers.letGo();
  const { code, err } = await moving;
  expect(code).toBe(1);
  expect(err).toMatch(/\nDATABASE_UNAVAILABLE: terminating connection/);
  expect(await scene.tell('americas', 'T-1')).toBe(200);
  const { data } = await scene.ask('americas', 'integration', '{ systems { ways { state } } }');
  expect(data).toEqual({ systems: [{ ways: [{ state: 'RUNNING' }, { state: 'RUNNING' }] }] });

  await root.query('alter database spare with allow_connections true');
  const [, drop] = /^.* is not currently accepting connections; .* \S+\/spare, as its owner: (.*)$/m.exec(err) ?? [];
  const there = await dataSource({ url: spare, cell: 'public', poolSize: 1 }).initialize();
  const schemas = () => there.query(`select from pg_namespace n where n.nspname ~ '^americas'`);
  expect(await schemas()).not.toEqual([]);
  await there.query(drop as string);
  expect(await schemas()).toEqual([]);
  await there.destroy();
});

/** From now on, whoever signs in to a database may stand still in a transaction for a second, whatever he asks for. */
async function shortenPatience(database: DataSource): Promise<void> {
  await database.query(`
    create function public.shorten() returns event_trigger language plpgsql as
      $$ begin perform set_config('idle_in_transaction_session_timeout', '1s', false); end $$;
    create event trigger shorten on login execute function public.shorten()`);
}

it('moves a cell whose copy takes longer than a transaction may stand still, at either place', async () => {
  const [from, to] = await Promise.all(
    [scene.shared.url, spare].map((url) => dataSource({ url, cell: 'public', poolSize: 1 }).initialize()),
  );
  const numbers = await hold(scene.shared.url, someNumbers);
  for (const each of [from, to]) await shortenPatience(each as DataSource);
  const moving = cli('cell', 'move', 'americas', '--to', spare);
  // The owner of the new cell and the snapshot of the old one stand still.
  await numbers.awaited(2);
  const table = await hold(spare, 'lock table americas.verification in access share mode');
  await numbers.letGo();
  // Whoever keeps the old one as it is stands still.
  await table.awaited(2);
  await table.letGo();
  const { code, out } = await moving;
  expect([code, out]).toEqual([0, expect.stringMatching(/the same on both sides/)]);
  await Promise.all([from?.destroy(), to?.destroy()]);
});
