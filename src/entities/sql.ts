import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { workingOn } from './connections.ts';
import { retryLostRaces } from './lost-races.ts';

/** One connection, inside a transaction or not: runs statements and returns their rows. */
export interface Sql {
  rows<Row extends QueryResultRow>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  row<Row extends QueryResultRow>(text: string, params?: readonly unknown[]): Promise<Row | undefined>;
  /** The number of rows that the statement touched. */
  run(text: string, params?: readonly unknown[]): Promise<number>;
  /** Sends a statement and goes on. Those after it see what it did; if it fails, the work that sent it fails. */
  send(text: string, params: readonly unknown[]): void;
  /** Does work of which nothing remains if it throws. What was done before it, and is done after it, stays. */
  undoable<T>(work: () => Promise<T>): Promise<T>;
}

// A connection parses and plans a statement that it knows by name only once: with small batches that is half the work.
// What a reader asks for is put together from its filters: such texts have no end, and stay without a name.
const mostNames = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  if (!names.has(text) && names.size < mostNames) names.set(text, `throughline_${names.size + 1}`);
  return names.get(text);
}

// A large batch is worth a plan of its own: the one that is kept was made for small ones.
const largeText = 100_000;
const largeArray = 200;

function isLarge(params: readonly unknown[]): boolean {
  return params.some((each) =>
    typeof each === 'string' ? each.length > largeText : Array.isArray(each) && each.length > largeArray,
  );
}

/** A connection as its borrower sees it, and what its lender asks before it is given back. */
interface Lent extends Sql {
  /** Waits for what was sent. Throws what the first that failed threw. */
  settle(): Promise<void>;
  /** Takes nothing more: of work that asks several things at once, one part may go on when another has failed. */
  close(): void;
}

function on(client: PoolClient, named: boolean): Lent {
  let lastSent: Promise<unknown> = Promise.resolve();
  let failures: unknown[] = [];
  let closed = false;
  const query = (text: string, params?: readonly unknown[]): Promise<QueryResult> => {
    if (closed) return Promise.reject(new Error('the connection has been given back'));
    // Without parameters the text may hold several statements, which only an unnamed one may.
    if (params === undefined) return client.query(text);
    return client.query({ name: named && !isLarge(params) ? nameOf(text) : undefined, text, values: [...params] });
  };
  const send = (text: string, params: readonly unknown[]) => {
    lastSent = query(text, params).catch((error: unknown) => failures.push(error));
  };
  const settle = async () => {
    // A connection answers in order: when the last one is through, all are.
    await lastSent;
    const [first] = failures;
    failures = [];
    if (first !== undefined) throw first;
  };
  return {
    rows: async (text, params) => (await query(text, params)).rows,
    row: async (text, params) => (await query(text, params)).rows[0],
    run: async (text, params) => (await query(text, params)).rowCount ?? 0,
    send,
    async undoable(work) {
      await settle();
      send('savepoint undoable', []);
      try {
        const result = await work();
        await settle();
        send('release savepoint undoable', []);
        return result;
      } catch (error) {
        const cause = await firstOf(settle(), error);
        // On a broken connection this fails too, and so will whatever comes next.
        await query('rollback to savepoint undoable; release savepoint undoable').catch(() => undefined);
        throw cause;
      }
    },
    settle,
    close() {
      closed = true;
    },
  };
}

/** The error to tell: a statement that was sent and failed came before whatever noticed it. */
async function firstOf(settled: Promise<void>, noticed: unknown): Promise<unknown> {
  return settled.then(
    () => noticed,
    (sent: unknown) => sent,
  );
}

/** How a connection is used: by statements with names, and to write. */
interface Use {
  named: boolean;
  mayWrite: boolean;
}

async function lend<T>(
  database: DataSource,
  { named, mayWrite }: Use,
  work: (sql: Lent, client: PoolClient) => Promise<T>,
): Promise<T> {
  const runner = database.createQueryRunner();
  const client: PoolClient = await runner.connect();
  const sql = on(client, named);
  try {
    return await workingOn(client, mayWrite, async () => {
      try {
        const result = await work(sql, client);
        await sql.settle();
        return result;
      } catch (noticed) {
        throw await firstOf(sql.settle(), noticed);
      }
    });
  } finally {
    sql.close();
    await runner.release();
  }
}

/** Lends a connection for a few statements, each of which commits by itself. */
export function withConnection<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  return lend(database, { named: true, mayWrite: true }, work);
}

function inside<T>(
  database: DataSource,
  { begin, ...use }: Use & { begin: string },
  work: (sql: Sql, begun: readonly QueryResult[]) => Promise<T>,
): Promise<T> {
  return lend(database, use, async (sql, client) => {
    // Several statements in one trip answer with a result each.
    const begun = (await client.query(begin)) as QueryResult | QueryResult[];
    try {
      const result = await work(sql, Array.isArray(begun) ? begun : [begun]);
      await sql.settle();
      await client.query('commit');
      return result;
    } catch (noticed) {
      sql.close();
      const error = await firstOf(sql.settle(), noticed);
      // The first error is the one to tell; a rollback on a broken connection fails too.
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

/** Runs the work in one transaction (READ COMMITTED); tries again, at most five times, when it lost a race. */
export function transaction<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  return retryLostRaces(() => inside(database, { begin: 'begin', named: true, mayWrite: true }, work));
}

/**
 * The two numbers of an advisory lock, or of one of its parts (SQL), as text for a statement. A database keeps one set of
 * locks, so the second number names the cell: cells that share a database don't wait for each other.
 */
export function cellLock(lock: number, part = '0'): string {
  return `${lock}, hashtext(current_schema() || ' ' || ${part})`;
}

/**
 * Runs the work in a transaction that holds an advisory lock, or one of its parts, so that nobody else does it meanwhile,
 * on whichever hub. `now` is the database's clock. Returns undefined when somebody else holds the lock.
 */
export function transactionUnder<T>(
  database: DataSource,
  lock: number | readonly [lock: number, part: number],
  work: (sql: Sql, now: string) => Promise<T>,
): Promise<T | undefined> {
  const [number, part] = typeof lock === 'number' ? [lock, 0] : lock;
  const begin = `begin; select pg_try_advisory_xact_lock(${cellLock(number, String(part))}) as got, clock_timestamp() as now`;
  return retryLostRaces(() =>
    inside(database, { begin, named: true, mayWrite: true }, async (sql, begun) => {
      const [answer] = (begun.at(-1)?.rows ?? []) as { got: boolean; now: string }[];
      return answer?.got === true ? work(sql, answer.now) : undefined;
    }),
  );
}

/** What a request may see: the legal entities of its principal, and the instant to look back to, if any. */
export interface ReadScope {
  legalEntityIds: readonly number[];
  /** A principal of the whole group also sees what is not yet known to belong to one entity. */
  wholeGroup: boolean;
  cell: string;
  asOf?: Date | undefined;
  /** How long one statement may take. */
  timeoutSeconds: number;
}

// 57014 query canceled: what was asked takes too long, or waits for a lock that somebody else holds.
function tooLong(error: unknown): never {
  if ((error as { code?: string }).code === '57014') throw new HubError('QUERY_TIMEOUT', undefined, { cause: error });
  throw error;
}

/** Makes a transaction see what was known at an instant. */
function asKnown(cell: string, asOf: Date): string[] {
  return [`set local hub.as_of = '${asOf.toISOString()}'`, `set local search_path = ${cell}_asof, ${cell}`];
}

/**
 * Runs reads as the reader role under row security. The settings travel with `begin` in one round trip, and last as
 * long as the transaction, so that a pooled connection can't carry one principal's rights to the next. Throws
 * QUERY_TIMEOUT when a statement takes longer than the scope allows.
 */
export function readAs<T>(database: DataSource, scope: ReadScope, work: (sql: Sql) => Promise<T>): Promise<T> {
  const settings = [
    `set local hub.entities = '{${scope.legalEntityIds.map(Number).join(',')}}'`,
    `set local hub.whole_group = '${scope.wholeGroup ? 'on' : 'off'}'`,
    `set local statement_timeout = ${Math.ceil(scope.timeoutSeconds * 1000)}`,
  ];
  if (scope.asOf !== undefined) settings.push(...asKnown(scope.cell, scope.asOf));
  const begin = `begin read only; ${settings.join('; ')}`;
  return inside(database, { begin, named: false, mayWrite: false }, work).catch(tooLong);
}

/** Runs reads as workers see the data. Nothing can be written. */
export function readOnly<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  return inside(database, { begin: 'begin read only', named: true, mayWrite: false }, work);
}

/** Runs reads as workers see the data, on what was known at an instant (ISO 8601). Nothing can be written. */
export function lookBack<T>(
  database: DataSource,
  { cell, asOf }: { cell: string; asOf: string },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const settings = asKnown(cell, new Date(asOf)).join('; ');
  return inside(database, { begin: `begin read only; ${settings}`, named: false, mayWrite: false }, work);
}
