-- One row per invoice line: what it bills, measured against the terms in force, delivery, and other lines.
-- $1 ids or null for all · $2 as of · $3 policy
select
  l.id,
  'Line ' || coalesce(l.number::text, '?') || ' of invoice ' || coalesce(i.number, '?') as label,
  l.legal_entity_id, l.practice_id, i.contract_id, l.invoice_id, l.currency,
  $2::timestamptz as as_of,
  i.number as invoice_number,
  i.status as invoice_status,
  i.occurred_at as invoice_changed_at,
  c.number as contract_number,
  l.description as line_description,
  l.amount as line_amount,
  -- What was credited since is not billed any more. Only what is out can be credited.
  case when i.status is distinct from 'issued' then terms.obsolete_amount
       when erp.through >= i.occurred_at then
         case when terms.obsolete_amount > credits.amount then terms.obsolete_amount - credits.amount
              when terms.obsolete_amount <= credits.amount then 0 end
  end as obsolete_amount,
  terms.obsolete_milestones,
  terms.dropped_by,
  psa.through as milestones_known_through,
  case when psa.through >= i.occurred_at then
    case when i.status is distinct from 'issued' then terms.unaccepted_amount
         when erp.through >= i.occurred_at then
           case when terms.unaccepted_amount > credits.amount then terms.unaccepted_amount - credits.amount
                when terms.unaccepted_amount <= credits.amount then 0 end
    end
  end as unaccepted_amount,
  terms.unaccepted_milestones,
  erp.through as credits_known_through,
  case when erp.through >= i.occurred_at then
    case when credits.amount >= l.amount then 0
         when credits.amount < l.amount and twins.present then l.amount
         when credits.amount < l.amount and not twins.present then earlier.amount end
  end as duplicate_amount,
  coalesce(earlier.invoices, twins.invoices) as duplicate_of
from invoice_line l
join invoice i on i.id = l.invoice_id and not i.deleted
left join contract c on c.id = i.contract_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = l.legal_entity_id and s.role = 'psa' and s.kind = 'milestone'
) psa on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = l.legal_entity_id and s.role = 'erp' and s.kind in ('invoice', 'credit_note', 'billing_event')
) erp on true
left join lateral (
  select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end as amount
    from credit_note n where n.invoice_line_id = l.id and not n.deleted
) credits on true
left join lateral (
  -- What the line bills of each milestone, beside what the milestone is worth under the terms in force: nothing once it
  -- was dropped, or deleted where it was sold.
  select
    case when count(*) = count(x.over) then coalesce(sum(x.over), 0) end as obsolete_amount,
    string_agg(x.name, ', ' order by x.name) filter (where x.over > 0) as obsolete_milestones,
    max(x.dropped_by) filter (where x.over > 0) as dropped_by,
    case when count(*) = count(x.ahead) then coalesce(sum(x.ahead), 0) end as unaccepted_amount,
    string_agg(x.name, ', ' order by x.name) filter (where x.ahead > 0) as unaccepted_milestones
  from (
    select
      m.name,
      d.number as dropped_by,
      case when a.amount > owed.amount then a.amount - owed.amount when a.amount <= owed.amount then 0 end as over,
      case when m.deleted or m.scope_state = 'dropped' or not m.requires_acceptance or m.delivery_state = 'accepted' then 0
           when m.scope_state = 'active' and m.requires_acceptance and m.delivery_state is not null then a.amount end
        as ahead
    from invoice_allocation a
    left join billing_event b on b.id = a.billing_event_id
    join milestone m on m.id = coalesce(a.milestone_id, b.milestone_id)
    cross join lateral (
      select case when m.deleted or m.scope_state = 'dropped' then 0 when m.scope_state = 'active' then m.amount end
        as amount
    ) owed
    left join amendment d on d.id = m.dropped_by_id
    where a.invoice_line_id = l.id and not a.deleted
  ) x
) terms on true
left join lateral (
  -- How much of what this line bills an earlier line that still stands has billed already.
  select
    case when count(*) = count(x.again) then coalesce(sum(x.again), 0) end as amount,
    string_agg(others.invoices, ', ' order by others.invoices) as invoices
  from invoice_allocation a
  cross join lateral (
    select
      case when bool_or(o.stands is true) then true when count(*) = count(o.stands) then false end as present,
      string_agg(distinct o.number, ', ') filter (where o.stands) as invoices
    from (
      select oi.number, before.counts and credited.amount < ol.amount as stands
      from invoice_allocation oa
      join invoice_line ol on ol.id = oa.invoice_line_id and not ol.deleted
      join invoice oi on oi.id = ol.invoice_id and not oi.deleted
      -- What is not out yet comes after whatever is, whatever date it bears already.
      cross join lateral (
        select case when oi.status <> 'issued' then 'infinity'::date when oi.status = 'issued' then oi.issued_on end as day
      ) oday
      cross join lateral (
        select case when i.status <> 'issued' then 'infinity'::date when i.status = 'issued' then i.issued_on end as day
      ) iday
      cross join lateral (
        select oi.status <> 'cancelled'
          and case when oi.id = i.id then ol.id < l.id
                   else (oday.day, oi.number, ol.id) < (iday.day, i.number, l.id) end as counts
      ) before
      cross join lateral (
        select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end as amount
          from credit_note n where n.invoice_line_id = ol.id and not n.deleted
      ) credited
      where not oa.deleted and oa.invoice_line_id <> l.id
        and (oa.billing_event_id = a.billing_event_id or oa.time_entry_id = a.time_entry_id
             or oa.expense_id = a.expense_id)
        and before.counts is not false
    ) o
  ) others
  cross join lateral (
    select case when others.present then a.amount when not others.present then 0 end as again
  ) x
  where a.invoice_line_id = l.id and not a.deleted
) earlier on true
left join lateral (
  -- The same contract, period and amount on another invoice that is out.
  select
    case when bool_or(o.stands is true) then true when count(*) = count(o.stands) then false end as present,
    string_agg(o.number, ', ' order by o.number) filter (where o.stands) as invoices
  from (
    select oi.number, alike.counts and credited.amount < ol.amount as stands
    from invoice oi
    join invoice_line ol on ol.invoice_id = oi.id and not ol.deleted
    cross join lateral (
      select i.status = 'issued' and oi.status = 'issued' and ol.amount = l.amount and ol.amount <> 0
        and ol.service_from = l.service_from and ol.service_to = l.service_to
        and (oi.issued_on, oi.number, ol.id) < (i.issued_on, i.number, l.id) as counts
    ) alike
    cross join lateral (
      select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end as amount
        from credit_note n where n.invoice_line_id = ol.id and not n.deleted
    ) credited
    where oi.contract_id = i.contract_id and oi.id <> i.id and not oi.deleted and alike.counts is not false
  ) o
) twins on true
where not l.deleted and ($1::uuid[] is null or l.id = any ($1::uuid[]))
