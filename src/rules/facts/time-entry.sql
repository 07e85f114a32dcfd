-- One row per time entry: whether it has been billed, and since when it should have been.
-- $1 ids or null for all · $2 as of · $3 policy
select
  t.id,
  coalesce(r.name, 'Time') || ', ' || t.worked_on || ', project ' || coalesce(p.number, '?') as label,
  t.legal_entity_id, t.practice_id, p.contract_id, null::uuid as invoice_id, t.currency,
  $2::timestamptz as as_of,
  r.name as resource_name,
  p.number as project_number,
  t.worked_on,
  t.hours,
  t.bill_rate,
  t.amount,
  t.billable,
  t.approval_state,
  age.medium_at as unbilled_medium_at,
  age.high_at as unbilled_high_at,
  age.critical_at as unbilled_critical_at,
  streams.through as billing_known_through,
  case when billed.standing then true when not billed.standing and streams.through >= age.medium_at then false end as billed
from time_entry t
left join project p on p.id = t.project_id
left join resource r on r.id = t.resource_id
left join legal_entity e on e.id = t.legal_entity_id
left join lateral (
  -- The start of the day after the entry has been unbilled for so many days.
  select
    (t.worked_on + ($3::jsonb->'unbilledAfterDays'->'medium')::int + 1)::timestamp at time zone e.time_zone as medium_at,
    (t.worked_on + ($3::jsonb->'unbilledAfterDays'->'high')::int + 1)::timestamp at time zone e.time_zone as high_at,
    (t.worked_on + ($3::jsonb->'unbilledAfterDays'->'critical')::int + 1)::timestamp at time zone e.time_zone as critical_at
) age on true
left join lateral (
  -- Where no ERP is connected nothing is known of what has been billed.
  select case when count(*) = count(s.known_through) and count(distinct s.kind) filter (where s.role = 'erp') = 2
              then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = t.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time') and s.kind = 'time_entry')
       or (s.role = 'erp' and s.kind in ('invoice', 'billing_event')))
) streams on true
left join lateral (
  select
    case when bool_or((i.status <> 'cancelled') is true) then true when count(*) = count(i.status) then false end as standing
    from invoice_allocation a
    join invoice_line l on l.id = a.invoice_line_id and not l.deleted
    join invoice i on i.id = l.invoice_id and not i.deleted
   where (a.billing_event_id = t.billing_event_id or a.time_entry_id = t.id) and not a.deleted
) billed on true
where not t.deleted and ($1::uuid[] is null or t.id = any ($1::uuid[]))
