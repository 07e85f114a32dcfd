import type { Sql } from '../entities/sql.ts';
import { chainState } from '../feed/audit-chain.ts';
import type { Checked, Invariant } from './checked.ts';

/** What one subscriber got over all of its connections. */
export interface Heard {
  subscriber: string;
  /** The position after which it listened, and up to which it has heard. */
  after: number;
  through: number;
  /** Every position that it got, however often. */
  positions: ReadonlySet<number>;
}

/** What must hold of the change feed. */
export const feedInvariants: readonly Invariant[] = [
  {
    id: 'I5',
    check: 'feed positions',
    fine: 'dense, and counted by the sequencer',
    bad: 'positions are missing or the sequencer is at another place',
    breaks: `
      select 'last ' || s.last_pos || ', counted ' || p.count || ', highest ' || coalesce(p.highest, 0) as name
        from sequencer s
        cross join (select count(*) as count, max(p.pos) as highest, min(p.pos) as lowest from feed_position p) p
       where coalesce(p.highest, 0) <> s.last_pos and p.count > 0
          or p.count > 0 and p.count <> p.highest - p.lowest + 1`,
  },
  {
    id: 'I5',
    check: 'feed order',
    fine: 'later positions tell of later versions',
    bad: 'a later position tells of an earlier version of',
    breaks: `
      select distinct v.aggregate || ' ' || v.aggregate_id as name from (
        select f.aggregate, f.aggregate_id, f.aggregate_version,
               lag(f.aggregate_version) over (partition by f.aggregate, f.aggregate_id order by p.pos) as before
          from feed_position p join feed f on f.id = p.feed_id and f.recorded_at = p.recorded_at
      ) v where v.aggregate_version < v.before limit 20`,
  },
  {
    id: 'I5',
    check: 'feed retention',
    fine: 'every position has its entry',
    bad: 'dropped without their positions, so that readers are not told: the entry at',
    breaks: `
      select p.pos::text as name from feed_position p
       where not exists (select from feed f where f.id = p.feed_id and f.recorded_at = p.recorded_at)
       order by p.pos limit 20`,
  },
  {
    id: 'I5',
    check: 'feed entries',
    fine: 'none was passed over by the sequencer',
    bad: 'has no position and will get none: entry',
    breaks: `
      select f.id::text as name from feed f cross join sequencer s
       where pg_visible_in_snapshot(f.xid, s.snapshot)
         and not exists (select from feed_position p where p.feed_id = f.id) limit 20`,
  },
];

/** Whether what a subscriber of the whole group got over all of its connections is the feed: all of it, nothing else. */
export async function unionIsFeed(sql: Sql, { subscriber, after, through, positions }: Heard): Promise<Checked> {
  const rows = await sql.rows<{ pos: string }>(
    'select p.pos::text from feed_position p where p.pos > $1 and p.pos <= $2 order by p.pos',
    [after, through],
  );
  const expected = new Set(rows.map(({ pos }) => Number(pos)));
  const missed = [...expected].filter((pos) => !positions.has(pos)).map((pos) => `missed ${pos}`);
  const invented = [...positions].filter((pos) => !expected.has(pos)).map((pos) => `never was ${pos}`);
  return {
    id: 'I9',
    check: `what ${subscriber} heard`,
    fine: `is the feed: ${expected.size} entries from ${after} through ${through}`,
    bad: 'is not the feed',
    broken: [...missed, ...invented],
  };
}

/** Whether the audit log is as it was written. */
export async function auditChain(sql: Sql): Promise<Checked> {
  const { broken, length, hash } = await chainState(sql);
  return {
    id: 'I10',
    check: 'audit log',
    fine: `${length} entries are as they were written; keep this outside: ${length} ${hash}`,
    bad: 'is not as it was written',
    broken: broken === undefined ? [] : [broken],
  };
}
