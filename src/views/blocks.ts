/**
 * Joins to an invoice, `i`, what blocks it. Several exceptions may speak of the same money, and one about the contract of
 * more than this invoice bills: no more is at stake in an invoice than it bills. What is an accepted risk blocks nothing.
 */
export const blocks = `left join lateral (
  select s.present, s.since, s.sla_due_at, case when s.amount > abs(i.total) then abs(i.total) else s.amount end as amount
    from (
      select count(*) > 0 as present, sum(x.amount) as amount, min(x.opened_at) as since, min(x.sla_due_at) as sla_due_at
        from exception x where x.invoice_id = i.id and x.effect = 'block' and x.closed_at is null
         and x.status <> 'accepted'
    ) s
) b on true`;
