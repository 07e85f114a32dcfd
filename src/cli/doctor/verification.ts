import type { Sql } from '../../entities/sql.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

interface Last {
  outcome: 'equal' | 'different' | 'not-made';
  ended_at: string;
  reason: string | null;
  tables: string[] | null;
  /** Whether it was equal within the last three days. */
  recently: boolean;
}

const check = 'rebuild';

/** What came of the last time that the cell was made anew from its inbox. */
export async function verification(sql: Sql): Promise<Finding> {
  const last = await sql.row<Last & Record<string, unknown>>(
    `select v.outcome, v.ended_at, v.reason,
            (select array_agg(t.value->>'table') from jsonb_array_elements(v.detail->'tables') t
              where (t.value->>'differing')::int > 0) as tables,
            exists (select from verification e
                     where e.outcome = 'equal' and e.ended_at > clock_timestamp() - interval '3 days') as recently
       from verification v order by v.id desc limit 1`,
  );
  if (last === undefined) return ok(check, 'not made by this hub; throughline verify makes it');
  const { outcome, ended_at, reason, tables, recently } = last;
  if (outcome === 'equal') return ok(check, `made anew from its inbox, the cell was equal at ${ended_at}`);
  if (outcome === 'different') {
    const which = (tables ?? []).join(', ');
    return failure(check, `made anew from its inbox, the cell was different at ${ended_at}: ${which}`);
  }
  const sentence = `could not be made at ${ended_at}: ${reason}`;
  return recently ? ok(check, sentence) : warning(check, sentence);
}
