-- Where every part of contract `c` has got to. Each part is summed from its own records; nothing here is what is left of
-- something else; `placed` says whether it is known of each how far it has got. Used as a lateral sub-select by the facts about contracts and by the backlog-to-cash view.
  select
    works.open + hours.open + hours.pending as undelivered,
    works.done + hours.done as delivered,
    works.done + hours.done - bills.allocated + bills.credited as unbilled,
    bills.allocated - bills.credited as billed,
    bills.open, bills.collected, bills.written_off,
    -- Every part but what was delivered and what was billed, which the others are parts of.
    works.open + hours.open + hours.pending + (works.done + hours.done - bills.allocated + bills.credited)
      + bills.open + bills.collected + bills.written_off as explained,
    works.placed and hours.placed as placed,
    greatest(works.changed_at, hours.changed_at, hours.planned_at, bills.changed_at) as changed_at
  from (
    select
      case when count(*) = count(x.amount) then coalesce(sum(x.amount) filter (where m.delivery_state is distinct from 'accepted'), 0) end as open,
      case when count(*) = count(x.amount) then coalesce(sum(x.amount) filter (where m.delivery_state = 'accepted'), 0) end as done,
      count(*) = count(m.delivery_state) as placed,
      max(m.occurred_at) as changed_at
    from milestone m
    cross join lateral (select case when m.scope_state = 'active' then m.amount end as amount) x
    where m.contract_id = c.id and m.scope_state is distinct from 'dropped' and not m.deleted
  ) works
  cross join (
    select
      (select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
         cross join lateral (select case when s.billable then s.remaining_amount end as amount) x
        where s.billable is not false and not s.deleted) as open,
      (select max(s.occurred_at)
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
        where s.billable is not false and not s.deleted) as planned_at,
      t.pending, t.done, t.placed, t.changed_at
    from (
      select
        case when count(*) = count(x.amount) then coalesce(sum(x.amount) filter (where t.approval_state is distinct from 'approved'), 0) end as pending,
        case when count(*) = count(x.amount) then coalesce(sum(x.amount) filter (where t.approval_state = 'approved'), 0) end as done,
        count(*) = count(t.approval_state) as placed,
        max(t.occurred_at) as changed_at
      from time_entry t
      join contract_line n on n.id = t.contract_line_id and n.contract_id = c.id and not n.deleted
      cross join lateral (select case when t.billable then t.amount end as amount) x
      where t.billable is not false and not t.deleted
    ) t
  ) hours
  cross join (
    select
      case when count(*) = count(x.allocated) then coalesce(sum(x.allocated), 0) end as allocated,
      case when count(*) = count(x.balance) then coalesce(sum(x.balance), 0) end as open,
      case when count(*) = count(x.credited) then coalesce(sum(x.credited), 0) end as credited,
      case when count(*) = count(x.collected) then coalesce(sum(x.collected), 0) end as collected,
      case when count(*) = count(x.written_off) then coalesce(sum(x.written_off), 0) end as written_off,
      max(x.changed_at) as changed_at
    from (
      select
        case when i.status = 'issued' then i.balance end as balance,
        (select case when i.status = 'issued' and count(*) = count(a.amount) then coalesce(sum(a.amount), 0) end
           from invoice_line l join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
          where l.invoice_id = i.id and not l.deleted) as allocated,
        (select case when i.status = 'issued' and count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end
           from credit_note n where n.invoice_id = i.id and not n.deleted) as credited,
        (select case when i.status = 'issued' and count(*) = count(p.amount) then coalesce(sum(p.amount), 0) end
           from payment p where p.invoice_id = i.id and not p.deleted) as collected,
        (select case when i.status = 'issued' and count(*) = count(y.amount) then coalesce(sum(y.amount), 0) end
           from write_off w
          cross join lateral (
            select case when w.status = 'approved' then w.amount when w.status is not null then 0 end as amount
          ) y
          where w.invoice_id = i.id and not w.deleted) as written_off,
        greatest(i.occurred_at,
          (select max(n.occurred_at) from credit_note n where n.invoice_id = i.id),
          (select max(p.occurred_at) from payment p where p.invoice_id = i.id),
          (select max(w.occurred_at) from write_off w where w.invoice_id = i.id)) as changed_at
      from invoice i where i.contract_id = c.id and (i.status is null or i.status = 'issued') and not i.deleted
    ) x
  ) bills
