import type { Direction } from '../domain/halt.ts';
import type { Sql } from '../entities/sql.ts';
import { haltStands } from '../entities/system-ways.ts';
import { wholeGroup } from './sources.ts';

/** One way of a system: what an operator has asked of it, how far that has come, and whether it can be relied on. */
export interface SystemWayRow {
  direction: Direction;
  state: string;
  reason: string | null;
  askedBy: string | null;
  since: string | null;
  until: string | null;
  remaining: number | null;
  breaker: string;
  failures: number;
  openedAt: string | null;
  nextProbeAt: string | null;
  lastError: string | null;
}

/** One installed system and its two ways. */
export interface SystemRow {
  name: string;
  connector: string;
  role: string;
  stage: string;
  requestsPerMinute: number | null;
  ways: SystemWayRow[];
}

// What is read comes to rest when nothing of it waits and no poll is under way; a poll holds a lock by the names of
// its cell and its stream.
const remainingIn = `
  (select count(*) from inbox i where i.system = w.system and i.state = 'new')
  + (select count(*) from stream p join pg_locks l on l.objid = (hashtext(current_schema() || ' ' || p.system || '/' || p.name)::bigint & 4294967295)::oid
      where p.system = w.system and l.locktype = 'advisory' and l.classid = 73 and l.granted
        and l.database = (select d.oid from pg_database d where d.datname = current_database()))`;

// While nothing may leave but holds, what else is ready waits; what may have left already is looked for.
const leftOfFrozen = `
  (select count(*) from outbox o
    where o.system = w.system
      and (o.state in ('sending', 'sent', 'unknown')
           or o.state = 'ready' and (o.doubted_at is not null or exists (
             select from correction_step s
              where s.correction_id = o.correction_id and s.number = o.step_number and s.action = 'hold'))))`;

// What is sent comes to rest when it is proven; what waits for somebody, or for its gate, has not begun.
const remainingOut = `
  (case when w.halt = 'frozen' and ${haltStands} then ${leftOfFrozen}
        else (select count(*) from outbox o
               where o.system = w.system and o.state in ('ready', 'sending', 'sent', 'unknown')) end)`;

interface Row extends Omit<SystemRow, 'ways'>, Omit<SystemWayRow, 'state'> {
  halt: string | null;
}

function stateOf({ halt, remaining }: Row): string {
  if (halt === null) return 'running';
  return halt === 'draining' && remaining === 0 ? 'drained' : halt;
}

function wayOf(row: Row): SystemWayRow {
  const { direction, reason, askedBy, since, until, remaining, breaker, failures, openedAt, nextProbeAt, lastError } =
    row;
  const state = stateOf(row);
  return {
    direction,
    state,
    reason,
    askedBy,
    since,
    until,
    remaining,
    breaker,
    failures,
    openedAt,
    nextProbeAt,
    lastError,
  };
}

/**
 * Every system, or the one of a name, with its ways. What is left to be done, who asked for a halt, and the words of a
 * failure are for whoever may see the whole group; others see nothing there.
 */
export async function systems(sql: Sql, name?: string): Promise<SystemRow[]> {
  const rows = await sql.rows<Row & Record<string, unknown>>(
    `select s.name, s.connector, s.role, s.stage, b.requests_per_minute as "requestsPerMinute", w.direction,
            case when ${haltStands} then w.halt end as halt,
            case when ${haltStands} then w.reason end as reason,
            case when ${haltStands} and ${wholeGroup} then w.asked_by end as "askedBy",
            case when ${haltStands} then w.asked_at end as since,
            case when ${haltStands} then w.until end as until,
            case when ${wholeGroup} then (case w.direction when 'in' then ${remainingIn} else ${remainingOut} end)::int
             end as remaining,
            case when w.opened_at is null then 'closed' when w.probing then 'half_open' else 'open' end as breaker,
            w.failures, w.opened_at as "openedAt", w.probe_at as "nextProbeAt",
            case when ${wholeGroup} then w.last_error end as "lastError"
       from system s
       join system_way w on w.system = s.name
       left join system_budget b on b.system = s.name
      where $1::text is null or s.name = $1
      order by s.name, w.direction`,
    [name ?? null],
  );
  const found = new Map<string, SystemRow>();
  for (const row of rows) {
    const { name: system, connector, role, stage, requestsPerMinute } = row;
    const known = found.get(system) ?? { name: system, connector, role, stage, requestsPerMinute, ways: [] };
    known.ways.push(wayOf(row));
    found.set(system, known);
  }
  return [...found.values()];
}

/** How many deliveries to each system have begun, or may have, and are seen to also while it is frozen. */
export async function leftWhileFrozen(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.rows<{ system: string; left: number }>(
    `select w.system, ${leftOfFrozen}::int as left from system_way w where w.direction = 'out'`,
  );
  return new Map(rows.map(({ system, left }) => [system, left]));
}
