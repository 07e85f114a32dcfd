import type { Sql } from '../entities/sql.ts';

/** Which messages to take in again. */
export interface ReplayScope {
  ids?: readonly string[] | undefined;
  system?: string | undefined;
  stream?: string | undefined;
  /** Of one record, by its key in the stream. */
  key?: string | undefined;
  /** Received at this instant or later. */
  since?: string | undefined;
  /** Received before this instant. */
  before?: string | undefined;
  /** Only those that could not be used. */
  parked?: boolean | undefined;
}

/** Which messages `i` of the inbox a scope means (SQL over the parameters of `scopeParams`). */
const within = `
  i.state <> 'new' and ($6::boolean is not true or i.state = 'parked')
  and ($1::bigint[] is null or i.id = any ($1::bigint[]))
  and ($2::text is null or i.system = $2) and ($3::text is null or i.stream = $3)
  and ($4::timestamptz is null or i.received_at >= $4) and ($5::timestamptz is null or i.received_at < $5)
  and ($7::text is null or i.key = $7)`;

/** Those of them that can be taken in again (SQL). */
export const replayable = `
  i.stream is not null and i.key is not null and i.type <> 'known' and ${within}
  -- What a hint was answered with is a message of its own, and is taken in again itself.
  and not (i.type = 'hint' and i.state = 'done')`;

/** The parameters that a scope fills in. */
export function scopeParams({ ids, system, stream, since, before, parked, key }: ReplayScope): unknown[] {
  const all = [ids, system, stream, since, before, parked, key];
  return all.map((value) => value ?? null);
}

/**
 * Takes messages in again: each is interpreted anew, as if it had just come, so that a mended mapping heals what it
 * read wrongly. Parked ones are tried again. A message older than what is known stays without effect. Returns how many.
 */
export async function replayMessages(sql: Sql, scope: ReplayScope): Promise<number> {
  const params = scopeParams(scope);
  // The aggregate forgets what it was read from, or the same message would count as old news; older ones still do.
  await sql.run(
    `update source_aggregate a set content_hash = '\\x'
       from inbox i
      where a.system = i.system and a.stream = i.stream and a.key = i.key and a.version = i.version
        and i.type = 'record' and ${within}`,
    params,
  );
  return sql.run(
    `update inbox i set state = 'new', attempts = 0, next_try_at = null, reason_code = null, reason = null
      where ${replayable}`,
    params,
  );
}
