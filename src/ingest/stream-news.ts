import type { Sql } from '../entities/sql.ts';

/** A stream, and the event that brings news of it. */
export interface StreamNews {
  system: string;
  stream: string;
  correlationId: string;
}

// A stream may be silent between two polls; only that it was for longer can have made a difference to the rules.
const pollsMissed = 2;

const mark = `insert into dirty (kind, golden_id, correlation_id)
  select distinct 'stream', c.subject_id, $3::uuid
    from stream s
    join stream_coverage c on c.system = s.system and c.stream = s.name
   where s.system = $1 and s.name = $2`;

/** Marks a stream for the rules, for every legal entity that depends on it. */
export function markStream(sql: Sql, { system, stream, correlationId }: StreamNews): void {
  sql.send(mark, [system, stream, correlationId]);
}

/** Before a success is noted: marks a stream that failed, or was silent for longer than a poll takes to come round. */
export function markRecovery(sql: Sql, { system, stream, correlationId }: StreamNews, everySeconds: number): void {
  sql.send(
    `${mark} and (s.failing_since is not null or s.last_success_at < clock_timestamp() - make_interval(secs => $4))`,
    [system, stream, correlationId, pollsMissed * everySeconds],
  );
}

/** Notes that a stream can't be read. One that has never been read is late from then on, which the rules are told. */
export async function noteFailure(sql: Sql, { system, stream, correlationId }: StreamNews, reason: string) {
  sql.send(`${mark} and s.failing_since is null and s.last_success_at is null`, [system, stream, correlationId]);
  await sql.run(
    `update stream s set last_error = $3, failing_since = coalesce(s.failing_since, clock_timestamp())
      where s.system = $1 and s.name = $2`,
    [system, stream, reason],
  );
}

/** Notes that a file was refused which would have made the stream known further than it is. */
export async function noteRefusal(sql: Sql, news: StreamNews, file: string, knownThrough: string): Promise<void> {
  const refused = await sql.run(
    `update stream s set refused_file = $3, refused_at = clock_timestamp()
      where s.system = $1 and s.name = $2 and (s.covered_through is null or s.covered_through < $4)`,
    [news.system, news.stream, file, knownThrough],
  );
  if (refused > 0) markStream(sql, news);
}
