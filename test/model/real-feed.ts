import { randomUUID } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { feedEnd, readFeed } from '../../src/feed/read-feed.ts';
import { sequence } from '../../src/feed/sequencer.ts';
import type { TestDatabase } from '../database.ts';
import { until } from '../until.ts';

/** The feed of a real database, worked by hand, one step of the sequencer's model at a time. */
export interface RealFeed {
  /** Carries out the action of the model that is called so. */
  take(action: string): Promise<void>;
  /** The writers, by their place, of the entries that have positions, in order; and of those that the reader has got. */
  positions(): Promise<number[]>;
  seen(): number[];
  close(): Promise<void>;
}

const scope = { legalEntityIds: [1], wholeGroup: true, cell: 'main', timeoutSeconds: 10 };

/** Writers, each in a transaction on a connection of its own. */
function writersOn({ hub }: TestDatabase, count: number) {
  const runners = Array.from({ length: count }, () => hub.createQueryRunner());
  const ids = new Map<string, string>();
  async function write(runner: QueryRunner, writer: number, version: number, aggregate: string): Promise<void> {
    const id = ids.get(aggregate) ?? randomUUID();
    ids.set(aggregate, id);
    // In the model nobody waits here: whoever would have to does not write.
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query('select pg_advisory_xact_lock(hashtext($1))', [id]);
    await runner.query(
      `insert into feed (recorded_at, type, aggregate, aggregate_id, aggregate_version, legal_entity_id, payload,
                         correlation_id)
       values (clock_timestamp(), $1, 'model', $2, $3, 1, '{}', $2)`,
      [String(writer), id, version],
    );
  }
  return {
    async take(writer: number, what: string): Promise<void> {
      const runner = runners[writer] as QueryRunner;
      const [, version, aggregate] = /^writes version (\d+) of (\w+)$/.exec(what) ?? [];
      if (aggregate !== undefined) await write(runner, writer, Number(version), aggregate);
      else if (what === 'commits') await runner.commitTransaction();
      else if (what === 'rolls back') await runner.rollbackTransaction();
      else {
        await runner.startTransaction();
        await runner.query('select pg_current_xact_id()');
      }
    },
    async close() {
      for (const runner of runners) {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        await runner.release();
      }
    },
  };
}

/** The hub's sequencer, whose rounds stand still between reading where it is and giving positions. */
function sequencerOn({ hub, owner, admin }: TestDatabase) {
  let held: { gate: QueryRunner; ended: Promise<string> } | undefined;

  const atTheGate = (): Promise<{ pid: number }[]> =>
    hub.query(
      `select l.pid from pg_locks l
        where l.database = (select d.oid from pg_database d where d.datname = current_database())
          and l.relation = 'feed_position'::regclass and l.mode = 'RowExclusiveLock' and not l.granted`,
    );

  async function begin(): Promise<void> {
    const gate = owner.createQueryRunner();
    await gate.startTransaction();
    await gate.query('lock table feed_position in share mode');
    const ended = sequence(hub).then(
      () => 'committed',
      (error: { code?: string }) => `failed with ${error.code}`,
    );
    held = { gate, ended };
    await until(async () => (await atTheGate()).length > 0, 'the sequencer at the gate');
    if ((await sequence(hub)) !== 0) throw new Error('a second sequencer numbered entries beside the first');
  }

  async function end(wanted: string): Promise<void> {
    if (held === undefined) return;
    const { gate, ended } = held;
    held = undefined;
    if (wanted !== 'committed') {
      for (const { pid } of await atTheGate()) await admin.query('select pg_terminate_backend($1)', [pid]);
      await ended;
    }
    await gate.rollbackTransaction();
    await gate.release();
    if ((await ended) !== wanted) throw new Error(`the round ${await ended}, and should have ${wanted}`);
  }

  return {
    async take(what: string): Promise<void> {
      if (what === 'reads where it is') await begin();
      else if (what === 'dies') await end('failed with DATABASE_UNAVAILABLE');
      else if (what !== 'takes the lock') await end('committed');
    },
    close: () => end('committed'),
  };
}

/** Opens the feed for so many writers, from where it ends on. */
export async function realFeed(db: TestDatabase, writerCount: number): Promise<RealFeed> {
  const start = await feedEnd(db.reader, scope);
  const writers = writersOn(db, writerCount);
  const sequencer = sequencerOn(db);
  const seen: number[] = [];
  let place = start;

  async function read(): Promise<void> {
    const { events, end } = await readFeed(db.reader, scope, place);
    place = end;
    seen.push(...events.map(({ type }) => Number(type)));
  }

  return {
    async take(action) {
      const [, writer, what] = /^writer (\d+) (.*)$/.exec(action) ?? [];
      if (what !== undefined) await writers.take(Number(writer) - 1, what);
      else if (action.startsWith('the reader')) await read();
      else await sequencer.take(action.replace('a sequencer ', ''));
    },
    async positions() {
      const rows: { pos: string; type: string }[] = await db.hub.query(
        `select p.pos - $1 as pos, f.type from feed_position p join feed f on f.id = p.feed_id
          where p.pos > $1 order by p.pos`,
        [start.pos],
      );
      if (rows.some(({ pos }, at) => Number(pos) !== at + 1)) throw new Error('positions are not dense');
      return rows.map(({ type }) => Number(type));
    },
    seen: () => seen,
    async close() {
      await sequencer.close();
      await writers.close();
    },
  };
}
