import { afterFailure, type Breaker, type BreakerLimits, tried, untilTry } from '../domain/breaker.ts';
import { type Budget, spend, untilFree } from '../domain/budget.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { Direction } from '../domain/halt.ts';
import type { Sql } from './sql.ts';
import type { Turn } from './turns.ts';

/** SQL: a way `w` is halted, and the time of that is not over. */
export const haltStands = 'w.halt is not null and (w.until is null or w.until > clock_timestamp())';

const way = (system: string, direction: Direction) =>
  `select from system_way w where w.system = ${system} and w.direction = '${direction}' and ${haltStands}`;

/** SQL: whether a system's way is halted, by the column that names the system. */
export const isHalted = (system: string, direction: Direction) => `exists (${way(system, direction)})`;

/** SQL: whether it is to stand still, what has begun included. */
export const isPaused = (system: string, direction: Direction) =>
  `exists (${way(system, direction)} and w.halt = 'paused')`;

/**
 * SQL: the systems whose way is not to stand still, as an array. What waits for them is then found by an index, however much
 * waits for others.
 */
export const goingSystems = (direction: Direction) =>
  `array(select w.system from system_way w
          where w.direction = '${direction}' and not coalesce(w.halt = 'paused' and ${haltStands}, false))`;

/** SQL: the systems to which nothing is to leave but holds, as an array. */
export const frozenSystems = `array(select w.system from system_way w
          where w.direction = 'out' and w.halt = 'frozen' and ${haltStands})`;

/** SQL: whether nothing is to be let through a gate to a system. */
export const keepsGatesShut = (system: string) => `exists (${way(system, 'out')} and w.halt in ('draining', 'frozen'))`;

/** SQL: whether it is to finish what has begun and begin nothing new. */
export const isDraining = (system: string, direction: Direction) =>
  `exists (${way(system, direction)} and w.halt = 'draining')`;

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const at = (place: string) => `to_timestamp(${place}::float8 / 1000)`;

const breaker = `w.failures, w.openings, ${ms('w.opened_at')} as "openedAt", ${ms('w.probe_at')} as "probeAt", w.probing`;
const budget = `b.requests_per_minute as "requestsPerMinute", ${ms('b.next_at')} as "nextAt"`;
const clock = `${ms('clock_timestamp()')} as now`;

interface WayRow extends Breaker, Budget {
  now: number;
  last_error: string | null;
}

function keepBreaker(sql: Sql, system: string, direction: Direction, { openedAt, probeAt, ...rest }: Breaker): void {
  sql.send(
    `update system_way set failures = $3, openings = $4, opened_at = ${at('$5')}, probe_at = ${at('$6')}, probing = $7
      where system = $1 and direction = $2`,
    [system, direction, rest.failures, rest.openings, openedAt, probeAt, rest.probing],
  );
}

function keepBudget(sql: Sql, system: string, { nextAt }: Budget): void {
  sql.send(`update system_budget set next_at = ${at('$2')} where system = $1`, [system, nextAt]);
}

/**
 * Takes a turn at a system, with its first request, unless its breaker is open or its budget is spent. Both rows stay
 * locked until the transaction ends, so that of several hubs one has the turn. A system that is not registered has neither.
 */
export async function takeTurn(sql: Sql, system: string, direction: Direction, limits: BreakerLimits): Promise<Turn> {
  const row = await sql.row<WayRow & Record<string, unknown>>(
    `select ${breaker}, ${budget}, w.last_error, ${clock}
       from system_way w join system_budget b on b.system = w.system
      where w.system = $1 and w.direction = $2 for update`,
    [system, direction],
  );
  if (row === undefined) return { wait: 0 };
  const shut = untilTry(row, row.now);
  if (shut > 0) return { wait: shut / 1000, because: 'breaker', lastError: row.last_error ?? '' };
  const spent = untilFree(row, row.now);
  if (spent > 0) return { wait: spent / 1000, because: 'budget' };
  if (row.openedAt !== null) keepBreaker(sql, system, direction, tried(row, row.now, limits));
  if (row.requestsPerMinute !== null) keepBudget(sql, system, spend(row, row.now));
  return { wait: 0 };
}

/** Takes a request off the budget of a system that is under way already, and so does not wait. */
export async function chargeRequest(sql: Sql, system: string): Promise<void> {
  const row = await sql.row<Budget & { now: number } & Record<string, unknown>>(
    `select ${budget}, ${clock} from system_budget b where b.system = $1 for update`,
    [system],
  );
  if (row !== undefined) keepBudget(sql, system, spend(row, row.now));
}

/** Takes note that a system has answered: its way is open to everybody again. */
export async function noteAnswer(sql: Sql, system: string, direction: Direction): Promise<void> {
  await sql.run(
    `update system_way set failures = 0, openings = 0, opened_at = null, probe_at = null, probing = false, last_error = null,
            closed_at = case when opened_at is null then closed_at else clock_timestamp() end
      where system = $1 and direction = $2 and failures > 0`,
    [system, direction],
  );
}

/** Takes note that a system could not be reached, or did not answer, after so many seconds. `chance` is from 0 to 1. */
export async function noteSilence(
  sql: Sql,
  system: string,
  direction: Direction,
  { seconds, chance, error }: { seconds: number; chance: number; error: unknown },
  limits: BreakerLimits,
): Promise<void> {
  const row = await sql.row<Breaker & { now: number } & Record<string, unknown>>(
    `select ${breaker}, ${clock} from system_way w where w.system = $1 and w.direction = $2 for update`,
    [system, direction],
  );
  if (row === undefined) return;
  const { now } = row;
  keepBreaker(sql, system, direction, afterFailure(row, { began: now - seconds * 1000, now, chance }, limits));
  await sql.run('update system_way set last_error = $3 where system = $1 and direction = $2', [
    system,
    direction,
    messageOf(error),
  ]);
}

/** Throws SYSTEM_HALTED unless the way of a system goes on. */
export async function demandRunning(sql: Sql, system: string, direction: Direction): Promise<void> {
  const row = await sql.row<{ halt: string; reason: string }>(
    `select w.halt, w.reason from system_way w where w.system = $1 and w.direction = $2 and ${haltStands}`,
    [system, direction],
  );
  if (row !== undefined) throw new HubError('SYSTEM_HALTED', `${system} is ${row.halt} (${direction}): ${row.reason}`);
}
