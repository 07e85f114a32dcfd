import { openStates } from '../entities/delivery-states.ts';
import { isRestored } from '../entities/incarnation.ts';
import type { Sql } from '../entities/sql.ts';

/** A stream that nobody can ask: what its system has told and the copy does not hold has to be told again. */
export interface ToldStream {
  system: string;
  stream: string;
  /** When the newest message came that the copy holds; null where it holds none. */
  newest: string | null;
}

/** A database that has taken over from another: a promoted standby, or a copy that was restored. */
export interface TakenOver {
  /** When a hub took notice of it; null while none has. */
  noticedAt: string | null;
  /** When the newest was committed that it held then; what was acknowledged later is in it only if it has come again. */
  heldUntil: string | null;
  told: ToldStream[];
  /** How many streams are read again by themselves. */
  polled: number;
  /** How many deliveries are not over. */
  open: number;
}

async function noticed(sql: Sql): Promise<{ at: string | null } | undefined> {
  if (await isRestored(sql)) return { at: null };
  return sql.row(`select a.at from audit_log a where a.action = 'feed.epoch' order by a.id desc limit 1`);
}

const before = (column: string) => `($1::timestamptz is null or ${column} < $1)`;

/** What there is to know of the database when it has taken over from another; undefined when it never has. */
export async function takenOver(sql: Sql): Promise<TakenOver | undefined> {
  const notice = await noticed(sql);
  if (notice === undefined) return undefined;
  const held = await sql.row<{ until: string | null; polled: number; open: number }>(
    `select greatest(
              (select i.received_at from inbox i where ${before('i.received_at')} order by i.id desc limit 1),
              (select a.at from audit_log a where ${before('a.at')} order by a.id desc limit 1),
              (select f.recorded_at from feed f where ${before('f.recorded_at')} order by f.id desc limit 1)) as until,
            (select count(*) from stream s where s.pulled)::int as polled,
            (select count(*) from outbox o
              where o.state in ${openStates})::int as open`,
    [notice.at],
  );
  const told = await sql.rows<ToldStream & Record<string, unknown>>(
    `select s.system, s.name as stream,
            (select max(i.received_at) from inbox i
              where i.system = s.system and i.stream = s.name and ${before('i.received_at')}) as newest
       from stream s where not s.pulled order by s.system, s.name`,
    [notice.at],
  );
  return {
    noticedAt: notice.at,
    heldUntil: held?.until ?? null,
    told,
    polled: held?.polled ?? 0,
    open: held?.open ?? 0,
  };
}
