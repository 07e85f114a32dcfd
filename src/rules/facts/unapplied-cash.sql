-- One row per receipt of which something is applied to nothing: how long it has been so, and what its customer owes.
-- $1 ids or null for all · $2 as of · $3 policy
select
  u.id,
  'Unapplied cash of receipt ' || coalesce(u.number, '?') as label,
  u.legal_entity_id, u.practice_id, null::uuid as contract_id, null::uuid as invoice_id, u.currency,
  $2::timestamptz as as_of,
  u.number as receipt_number,
  k.name as customer_name,
  u.received_on,
  u.amount as unapplied_amount,
  due.at as application_due_at,
  erp.through as receivables_known_through,
  case when erp.through >= due.at and u.customer_id is not null then owed.amount end as owed_amount,
  owed.first_due_on::timestamp at time zone e.time_zone as owed_since
from unapplied_cash u
left join legal_entity e on e.id = u.legal_entity_id
left join customer k on k.id = u.customer_id
left join lateral (
  -- The start of the first day on which more than the allowed business days have passed since it came in.
  select min(n.day)::timestamp at time zone e.time_zone as at
    from calendar_day a
    join calendar_day n on n.calendar_code = a.calendar_code
     and n.business_day > a.business_day + ({{policy}}->'cashAppliedWithinBusinessDays')::int
     and n.day > a.day and n.day < a.day + 366
   where a.calendar_code = e.calendar_code and a.day = u.received_on
) due on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = u.legal_entity_id and s.role = 'erp' and s.kind in ('invoice', 'unapplied_cash')
) erp on true
left join lateral (
  -- What the customer owes that company in this currency, and the day after the first of it was due.
  select
    case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount,
    case when count(*) = count(x.amount) and count(*) filter (where x.amount > 0) = count(x.due_on) filter (where x.amount > 0)
         then min(x.due_on) filter (where x.amount > 0) + 1 end as first_due_on
  from (
    select i.due_on,
           case when i.status <> 'issued' or i.currency <> u.currency or i.balance <= 0 then 0
                when i.status = 'issued' and i.currency = u.currency and i.balance > 0 then i.balance end as amount
      from contract c
      join invoice i on i.contract_id = c.id and not i.deleted
     where c.customer_id = u.customer_id and c.legal_entity_id = u.legal_entity_id and not c.deleted
  ) x
) owed on true
where not u.deleted and ($1::uuid[] is null or u.id = any ($1::uuid[]))
