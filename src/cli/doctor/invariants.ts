import type { Sql } from '../../entities/sql.ts';
import { type Finding, failure, none, ok } from './finding.ts';

/** Something that must hold at any time: a query whose rows, named, are what breaks it. */
interface Invariant {
  check: string;
  fine: string;
  bad: string;
  breaks: string;
}

const invariants: readonly Invariant[] = [
  {
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
    check: 'feed entries',
    fine: 'every position has its entry',
    bad: 'dropped without their positions, so that readers are not told: the entry at',
    breaks: `
      select p.pos::text as name from feed_position p
       where not exists (select from feed f where f.id = p.feed_id and f.recorded_at = p.recorded_at)
       order by p.pos limit 20`,
  },
  {
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
    check: 'one effect per intent',
    fine: 'no step of a correction was confirmed twice',
    bad: 'confirmed more than once',
    breaks: `
      select o.correction_id || '/' || o.step_number as name from outbox o where o.state = 'confirmed'
       group by o.correction_id, o.step_number having count(*) > 1 limit 20`,
  },
  {
    check: 'lanes',
    fine: 'every lane leaves in order',
    bad: 'something left before what stood in front of it in',
    breaks: `
      select distinct o.lane as name from outbox o
       where o.state in ('sending', 'sent', 'unknown')
         and exists (select from outbox p
                      where p.lane = o.lane and p.id < o.id
                        and p.state in ('waiting', 'ready', 'sending', 'sent', 'unknown', 'needs_human'))
       limit 20`,
  },
  {
    check: 'leases',
    fine: 'nobody holds a delivery longer than allowed',
    bad: 'held by a process that is gone: delivery',
    breaks: `
      select o.id::text as name from outbox o
       where o.state = 'sending' and o.lease_until + (o.lease_until - o.sent_at) < clock_timestamp() limit 20`,
  },
  {
    check: 'approvals',
    fine: 'nothing left the hub without the approvals that it needed',
    bad: 'delivered without enough approvals',
    breaks: `
      select c.id::text as name from correction c
       where c.state in ('approved', 'delivering', 'confirmed')
         and c.approvals_needed > (select count(*) from approval a
                                    where a.correction_id = c.id and a.decision = 'approved')
       limit 20`,
  },
  {
    check: 'accepted risks',
    fine: 'each was accepted by another person than asked for it, and is not over',
    bad: 'accepted by nobody, or for longer than was asked: exception',
    breaks: `
      select e.rule || ' ' || e.subject_label as name from exception e
       where e.status = 'accepted'
         and not exists (select from risk_acceptance a
                           join risk_decision d on d.acceptance_id = a.id and d.decision = 'accepted'
                          where a.exception_id = e.id and a.state = 'accepted'
                            and a.expires_at > clock_timestamp() - interval '5 minutes')
       limit 20`,
  },
  {
    check: 'open exceptions',
    fine: 'each stands on a record that is there',
    bad: 'stands on nothing',
    breaks: `
      select e.rule || ' ' || e.subject_label as name from exception e
       where e.closed_at is null and not exists (select from crosswalk x where x.golden_id = e.subject_id) limit 20`,
  },
];

async function historiesOf(sql: Sql): Promise<{ name: string; key: string[] }[]> {
  return sql.rows(
    `select t.relname as name,
            (select array_agg(a.attname::text order by a.attnum) from pg_index i
               join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
              where i.indrelid = t.oid and i.indisprimary) as key
       from pg_class t join pg_class h on h.relname = t.relname || '_history' and h.relnamespace = t.relnamespace
      where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' order by t.relname`,
  );
}

/** The current row is the last version of its history, and versions neither overlap nor leave a gap in their order. */
async function histories(sql: Sql): Promise<Finding> {
  const wrong: string[] = [];
  for (const { name, key } of await historiesOf(sql)) {
    const on = key.map((column) => `h.${column} = t.${column}`).join(' and ');
    const list = key.map((column) => `h.${column}`).join(', ');
    const row = await sql.row<{ loose: boolean; overlap: boolean }>(
      `select exists (select from ${name} t
                        full join (select ${list} from ${name}_history h where h.known_to = 'infinity') h on ${on}
                       where t.${key[0]} is null or h.${key[0]} is null) as loose,
              exists (select from (select h.known_from, h.known_to,
                                          lag(h.known_to) over (partition by ${list} order by h.known_from) as before
                                     from ${name}_history h) v
                       where v.known_from < v.before or v.known_to < v.known_from) as overlap`,
    );
    if (row?.loose === true || row?.overlap === true) wrong.push(name);
  }
  return none('histories', wrong, 'end with the current rows, without overlap', 'do not fit their rows');
}

/** What must hold of the data at any time, after any fault. */
export async function invariantsHold(sql: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { check, fine, bad, breaks } of invariants) {
    const rows = await sql.rows<{ name: string }>(breaks);
    findings.push(
      none(
        check,
        rows.map(({ name }) => name),
        fine,
        bad,
      ),
    );
  }
  return [...findings, await histories(sql)];
}

/** Whether the audit log is as it was written. */
export function auditLog({
  broken,
  length,
  hash,
}: {
  broken: string | undefined;
  length: number;
  hash: string;
}): Finding {
  if (broken !== undefined) return failure('audit log', broken);
  return ok('audit log', `${length} entries are as they were written; keep this outside: ${length} ${hash}`);
}
