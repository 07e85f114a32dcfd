import type { Sql } from '../../entities/sql.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

interface Trouble {
  name: string;
  state: string;
  message: string | null;
}

const named = (rows: readonly Trouble[]) => rows.map(({ name, message }) => `${name} (${message ?? 'no message'})`);

/** Exports that somebody has to bring back, and those whose receivers take nothing for the time being. */
export async function exportsOfFeed(sql: Sql): Promise<Finding[]> {
  const rows = await sql.rows<Trouble & Record<string, unknown>>(
    `select e.name, e.state, e.message from feed_export e
      where e.state <> 'running' or e.failing_since < clock_timestamp() - interval '5 minutes' order by e.name`,
  );
  const check = 'exports';
  const stopped = named(rows.filter(({ state }) => state !== 'running'));
  const failing = named(rows.filter(({ state }) => state === 'running'));
  if (stopped.length > 0) {
    const what = 'were given up; mend the cause, then throughline export resume or reset';
    return [failure(check, `${what}: ${stopped.join(', ')}`)];
  }
  if (failing.length === 0) return [ok(check, 'none is refused')];
  return [warning(check, `are refused for more than five minutes, and tried again: ${failing.join(', ')}`)];
}
