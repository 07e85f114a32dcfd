import type { DataSource } from 'typeorm';
import { kinds, lanes } from '../domain/kinds.ts';
import type { CarriedRecords, Unreadable } from '../domain/verification.ts';
import { copyRows } from '../entities/scratch-cell.ts';
import { type Sql, withConnection } from '../entities/sql.ts';
import { drain } from './drain.ts';
import type { FoldContext } from './gather.ts';
import { foldWaiting } from './golden.ts';
import type { Interpreter } from './interpret.ts';

/** How much of a cell was brought into its scratch cell to be taken in again. */
export interface Brought {
  messages: number;
  /** How many rounds they take: as many as the record with the most versions has. */
  rounds: number;
  carried: CarriedRecords;
}

// Decided by the firm or said by people: nothing that could be made anew from messages.
const given = ['system', 'legal_entity', 'practice', 'calendar', 'calendar_day', 'person_link'];

/** Rules see versions; when a version was learned of is known to the cell alone. */
const histories = [...kinds.map(({ name }) => name), 'source_record', 'drift'].map((name) => `${name}_history`);

const kept = 'exists (select from inbox i where i.id = t.inbox_id and i.raw is not null)';

/** Why golden records need not be what was taken in makes them, as long as that is so. */
export async function foldingWaits(sql: Sql): Promise<string | undefined> {
  const mark = await sql.row('select 1 from fold_mark m limit 1');
  return mark && 'what has been taken in has not been folded yet';
}

/**
 * Gives each message its round: those that have made a version of a record one after the other, as they came, since what
 * vanishes from one version to the next has to be seen to vanish; then all others, which must not change anything.
 */
async function giveRounds(sql: Sql, scratch: string): Promise<number> {
  await sql.run(
    `insert into ${scratch}.rebuild_round (inbox_id, round)
     select i.id, case when h.inbox_id is not null then
              row_number() over (partition by i.system, i.stream, i.key, h.inbox_id is null
                                 order by i.version, i.observed_at, i.content_hash, i.id) end
       from ${scratch}.inbox i
       left join (select distinct s.inbox_id from source_record_history s) h on h.inbox_id = i.id`,
  );
  const row = await sql.row<{ last: number }>(
    `select coalesce(max(r.round), 0)::int + 1 as last from ${scratch}.rebuild_round r`,
  );
  const last = row?.last ?? 1;
  await sql.run(`update ${scratch}.rebuild_round set round = $1 where round is null`, [last]);
  return last;
}

async function carryOver(sql: Sql, scratch: string): Promise<CarriedRecords> {
  const count = await copyRows(sql, scratch, 'source_record', `not ${kept}`);
  await copyRows(
    sql,
    scratch,
    'source_aggregate',
    `exists (select from ${scratch}.source_record r
              where r.system = t.system and r.stream = t.stream and r.aggregate_key = t.key)`,
  );
  await sql.run(
    `insert into ${scratch}.fold_mark (kind, system, key, baseline, correlation_id)
     select r.kind, r.system, r.key, true, r.correlation_id from ${scratch}.source_record r`,
  );
  const first = await sql.rows<{ name: string }>(
    `select r.system || ' ' || r.kind || ' ' || coalesce(r.natural_key, r.key) as name
       from ${scratch}.source_record r order by 1 limit 10`,
  );
  return { count, first: first.map(({ name }) => name) };
}

/** Makes what a rebuild needs in a scratch cell besides the tables of a cell. */
export async function prepareRebuild(owner: DataSource): Promise<void> {
  await owner.query('create table rebuild_round (inbox_id bigint primary key, round int)');
}

/** Brings what a cell has taken in, as its transaction sees it, into the scratch cell, where it waits for its round. */
export async function bringIntake(sql: Sql, scratch: string): Promise<Brought> {
  for (const table of given) await copyRows(sql, scratch, table);
  for (const table of histories) await copyRows(sql, scratch, table);
  const messages = await copyRows(
    sql,
    scratch,
    'inbox',
    `t.type = 'record' and t.raw is not null
     and (t.state in ('done', 'stale')
          or t.id in (select h.inbox_id from source_record_history h))`,
  );
  // What is just being taken in again waits for its round like all others.
  await sql.run(`update ${scratch}.inbox set state = 'done' where state = 'new'`);
  // What is paused there is taken in here all the same.
  await sql.run(
    `insert into ${scratch}.system_way (system, direction)
     select s.system, 'in' from (select distinct i.system from ${scratch}.inbox i) s`,
  );
  const rounds = await giveRounds(sql, scratch);
  return { messages, rounds, carried: await carryOver(sql, scratch) };
}

async function drainRound(database: DataSource, round: number, interpret: Interpreter): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      // Like a first load, they leave no marks for the rules.
      `update inbox i set state = 'new', baseline = true, attempts = 0, next_try_at = null
         from rebuild_round r where r.inbox_id = i.id and r.round = $1`,
      [round],
    ),
  );
  while ((await drain(database, interpret)) > 0);
}

/** Of the messages of all rounds but the last, which had no effect before either, those that could not be used. */
function unreadable(database: DataSource, rounds: number): Promise<Unreadable[]> {
  return withConnection(database, (sql) =>
    sql.rows<Unreadable & Record<string, unknown>>(
      `select i.id::text, i.system || '/' || i.stream || '/' || i.key as record, coalesce(i.reason, i.state) as reason
         from inbox i join rebuild_round r on r.inbox_id = i.id and r.round < $1
        where i.state in ('new', 'parked') order by i.id limit 100`,
      [rounds],
    ),
  );
}

/** Takes in and folds, in a scratch cell, what was brought there. `onProgress` is told what has been done so far. */
export async function rebuild(
  database: DataSource,
  { messages, rounds }: Brought,
  {
    interpret,
    folding,
    onProgress,
  }: { interpret: Interpreter; folding: FoldContext; onProgress: (text: string) => void },
): Promise<Unreadable[]> {
  for (let round = 1; round <= rounds; round += 1) {
    await drainRound(database, round, interpret);
    onProgress(`${messages} messages taken in: round ${round} of ${rounds}`);
  }
  let folded = 0;
  for (let more = true; more; ) {
    const counts = await Promise.all(lanes.map((_kinds, lane) => foldWaiting(database, folding, lane)));
    const count = counts.reduce((sum, each) => sum + each, 0);
    folded += count;
    more = count > 0;
    onProgress(`${folded} records folded`);
  }
  return unreadable(database, rounds);
}

/**
 * Takes back what the rebuild has written into histories, so that they say when the cell, and not its scratch cell,
 * learned of what it knows: rules ask since when something is so. `until` is the instant that the cell was seen at.
 */
export async function restoreHistories(sql: Sql, until: string): Promise<void> {
  for (const table of histories) {
    await sql.run(`delete from ${table} h where h.known_from > $1`, [until]);
    await sql.run(`update ${table} h set known_to = 'infinity' where h.known_to > $1 and h.known_to <> 'infinity'`, [
      until,
    ]);
  }
  await sql.run(
    `update drift d set since = h.since from drift_history h
      where h.kind = d.kind and h.golden_id = d.golden_id and h.attribute = d.attribute and h.system = d.system
        and h.known_to = 'infinity'`,
  );
}
