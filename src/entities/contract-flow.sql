-- Where every part of contract `c` has got to. Each part is summed from its own records; nothing here is what is left of
-- something else. Used as a lateral sub-select by the facts about contracts and by the backlog-to-cash view.
  select
    works.open + hours.open + hours.pending as undelivered,
    works.done + hours.done as delivered,
    bills.allocated, bills.open, bills.credited, bills.collected,
    greatest(works.changed_at, hours.changed_at, hours.planned_at, bills.changed_at) as changed_at
  from (
    select
      case when count(*) = count(m.amount) then coalesce(sum(m.amount) filter (where m.delivery_state is distinct from 'accepted'), 0) end as open,
      case when count(*) = count(m.amount) then coalesce(sum(m.amount) filter (where m.delivery_state = 'accepted'), 0) end as done,
      max(m.occurred_at) as changed_at
    from milestone m where m.contract_id = c.id and m.scope_state = 'active' and not m.deleted
  ) works
  cross join (
    select
      (select case when count(*) = count(s.remaining_amount) then coalesce(sum(s.remaining_amount), 0) end
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
        where s.billable and not s.deleted) as open,
      (select max(s.occurred_at)
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
        where s.billable and not s.deleted) as planned_at,
      t.*
    from (
      select
        case when count(*) = count(t.amount) then coalesce(sum(t.amount) filter (where t.approval_state <> 'approved'), 0) end as pending,
        case when count(*) = count(t.amount) then coalesce(sum(t.amount) filter (where t.approval_state = 'approved'), 0) end as done,
        max(t.occurred_at) as changed_at
      from time_entry t
      join contract_line n on n.id = t.contract_line_id and n.contract_id = c.id and not n.deleted
      where t.billable and not t.deleted
    ) t
  ) hours
  cross join (
    select
      case when count(*) = count(x.allocated) then coalesce(sum(x.allocated), 0) end as allocated,
      case when count(*) = count(x.balance) then coalesce(sum(x.balance), 0) end as open,
      case when count(*) = count(x.credited) then coalesce(sum(x.credited), 0) end as credited,
      case when count(*) = count(x.collected) then coalesce(sum(x.collected), 0) end as collected,
      max(x.changed_at) as changed_at
    from (
      select
        i.balance,
        (select case when count(*) = count(a.amount) then coalesce(sum(a.amount), 0) end
           from invoice_line l join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
          where l.invoice_id = i.id and not l.deleted) as allocated,
        (select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end
           from credit_note n where n.invoice_id = i.id and not n.deleted) as credited,
        (select case when count(*) = count(p.amount) then coalesce(sum(p.amount), 0) end
           from payment p where p.invoice_id = i.id and not p.deleted) as collected,
        greatest(i.occurred_at,
          (select max(n.occurred_at) from credit_note n where n.invoice_id = i.id),
          (select max(p.occurred_at) from payment p where p.invoice_id = i.id)) as changed_at
      from invoice i where i.contract_id = c.id and i.status = 'issued' and not i.deleted
    ) x
  ) bills
