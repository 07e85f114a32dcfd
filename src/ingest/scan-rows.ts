import type { ScannedRecord } from '../domain/connector.ts';
import type { Sql } from '../entities/sql.ts';
import { exactInstantSql } from './exact-instant.ts';
import { type GoneRecord, goneHash } from './gone.ts';
import { isUnsettled } from './unsettled.ts';

/** A part of all records, of so many parts by their keys. */
export interface Share {
  part: number;
  of: number;
}

/** What a scan named, against what the hub has. */
export interface Differences {
  records: number;
  /** Not here, or taken for deleted and there again. */
  missing: number;
  changed: number;
  /** Of what was not taken for deleted, the ones whose change a poll that looked back for a day would have brought. */
  late: number;
  gone: number;
  /** Of those, the ones that the last complete scan did not find either. */
  goneAgain: number;
}

/**
 * Makes room for what a scan names, in tables of the connection alone: what is compared once and forgotten needs no
 * durability, and the tables of the cell hold nothing of a scan that breaks off.
 */
export async function openScan(sql: Sql): Promise<void> {
  await closeScan(sql);
  await sql.run(`
    create temp table scanned (key text primary key, version timestamptz not null, finding text);
    create temp table absent (key text primary key, version timestamptz not null, again boolean not null);
  `);
}

/** Lets go of what a scan named. */
export async function closeScan(sql: Sql): Promise<void> {
  await sql.run('drop table if exists pg_temp.scanned, pg_temp.absent');
}

/** Takes in a page of a scan. */
export async function addScanned(sql: Sql, records: readonly ScannedRecord[]): Promise<void> {
  await sql.run(
    `insert into scanned as s (key, version)
     select i.key, max(i.version) from jsonb_to_recordset($1::jsonb) as i (key text, version timestamptz) group by i.key
     on conflict (key) do update set version = greatest(s.version, excluded.version)`,
    [JSON.stringify(records)],
  );
}

/** Says of each record that was named whether it is to be read again: missing, changed, or due to be compared whole. */
async function findDifferent(sql: Sql, system: string, stream: string, share: Share | undefined): Promise<void> {
  await sql.run(
    `update scanned t
        set finding = case when a.key is null then 'missing'
                           when a.content_hash = decode($3, 'hex') then 'returned'
                           when a.version < i.version then 'changed' else 'due' end
       from scanned i
       left join source_aggregate a on a.system = $1 and a.stream = $2 and a.key = i.key
      where t.key = i.key and not ${isUnsettled('i')}
        and (a.key is null or a.content_hash = decode($3, 'hex') or a.version < i.version
             or (hashtext(i.key) & 2147483647) % $5::int = $4::int)`,
    [system, stream, goneHash, share?.part ?? null, share?.of ?? null],
  );
}

/**
 * Finds what stands here and was not named. What the hub has read since the scan began may be younger than its page; what it
 * read at that very instant is not yet held to be gone again, because a tombstone would be no later than it.
 */
async function findAbsent(sql: Sql, system: string, stream: string, startedAt: string): Promise<void> {
  await sql.run(
    `insert into absent (key, version, again)
     select a.key, a.version,
            a.observed_at < $3
              and exists (select from scan_absence b where b.system = $1 and b.stream = $2 and b.key = a.key)
       from source_aggregate a
      where a.system = $1 and a.stream = $2 and a.observed_at <= $3
        and not exists (select from scanned s where s.key = a.key)
        and exists (
          select from source_record r
           where r.system = $1 and r.stream = $2 and r.aggregate_key = a.key and not r.deleted)`,
    [system, stream, startedAt],
  );
}

/** What a poll with the longest overlap would have brought, and one with the present overlap did not. */
export interface OverlapReach {
  /** Stamps from here on. */
  from: string | null;
  before: string | null;
}

/** Compares what was named with what the hub has. `startedAt` is the source's clock when the scan began. */
export async function compareScan(
  sql: Sql,
  { system, stream, startedAt }: { system: string; stream: string; startedAt: string },
  share: Share | undefined,
  reach: OverlapReach,
): Promise<Differences> {
  await sql.run('analyze scanned');
  await findDifferent(sql, system, stream, share);
  await findAbsent(sql, system, stream, startedAt);
  const row = await sql.row<Differences & Record<string, unknown>>(
    `select s.records, s.missing, s.changed, s.late, n.gone, n."goneAgain"
       from (select count(*)::int as records,
                    (count(*) filter (where t.finding in ('missing', 'returned')))::int as missing,
                    (count(*) filter (where t.finding = 'changed'))::int as changed,
                    (count(*) filter (where t.finding in ('missing', 'changed')
                                        and t.version >= $1 and t.version < $2))::int as late
               from scanned t) s,
            (select count(*)::int as gone, (count(*) filter (where b.again))::int as "goneAgain" from absent b) n`,
    [reach.from, reach.before],
  );
  return row as Differences;
}

/** The next keys, in their order, that are to be read again for any of these reasons. */
export async function keysToRead(sql: Sql, findings: readonly string[], after: string, most: number) {
  const rows = await sql.rows<{ key: string }>(
    'select t.key from scanned t where t.finding = any ($1) and t.key > $2 order by t.key limit $3',
    [findings, after, most],
  );
  return rows.map(({ key }) => key);
}

/** What the last two complete scans have not found, and the hub has not heard of since this one began. */
export async function twiceGone(sql: Sql): Promise<GoneRecord[]> {
  return sql.rows<GoneRecord & Record<string, unknown>>(
    `select b.key, ${exactInstantSql('b.version')} as version from absent b where b.again order by b.key`,
  );
}

/** Keeps in mind what a complete scan did not find for the first time, and nothing else. */
export async function rememberAbsent(sql: Sql, system: string, stream: string): Promise<void> {
  await sql.run(
    `delete from scan_absence b
      where b.system = $1 and b.stream = $2
        and not exists (select from absent t where t.key = b.key and not t.again)`,
    [system, stream],
  );
  await sql.run(
    `insert into scan_absence as b (system, stream, key, since)
     select $1, $2, t.key, clock_timestamp() from absent t where not t.again
     on conflict (system, stream, key) do update set since = b.since`,
    [system, stream],
  );
}

/** The records of a stream that have stood unchanged for longest. */
export async function oldestKnown(sql: Sql, system: string, stream: string, most: number): Promise<string[]> {
  const rows = await sql.rows<{ key: string }>(
    `select a.key from source_aggregate a
      where a.system = $1 and a.stream = $2
        and exists (
          select from source_record r
           where r.system = $1 and r.stream = $2 and r.aggregate_key = a.key and not r.deleted)
      order by a.version, a.key limit $3`,
    [system, stream, most],
  );
  return rows.map(({ key }) => key);
}
