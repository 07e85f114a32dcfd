import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { readAs, type Sql, transaction, transactionUnder, withConnection } from './sql.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const insert = (sql: Parameters<Parameters<typeof transaction>[1]>[0], id: number) =>
  sql.run(
    `insert into legal_entity (id, code, name, currency, country, time_zone, calendar_code)
     values ($1, $2, $2, 'USD', 'US', 'UTC', 'US')`,
    [id, `E${id}`],
  );

it('rolls back what a failed piece of work did', async () => {
  await expect(
    transaction(db.hub, async (sql) => {
      await insert(sql, 90);
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
  const left = await withConnection(db.hub, (sql) => sql.rows('select e.id from legal_entity e where e.id = 90'));
  expect(left).toEqual([]);
});

it('shows a reader its own legal entities and nothing without a scope', async () => {
  await transaction(db.hub, async (sql) => {
    await insert(sql, 1);
    await insert(sql, 2);
  });
  const select = 'select e.id from legal_entity e order by e.id';
  const scope = { legalEntityIds: [2], wholeGroup: false, cell: 'main', timeoutSeconds: 30 };
  expect(await readAs(db.reader, scope, (sql) => sql.rows(select))).toEqual([{ id: 2 }]);
  expect(await withConnection(db.reader, (sql) => sql.rows(select))).toEqual([]);
  expect(await readAs(db.reader, { ...scope, legalEntityIds: [] }, (sql) => sql.rows(select))).toEqual([]);
});

async function planned(sql: Sql, text: string): Promise<number> {
  const row = await sql.row<{ count: number }>(
    'select count(*)::int as count from pg_prepared_statements p where p.statement = $1',
    [text],
  );
  return row?.count ?? 0;
}

it('plans what it runs with small batches once, and with a large batch for its size', async () => {
  const text = 'select count(*)::int as count from unnest($1::int[]) as i';
  await withConnection(db.hub, async (sql) => {
    const large = Array.from({ length: 1000 }, (_each, place) => place);
    expect(await sql.row(text, [large])).toEqual({ count: 1000 });
    expect(await planned(sql, text)).toBe(0);
    expect(await sql.row(text, [[1, 2]])).toEqual({ count: 2 });
    expect(await sql.row(text, [[3]])).toEqual({ count: 1 });
    expect(await planned(sql, text)).toBe(1);
  });
});

it('keeps no plan of what a reader asks: such texts have no end', async () => {
  const text = 'select e.id from legal_entity e where e.code = $1';
  await readAs(db.reader, { legalEntityIds: [1], wholeGroup: false, cell: 'main', timeoutSeconds: 30 }, async (sql) => {
    await sql.rows(text, ['E1']);
    expect(await planned(sql, text)).toBe(0);
  });
});

it('lets one alone work under a lock, tells it the time, and turns others away until it is done', async () => {
  const lock = 990;
  const outcome = await transactionUnder(db.hub, lock, async (_sql, now) => {
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    return transactionUnder(db.hub, lock, () => Promise.resolve('both'));
  });
  expect(outcome).toBeUndefined();
  expect(await transactionUnder(db.hub, lock, () => Promise.resolve('alone'))).toBe('alone');
});

it('never lends a connection again that the server has ended', async () => {
  const killed = withConnection(db.hub, async (sql) => {
    const row = await sql.row<{ pid: number }>('select pg_backend_pid() as pid');
    const slow = sql.rows('select pg_sleep(60)');
    await db.admin.query('select pg_terminate_backend($1)', [row?.pid]);
    await slow;
  });
  await expect(killed).rejects.toThrow('terminating connection');
  expect(
    await Promise.all(Array.from({ length: 10 }, () => withConnection(db.hub, (sql) => sql.row('select 1 as one')))),
  ).toEqual(Array(10).fill({ one: 1 }));
});

it('says why a connection was lost, though it was lost between two statements', async () => {
  const lost = transaction(db.hub, async (sql) => {
    const row = await sql.row<{ pid: number }>('select pg_backend_pid() as pid');
    await db.admin.query('select pg_terminate_backend($1, 10000)', [row?.pid]);
    await sql.row('select 1 as one');
  });
  await expect(lost).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringContaining('terminating connection due to administrator command'),
  });
});

it('never lends a connection again to a server that takes no writes any more', async () => {
  const refused = withConnection(db.hub, async (sql) => {
    // As a primary that was made a standby says it.
    await sql.run('set default_transaction_read_only = on');
    await insert(sql, 95);
  });
  await expect(refused).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', cause: { code: '25006' } });
  const writes = Array.from({ length: 10 }, (_each, at) => withConnection(db.hub, (sql) => insert(sql, 100 + at)));
  expect(await Promise.all(writes)).toEqual(Array(10).fill(1));
});

const codes = async (like: string) => {
  const rows = await withConnection(db.hub, (sql) =>
    sql.rows<{ code: string }>('select e.code from legal_entity e where e.code like $1 order by e.code', [like]),
  );
  return rows.map(({ code }) => code);
};

const send = (sql: Sql, id: number, code: string) =>
  sql.send(
    `insert into legal_entity (id, code, name, currency, country, time_zone, calendar_code)
     values ($1, $2, $2, 'USD', 'US', 'UTC', 'US')`,
    [id, code],
  );

it('shows what was sent to whatever is asked after it', async () => {
  const seen = await transaction(db.hub, (sql) => {
    send(sql, 200, 'S200');
    return sql.rows(`select e.code from legal_entity e where e.code = 'S200'`);
  });
  expect(seen).toEqual([{ code: 'S200' }]);
  expect(await codes('S200')).toEqual(['S200']);
});

it('fails a transaction for what was sent, though nobody waited for it, and tells the first reason', async () => {
  const failed = transaction(db.hub, async (sql) => {
    await insert(sql, 210);
    send(sql, 210, 'S210');
    // Postgres refuses this one too, but only because of the one before it.
    await sql.run('select 1', []);
  });
  await expect(failed).rejects.toMatchObject({ code: '23505' });
  const unheard = transaction(db.hub, (sql) => {
    send(sql, 211, 'S211');
    send(sql, 211, 'S211');
    return Promise.resolve();
  });
  await expect(unheard).rejects.toMatchObject({ code: '23505' });
  expect(await codes('_21_')).toEqual([]);
});

it('commits nothing when a statement could not even be sent', async () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const failed = transaction(db.hub, async (sql) => {
    await insert(sql, 220);
    sql.send('select $1::jsonb', [circular]);
  });
  await expect(failed).rejects.toThrow('circular');
  expect(await codes('E220')).toEqual([]);
});

it('undoes a part that fails, with what it had sent, and keeps what is around it', async () => {
  await transaction(db.hub, async (sql) => {
    send(sql, 230, 'S230');
    const undone = sql.undoable(async () => {
      await insert(sql, 231);
      send(sql, 231, 'S231');
    });
    await expect(undone).rejects.toMatchObject({ code: '23505' });
    expect(await sql.undoable(() => Promise.resolve('kept'))).toBe('kept');
    send(sql, 232, 'S232');
  });
  expect(await codes('_23_')).toEqual(['S230', 'S232']);
});

it('takes nothing more from work that has failed, in whichever of its parts', async () => {
  let goOn = (): void => {};
  const failure = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<number> | undefined;
  const failed = transaction(db.hub, (sql) => {
    const slow = failure.then(() => {
      late = insert(sql, 240);
      return late;
    });
    return Promise.all([slow, Promise.reject(new Error('stop'))]);
  });
  await expect(failed).rejects.toThrow('stop');
  goOn();
  await failure;
  await expect(late).rejects.toThrow('given back');
  expect(await codes('E240')).toEqual([]);
});

it('has the server give up the locks of a hub that stands still or whose machine is gone', async () => {
  const rows = await db.hub.query(
    `select s.name, s.setting, s.unit from pg_settings s
      where s.name in ('idle_in_transaction_session_timeout', 'tcp_keepalives_idle') and s.source = 'client' order by 1`,
  );
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '60000', unit: 'ms' },
    { name: 'tcp_keepalives_idle', setting: expect.any(String), unit: 's' },
  ]);
});

it('reads instants in UTC to the millisecond, however they are written', async () => {
  const read = (text: string) => withConnection(db.hub, (sql) => sql.row('select $1::timestamptz as at', [text]));
  expect(await read('2026-11-29 22:31:36')).toEqual({ at: '2026-11-29T22:31:36.000Z' });
  expect(await read('2026-11-29 22:31:36.5+02')).toEqual({ at: '2026-11-29T20:31:36.500Z' });
  expect(await read('1969-12-31 23:59:59.123999')).toEqual({ at: '1969-12-31T23:59:59.123Z' });
  expect(await read('0001-01-02 03:04:05.06')).toEqual({ at: '0001-01-02T03:04:05.060Z' });
  expect(await read('infinity')).toEqual({ at: 'infinity' });
});
