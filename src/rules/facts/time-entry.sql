-- One row per time entry: whether it is sold, whether the ERP can take it, and whether it has been billed.
-- $1 ids or null for all · $2 as of · $3 policy
select
  t.id,
  coalesce(r.name, 'Time') || ', ' || t.worked_on || ', project ' || coalesce(p.number, '?') as label,
  t.legal_entity_id, t.practice_id, coalesce(n.contract_id, p.contract_id) as contract_id, null::uuid as invoice_id, t.currency,
  $2::timestamptz as as_of,
  r.name as resource_name,
  p.number as project_number,
  c.number as contract_number,
  term.starts_on as term_starts_on,
  term.ends_on as term_ends_on,
  case when n.deleted then 'deleted_line'
       when k.deleted or k.status in ('draft', 'deferred') then 'closed_task'
       when t.worked_on < term.starts_on then 'before_term'
       when coalesce(t.worked_from, t.worked_on) > term.ends_on then 'after_term'
       when t.worked_on >= term.starts_on and (t.task_id is null or k.status is not null) then 'covered'
  end as coverage,
  t.worked_on,
  t.role,
  card.rate as card_rate,
  t.bill_rate - card.rate as rate_difference,
  abs(t.bill_rate - card.rate) as rate_gap,
  greatest(({{policy}}->'value'->'absolute')::numeric, card.rate * ({{policy}}->'value'->'percent')::numeric / 100) as rate_tolerance,
  abs(t.hours * (t.bill_rate - card.rate)) as mispriced_amount,
  t.hours,
  t.bill_rate,
  t.amount,
  t.billable,
  t.approval_state,
  t.occurred_at as changed_at,
  codes.through as charge_codes_known_through,
  coding.code as charge_code,
  case when coding.present then true when not coding.present and codes.through >= t.occurred_at then false end as coded,
  age.medium_at as unbilled_medium_at,
  age.high_at as unbilled_high_at,
  age.critical_at as unbilled_critical_at,
  streams.through as billing_known_through,
  case when billed.standing then true when not billed.standing and streams.through >= age.medium_at then false end as billed
from time_entry t
left join project p on p.id = t.project_id
left join contract_line n on n.id = t.contract_line_id
left join contract c on c.id = coalesce(n.contract_id, p.contract_id)
left join task k on k.id = t.task_id
left join resource r on r.id = t.resource_id
left join legal_entity e on e.id = t.legal_entity_id
left join lateral (
  -- What is sold by the hour may have a term of its own; all else has its contract's. Without an end it runs on. How a line
  -- is sold that is not known may be either way.
  select
    case when n.billing_method = 'time_and_materials' then coalesce(n.starts_on, c.starts_on)
         when n.id is null or n.billing_method is not null then c.starts_on end as starts_on,
    case when n.billing_method = 'time_and_materials' then coalesce(n.ends_on, c.ends_on)
         when n.id is null or n.billing_method is not null then c.ends_on end as ends_on
) term on true
left join lateral (
  -- The price of the role in the currency while it was worked: the contract's own card before the customer's, and that
  -- before the standard one. Where two prices may be in force or none is, and where a card is not fully known or it is
  -- not known whose it would be, no price is known.
  select case when count(*) = count(x.fits) and count(*) = count(x.rate) and count(distinct x.rate) = 1
              then min(x.rate) end as rate
    from (
      select case when own.place > 0 then v.rate end as rate, m.fits, rank() over (order by own.place) as place
        from rate_card_line v
        left join rate_card d on d.id = v.rate_card_id
       cross join lateral (
         select v.role = t.role and v.currency = t.currency and v.starts_on <= t.worked_on
                and (v.ends_on is null or v.ends_on >= coalesce(t.worked_from, t.worked_on)) as fits
       ) m
       cross join lateral (
         select case when d.contract_id = c.id then 1
                     when d.contract_id is null and d.customer_id = c.customer_id then 2
                     when d.contract_id is null and d.customer_id is null then 3
                     when c.id is null or (d.contract_id is null and c.customer_id is null) then 0 end as place
       ) own
       where v.legal_entity_id = t.legal_entity_id and not v.deleted and d.deleted is not true
         and m.fits is not false and own.place is not null
    ) x
   where x.place = 1
) card on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = t.legal_entity_id and s.role = 'erp' and s.kind = 'charge_code'
) codes on true
left join lateral (
  -- What the ERP calls hours of the role while it was worked, in the company or in all of them.
  select case when bool_or(x.fits is true) then true when count(*) = count(x.fits) then false end as present,
         min(x.code) filter (where x.fits) as code
    from (
      select k.code,
             k.applies_to = 'time' and k.role = t.role and k.starts_on <= t.worked_on
               and (k.ends_on is null or k.ends_on >= coalesce(t.worked_from, t.worked_on)) as fits
        from charge_code k
       where (k.legal_entity_id = t.legal_entity_id or k.legal_entity_id is null) and not k.deleted
    ) x
) coding on true
left join lateral (
  -- The start of the day after the entry has been unbilled for so many days.
  select
    (t.worked_on + ({{policy}}->'unbilledAfterDays'->'medium')::int + 1)::timestamp at time zone e.time_zone as medium_at,
    (t.worked_on + ({{policy}}->'unbilledAfterDays'->'high')::int + 1)::timestamp at time zone e.time_zone as high_at,
    (t.worked_on + ({{policy}}->'unbilledAfterDays'->'critical')::int + 1)::timestamp at time zone e.time_zone as critical_at
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
