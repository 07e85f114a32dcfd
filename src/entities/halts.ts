import { HubError } from '../domain/errors.ts';
import type { Direction, Halt, HaltOutcome, HaltRequest } from '../domain/halt.ts';
import { appendAudit } from './append-audit.ts';
import type { Sql } from './sql.ts';
import { haltStands } from './system-ways.ts';

interface Standing {
  direction: Direction;
  halt: Halt | null;
  reason: string | null;
  until: string | null;
  now: string;
}

const verbs = { paused: 'system.pause', draining: 'system.drain', frozen: 'system.freeze' } as const;
const mostWords = 1000;

/** Throws BAD_USER_INPUT unless the request says why, asks of a way what it can do, and ends in the future if it ends. */
function check({ reason, until, directions, halt }: HaltRequest, now: string): void {
  if (reason.trim() === '') throw new HubError('BAD_USER_INPUT', 'reason: say why');
  if (reason.length > mostWords) throw new HubError('BAD_USER_INPUT', `reason: at most ${mostWords} characters`);
  if (directions.length === 0) throw new HubError('BAD_USER_INPUT', 'direction: in, out or both');
  if (halt === 'frozen' && directions.includes('in')) {
    throw new HubError('BAD_USER_INPUT', 'direction: only what is sent to a system can be frozen');
  }
  if (until !== undefined && until <= now) throw new HubError('BAD_USER_INPUT', `until: ${until} is over`);
}

/** What stands of the ways of a system, kept from others until the transaction ends. A halt that is over stands no more. */
async function standing(sql: Sql, system: string): Promise<Standing[]> {
  const ways = await sql.rows<Standing & Record<string, unknown>>(
    `select w.direction, case when ${haltStands} then w.halt end as halt, w.reason, w.until,
            clock_timestamp() as now
       from system_way w join system s on s.name = w.system
      where w.system = $1 order by w.direction for update of w`,
    [system],
  );
  if (ways.length === 0) throw new HubError('UNKNOWN_SYSTEM', `the hub knows no system "${system}"`);
  return ways;
}

const isSame = (way: Standing, { halt, reason, until }: HaltRequest) =>
  way.halt === halt && (halt === null || (way.reason === reason && way.until === (until ?? null)));

async function write(
  sql: Sql,
  request: HaltRequest,
  changed: readonly Direction[],
  actor: string,
  correlationId: string,
) {
  const { system, halt, reason, until } = request;
  // When a halt ends, who asked for it last and why stays to be seen, as what the system was told last.
  await sql.run(
    `update system_way w set halt = $3, reason = $4, asked_by = $5, asked_at = clock_timestamp(), until = $6
      where w.system = $1 and w.direction = any ($2::text[])`,
    [system, changed, halt, reason, actor, halt === null ? null : (until ?? null)],
  );
  await appendAudit(sql, [
    {
      actor,
      action: halt === null ? 'system.resume' : verbs[halt],
      subject: system,
      detail: { directions: changed, reason, ...(halt === null ? {} : { until: until ?? null }) },
      legalEntityId: null,
      correlationId,
    },
  ]);
}

/**
 * Halts ways of a system, or lets them go on. Asking for what stands already changes nothing and leaves no trace; with
 * `dryRun` nothing is changed in any case. Throws UNKNOWN_SYSTEM and BAD_USER_INPUT.
 */
export async function askHalt(
  sql: Sql,
  request: HaltRequest,
  { actor, correlationId, dryRun = false }: { actor: string; correlationId: string; dryRun?: boolean },
): Promise<HaltOutcome[]> {
  const ways = await standing(sql, request.system);
  check(request, ways[0]?.now ?? '');
  const outcomes = ways
    .filter(({ direction }) => request.directions.includes(direction))
    .map((way): HaltOutcome => {
      const changed = !isSame(way, request);
      const until = changed ? (request.until ?? null) : way.until;
      return { direction: way.direction, halt: request.halt, until: request.halt === null ? null : until, changed };
    });
  const changed = outcomes.filter((each) => each.changed).map(({ direction }) => direction);
  if (changed.length > 0 && !dryRun) await write(sql, request, changed, actor, correlationId);
  return outcomes;
}
