import { HubError } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import type { Manifest } from './file-manifest.ts';
import { markStream, type StreamNews } from './stream-news.ts';

/** A file on its way in, or one that has been taken in before. */
export interface FileLoad {
  id: string;
  state: 'loading' | 'done';
  rows_taken: number;
  rows_parked: number;
  baseline: boolean;
  correlation_id: string;
  /** Whether it was there before. */
  again: boolean;
}

/** Who takes in which file for which stream. */
export interface LoadContext {
  system: string;
  manifest: Manifest;
  mappingVersion: number;
  by: string;
  correlationId: string;
}

/** Finds the load of a file, by its content and mapping, or begins it. Part of a first load as long as there is none. */
export async function beginLoad(sql: Sql, { system, manifest, mappingVersion, by, correlationId }: LoadContext) {
  const load = await sql.row<FileLoad>(
    `insert into file_load as f (system, stream, file_name, sha256, mapping, mapping_version, rows, baseline,
                                 produced_at, known_through, loaded_by, started_at, correlation_id)
     select $1, s.name, $3, decode($4, 'hex'), $5, $6, $7, s.baseline <> 'complete', $8, $9, $10, clock_timestamp(), $11
       from stream s where s.system = $1 and s.name = $2
     on conflict (system, stream, sha256, mapping, mapping_version) do update
       set known_through = greatest(f.known_through, excluded.known_through)
     returning f.id::text, f.state, f.rows_taken::int, f.rows_parked::int, f.baseline, f.correlation_id,
               f.correlation_id <> $11 as again`,
    [
      system,
      manifest.stream,
      manifest.file,
      manifest.sha256,
      manifest.mapping,
      mappingVersion,
      manifest.rows,
      manifest.producedAt,
      manifest.knownThrough,
      by,
      correlationId,
    ],
  );
  if (load === undefined) {
    throw new HubError('UNKNOWN_SYSTEM', `the database does not know ${system}/${manifest.stream}: start the hub once`);
  }
  return load;
}

/** Claims the next rows of a load: the batch that starts after `taken` is taken in once, whoever else tries it too. */
export async function claimRows(sql: Sql, loadId: string, taken: number): Promise<void> {
  const row = await sql.row<{ rows_taken: number }>(
    'select f.rows_taken::int from file_load f where f.id = $1 for update',
    [loadId],
  );
  if (row?.rows_taken !== taken) throw new HubError('CONFLICT', 'somebody else is taking in this file right now');
}

/** Of these versions of records the ones that stand in an earlier row of the file, with the number of that row. */
export async function repeatedRows(
  sql: Sql,
  loadId: string,
  rows: readonly { key: string; row: number }[],
): Promise<Map<number, number>> {
  const found = await sql.rows<{ row: number; earlier: number }>(
    `with given as (
       select i.key, i.row from jsonb_to_recordset($2::jsonb) as i (key text, row bigint)
     ), kept as (
       insert into file_row_key as k (load_id, key, row_number)
       select $1, g.key, min(g.row) from given g group by g.key
       on conflict do nothing
       returning k.key, k.row_number
     )
     select g.row::int as row, coalesce(k.row_number, f.row_number)::int as earlier
       from given g
       left join kept k on k.key = g.key
       left join file_row_key f on f.load_id = $1 and f.key = g.key
      where g.row > coalesce(k.row_number, f.row_number)`,
    [loadId, JSON.stringify(rows)],
  );
  return new Map(found.map(({ row, earlier }) => [row, earlier]));
}

/** Counts rows of a load that are in the inbox by now. */
export async function countRows(
  sql: Sql,
  { id }: FileLoad,
  { system, stream, rows, parked }: { system: string; stream: string; rows: number; parked: number },
): Promise<void> {
  await sql.run('update file_load set rows_taken = rows_taken + $2, rows_parked = rows_parked + $3 where id = $1', [
    id,
    rows,
    parked,
  ]);
  await sql.run(
    `update stream s set received_records = s.received_records + $3, last_success_at = clock_timestamp(),
            baseline = case when s.baseline = 'none' then 'loading' else s.baseline end
      where s.system = $1 and s.name = $2`,
    [system, stream, rows],
  );
}

/** Ends a load: its stream counts as known as far as the manifest says, once everything has been worked off. */
export async function finishLoad(sql: Sql, { id }: FileLoad, news: StreamNews): Promise<void> {
  await sql.run('delete from file_row_key k where k.load_id = $1', [id]);
  await sql.run(
    `with ended as (
       update file_load f set state = 'done', finished_at = coalesce(f.finished_at, clock_timestamp())
        where f.id = $1 returning f.system, f.stream, f.known_through
     )
     update stream s
        set covered_through = e.known_through, covered_inbox_id = (select last_value from inbox_id),
            covered_mark_id = null, baseline = 'complete', last_success_at = clock_timestamp(), refused_file = null,
            refused_at = null
       from ended e
      where s.system = e.system and s.name = e.stream
        and (s.covered_through is null or s.covered_through < e.known_through)`,
    [id],
  );
  markStream(sql, news);
}
