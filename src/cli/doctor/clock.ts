import type { Sql } from '../../entities/sql.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

const warnAboveSeconds = 5;
// From then on other systems refuse what is signed here, and the other way round.
const failAboveSeconds = 60;

/** Whether this machine's clock, by which a hub on it signs and dates, agrees with the database's. */
export async function clock(sql: Sql): Promise<Finding> {
  const asked = Date.now();
  const row = await sql.row<{ at: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as at');
  const ahead = ((asked + Date.now()) / 2 - (row?.at as number)) / 1000;
  const off = Math.abs(ahead);
  if (off <= warnAboveSeconds) return ok('clock', "this machine's agrees with the database's");
  const sentence = `this machine's is ${Math.round(off).toLocaleString('en')} s ${ahead > 0 ? 'ahead of' : 'behind'} the database's; one of the two is wrong`;
  return off > failAboveSeconds ? failure('clock', sentence) : warning('clock', sentence);
}
