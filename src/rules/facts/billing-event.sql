-- One row per billing event: whether everything that billed it was credited, and what delivery still shows as billed by it.
-- $1 ids or null for all · $2 as of · $3 policy
select
  b.id,
  'Billing event ' || coalesce(b.number, '?') as label,
  b.legal_entity_id, b.practice_id, b.contract_id, null::uuid as invoice_id, b.currency,
  $2::timestamptz as as_of,
  b.number as event_number,
  b.description as event_description,
  c.number as contract_number,
  billed.credit_notes,
  case when billed.notes = 0 or billed.standing then false when billed.notes > 0 and not billed.standing then true end as credited,
  due.at as credit_due_at,
  streams.through as billing_known_through,
  case when streams.through >= due.at then shown.amount end as still_billed_amount
from billing_event b
left join legal_entity e on e.id = b.legal_entity_id
left join contract c on c.id = b.contract_id
left join lateral (
  -- An event is billed as long as a line of it stands that was not credited in full.
  select
    count(x.notes) filter (where x.notes > 0) as notes,
    case when bool_or((x.stands) is true) then true when count(*) = count(x.stands) then false end as standing,
    max(x.credited_at) as credited_at,
    string_agg(x.numbers, ', ' order by x.numbers) as credit_notes
  from (
    select credits.notes, credits.credited_at, credits.numbers,
           i.status <> 'cancelled' and credits.amount < l.amount as stands
      from invoice_allocation a
      join invoice_line l on l.id = a.invoice_line_id and not l.deleted
      join invoice i on i.id = l.invoice_id and not i.deleted
     cross join lateral (
       select count(*) as notes, max(r.occurred_at) as credited_at, string_agg(r.number, ', ' order by r.number) as numbers,
              case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end as amount
         from credit_note r where r.invoice_line_id = l.id and not r.deleted
     ) credits
     where a.billing_event_id = b.id and not a.deleted
  ) x
) billed on true
left join lateral (
  select billed.credited_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'psa')::float8) as at
) due on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = b.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time', 'expense') and s.kind in ('time_entry', 'expense'))
       or (s.role = 'erp' and s.kind in ('invoice', 'credit_note')))
) streams on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      select t.amount from time_entry t where t.billing_event_id = b.id and not t.deleted
      union all
      select e.amount from expense e where e.billing_event_id = b.id and not e.deleted
    ) x
) shown on true
where not b.deleted and ($1::uuid[] is null or b.id = any ($1::uuid[]))
