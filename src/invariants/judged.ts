import type { Sql } from '../entities/sql.ts';
import { type Recomputing, recomputeOpen, waitingForJudge } from '../rules/recompute.ts';
import type { Checked, Invariant } from './checked.ts';

/** What must hold of exceptions. */
export const judgedInvariants: readonly Invariant[] = [
  {
    id: undefined,
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
    id: undefined,
    check: 'open exceptions',
    fine: 'each stands on a record that is there',
    bad: 'stands on nothing',
    breaks: `
      select e.rule || ' ' || e.subject_label as name from exception e
       where e.closed_at is null and not exists (select from crosswalk x where x.golden_id = e.subject_id) limit 20`,
  },
];

/** Whether what stands open is what the rules come to anew, by the data of this transaction and the database's clock. */
export async function openIsRecomputed(sql: Sql, recomputing: Recomputing): Promise<Checked> {
  const about = {
    id: 'I6',
    check: 'recomputed exceptions',
    fine: 'what is open is what the rules come to anew',
    bad: 'what is open is not what the rules come to',
  } as const;
  const clock = await sql.row<{ now: string }>('select clock_timestamp() as now');
  const now = clock?.now as string;
  const waiting = await waitingForJudge(sql, now);
  if (waiting > 0) {
    return { ...about, broken: [], notAsked: `${waiting} changes wait to be judged; ask again when none does` };
  }
  return { ...about, broken: await recomputeOpen(sql, recomputing, now) };
}
