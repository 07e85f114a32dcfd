import type { Checked, Invariant } from './checked.ts';

/** What must hold of the way out. */
export const outgoingInvariants: readonly Invariant[] = [
  {
    id: 'I7',
    check: 'one effect per intent',
    fine: 'no step of a correction was confirmed twice',
    bad: 'confirmed more than once',
    breaks: `
      select o.correction_id || '/' || o.step_number as name from outbox o where o.state = 'confirmed'
       group by o.correction_id, o.step_number having count(*) > 1 limit 20`,
  },
  {
    id: 'I8',
    check: 'lanes',
    fine: 'every lane leaves in order',
    bad: 'something left before what stood in front of it in',
    breaks: `
      select distinct o.lane as name
        from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
       where o.state in ('sending', 'sent', 'unknown')
         and exists (select from outbox p
                      where p.lane = o.lane and p.id < o.id
                        and (p.state in ('ready', 'sending', 'sent', 'unknown', 'needs_human')
                             or p.state = 'waiting' and s.action <> 'hold')
                        -- A hold has passed what was let through its gate only afterwards.
                        and not (p.state = 'ready' and s.action = 'hold' and coalesce(p.ready_at >= o.sent_at, false)))
       limit 20`,
  },
  {
    id: 'I12',
    check: 'leases',
    fine: 'nobody holds a delivery longer than allowed',
    bad: 'held by a process that is gone: delivery',
    breaks: `
      select o.id::text as name from outbox o
       where o.state = 'sending' and o.lease_until + (o.lease_until - o.sent_at) < clock_timestamp() limit 20`,
  },
  {
    id: undefined,
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
];

/** Whether no intent took effect at its target more than once. `effects` names the intent of each effect that was seen. */
export function effectsAreSingle(effects: readonly string[]): Checked {
  const counts = new Map<string, number>();
  for (const intent of effects) counts.set(intent, (counts.get(intent) ?? 0) + 1);
  return {
    id: 'I7',
    check: 'effects at targets',
    fine: `${counts.size} intents took effect, each once`,
    bad: 'took effect more than once',
    broken: [...counts].filter(([, times]) => times > 1).map(([intent, times]) => `${intent} (${times} times)`),
  };
}
