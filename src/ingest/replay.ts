import type { Sql } from '../entities/sql.ts';

/** Which messages to take in again. */
export interface ReplayScope {
  ids?: readonly string[] | undefined;
  system?: string | undefined;
  stream?: string | undefined;
  since?: string | undefined;
}

/**
 * Takes messages in again: each is interpreted anew, as if it had just come, so that a mended mapping heals what it
 * read wrongly. Parked ones are tried again. A message older than what is known stays without effect. Returns how many.
 */
export async function replayMessages(sql: Sql, { ids, system, stream, since }: ReplayScope): Promise<number> {
  // The aggregate forgets what it was read from, or the same message would count as old news.
  await sql.run(
    `update source_aggregate a set content_hash = '\\x', observed_at = '-infinity'
       from inbox i
      where a.system = i.system and a.stream = i.stream and a.key = i.key and a.version = i.version
        and i.type = 'record' and i.state <> 'new'
        and ($1::bigint[] is null or i.id = any ($1::bigint[]))
        and ($2::text is null or i.system = $2) and ($3::text is null or i.stream = $3)
        and ($4::timestamptz is null or i.received_at >= $4)`,
    [ids ?? null, system ?? null, stream ?? null, since ?? null],
  );
  return sql.run(
    `update inbox i set state = 'new', attempts = 0, next_try_at = null, reason_code = null, reason = null
      where i.state <> 'new'
        and ($1::bigint[] is null or i.id = any ($1::bigint[]))
        and ($2::text is null or i.system = $2) and ($3::text is null or i.stream = $3)
        and ($4::timestamptz is null or i.received_at >= $4)
        and (i.stream is not null)`,
    [ids ?? null, system ?? null, stream ?? null, since ?? null],
  );
}
