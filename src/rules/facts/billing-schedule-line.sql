-- One row per planned bill: what it is planned for, and what has been billed of that.
-- $1 ids or null for all · $2 as of · $3 policy
select
  b.id,
  'Planned bill of ' || coalesce(b.due_on::text, '?') || ' of contract ' || coalesce(c.number, '?') as label,
  b.legal_entity_id, b.practice_id, b.contract_id, null::uuid as invoice_id, b.currency,
  $2::timestamptz as as_of,
  c.number as contract_number,
  c.status as contract_status,
  b.due_on as planned_on,
  (b.due_on + 1)::timestamp at time zone e.time_zone as planned_day_ends_at,
  b.amount as planned_amount,
  b.currency as planned_currency,
  c.currency as contract_currency,
  m.name as milestone_name,
  m.scope_state as milestone_scope,
  m.delivery_state as milestone_delivery,
  m.planned_on as milestone_planned_on,
  m.amount as milestone_amount,
  b.occurred_at as plan_changed_at,
  erp.through as billing_known_through,
  case when b.milestone_id is not null and erp.through >= b.occurred_at then billed.amount end as billed_amount
from billing_schedule_line b
left join contract c on c.id = b.contract_id
left join legal_entity e on e.id = b.legal_entity_id
left join milestone m on m.id = b.milestone_id and not m.deleted
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = b.legal_entity_id and s.role = 'erp' and s.kind in ('billing_event', 'invoice')
) erp on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      select case when i.status = 'cancelled' or a.currency <> b.currency then 0
                  when i.status is not null and a.currency = b.currency then a.amount end as amount
        from billing_event v
        join invoice_allocation a on a.billing_event_id = v.id and not a.deleted
        join invoice_line l on l.id = a.invoice_line_id and not l.deleted
        join invoice i on i.id = l.invoice_id and not i.deleted
       where v.milestone_id = b.milestone_id and not v.deleted
    ) x
) billed on true
where not b.deleted and ($1::uuid[] is null or b.id = any ($1::uuid[]))
