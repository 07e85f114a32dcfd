-- One row per dispute: how much of an invoice it is about, since when it is open, and whether somebody looks after it.
-- $1 ids or null for all · $2 as of · $3 policy
select
  d.id,
  'Dispute of invoice ' || coalesce(i.number, '?') as label,
  d.legal_entity_id, d.practice_id, i.contract_id, d.invoice_id, d.currency,
  $2::timestamptz as as_of,
  i.number as invoice_number,
  c.number as contract_number,
  d.amount as disputed_amount,
  d.opened_on as dispute_opened_on,
  d.owner as dispute_owner,
  d.owned as dispute_owned,
  due.at as dispute_due_at
from dispute d
left join legal_entity e on e.id = d.legal_entity_id
left join invoice i on i.id = d.invoice_id
left join contract c on c.id = i.contract_id
left join lateral (
  -- The start of the first day on which more than the allowed business days have passed since it was opened.
  select min(n.day)::timestamp at time zone e.time_zone as at
    from calendar_day a
    join calendar_day n on n.calendar_code = a.calendar_code
     and n.business_day > a.business_day + ({{policy}}->'disputeWithinBusinessDays')::int
     and n.day > a.day and n.day < a.day + 366
   where a.calendar_code = e.calendar_code and a.day = d.opened_on
) due on true
where not d.deleted and ($1::uuid[] is null or d.id = any ($1::uuid[]))
