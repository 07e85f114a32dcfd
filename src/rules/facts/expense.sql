-- One row per expense: whether the ERP can take it, whether it has been billed, and since when it should have been.
-- $1 ids or null for all · $2 as of · $3 policy
select
  x.id,
  coalesce(x.category, 'Expense') || ' of ' || coalesce(r.name, '?') || ', ' || coalesce(x.incurred_on::text, '?')
    || ', project ' || coalesce(p.number, '?') as label,
  x.legal_entity_id, x.practice_id, coalesce(n.contract_id, p.contract_id) as contract_id, null::uuid as invoice_id, x.currency,
  $2::timestamptz as as_of,
  x.category,
  r.name as resource_name,
  p.number as project_number,
  x.incurred_on,
  x.amount,
  x.billable,
  x.approval_state,
  x.occurred_at as changed_at,
  codes.through as charge_codes_known_through,
  coding.code as charge_code,
  case when coding.present then true when not coding.present and codes.through >= x.occurred_at then false end as coded,
  age.unbilled_at,
  streams.through as billing_known_through,
  case when billed.standing then true when not billed.standing and streams.through >= age.unbilled_at then false end as billed
from expense x
left join project p on p.id = x.project_id
left join contract_line n on n.id = x.contract_line_id
left join resource r on r.id = x.resource_id
left join legal_entity e on e.id = x.legal_entity_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = x.legal_entity_id and s.role = 'erp' and s.kind = 'charge_code'
) codes on true
left join lateral (
  -- What the ERP calls expenses for it on that day, in the company or in all of them.
  select case when bool_or(y.fits is true) then true when count(*) = count(y.fits) then false end as present,
         min(y.code) filter (where y.fits) as code
    from (
      select k.code,
             k.applies_to = 'expense' and k.activity = x.category and k.starts_on <= x.incurred_on
               and (k.ends_on is null or k.ends_on >= x.incurred_on) as fits
        from charge_code k
       where (k.legal_entity_id = x.legal_entity_id or k.legal_entity_id is null) and not k.deleted
    ) y
) coding on true
left join lateral (
  -- The start of the day after the expense has been unbilled for so many days.
  select (x.incurred_on + ({{policy}}->'unbilledExpenseAfterDays')::int + 1)::timestamp at time zone e.time_zone as unbilled_at
) age on true
left join lateral (
  -- Where no ERP is connected nothing is known of what has been billed.
  select case when count(*) = count(s.known_through) and count(distinct s.kind) filter (where s.role = 'erp') = 2
              then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = x.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'expense') and s.kind = 'expense')
       or (s.role = 'erp' and s.kind in ('invoice', 'billing_event')))
) streams on true
left join lateral (
  select
    case when bool_or((i.status <> 'cancelled') is true) then true when count(*) = count(i.status) then false end as standing
    from invoice_allocation a
    join invoice_line l on l.id = a.invoice_line_id and not l.deleted
    join invoice i on i.id = l.invoice_id and not i.deleted
   where (a.billing_event_id = x.billing_event_id or a.expense_id = x.id) and not a.deleted
) billed on true
where not x.deleted and ($1::uuid[] is null or x.id = any ($1::uuid[]))
