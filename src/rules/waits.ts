import type { SystemRole } from '../domain/roles.ts';
import type { Sql } from '../entities/sql.ts';
import { timeOrder } from './exact-instant.ts';
import { factsOf } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { type Facts, normalise } from './fact-values.ts';

/** A stream that a judgement waits for, and the instant that it must be known through. */
export interface Waiting {
  role: SystemRole;
  kind: string;
  through: string;
  /** Waited for only where such a stream is connected. */
  ifAny: boolean;
}

/** The streams that facts rest on which are not known. */
export function waitsOf(source: FactSource, missing: readonly string[], facts: Facts): Waiting[] {
  const columns = factsOf(source);
  return missing.flatMap((name) =>
    (columns[name]?.waits ?? []).flatMap(({ role, kinds, through, ifAny = false }) => {
      const instant = facts[through];
      return typeof instant === 'string' ? kinds.map((kind) => ({ role, kind, through: instant, ifAny })) : [];
    }),
  );
}

/** Whether what is waited for is known already, in every legal entity. */
export type IsKnown = (waiting: Waiting) => boolean;

/**
 * Reads how far streams are known. Asked before the facts are read, it tells what can't be the reason for which one of
 * them is unknown: waiting for that would bring the same answer again with each poll.
 */
export async function knownStreams(sql: Sql): Promise<IsKnown> {
  const rows = await sql.rows<{ role: string; kind: string; through: string | null }>(
    `select s.role, s.kind, case when count(*) = count(s.known_through) then min(s.known_through) end as through
       from stream_coverage s group by s.role, s.kind`,
  );
  const known = new Map(rows.map(({ role, kind, through }) => [`${role}/${kind}`, normalise(through, 'instant')]));
  return ({ role, kind, through }) => {
    const until = known.get(`${role}/${kind}`);
    return typeof until === 'string' && timeOrder(until, through) >= 0;
  };
}

/** A stream that is not known far enough; `stream` is null where none of its kind is connected. */
export interface LateStream {
  role: SystemRole;
  kind: string;
  through: string;
  stream: string | null;
  knownThrough: string | null;
}

/** Which of the streams of a legal entity that are waited for are late. */
export function lateStreams(
  sql: Sql,
  legalEntityId: number | null,
  waits: readonly Waiting[],
): Promise<LateStream[]> | LateStream[] {
  if (waits.length === 0) return [];
  return sql.rows<LateStream & Record<string, unknown>>(
    `select distinct w.role, w.kind, w.through, s.system || '/' || s.stream as stream, s.known_through as "knownThrough"
       from jsonb_to_recordset($1::jsonb) as w (role text, kind text, through timestamptz, "ifAny" boolean)
       left join stream_coverage s on s.role = w.role and s.kind = w.kind and s.legal_entity_id = $2
      where case when s.system is null then not w."ifAny" else coalesce(s.known_through < w.through, true) end
      order by w.role, w.kind, w.through, stream`,
    [JSON.stringify(waits), legalEntityId],
  );
}
