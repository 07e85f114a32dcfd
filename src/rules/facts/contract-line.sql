-- One row per contract line: what has been billed of it, against the limit that it was sold with.
-- $1 ids or null for all · $2 as of · $3 policy
select
  n.id,
  coalesce(n.name, 'Line') || ' of contract ' || coalesce(c.number, '?') as label,
  n.legal_entity_id, n.practice_id, n.contract_id, billed.draft_invoice_id as invoice_id, n.currency,
  $2::timestamptz as as_of,
  c.number as contract_number,
  n.name as line_name,
  n.billing_method,
  n.amount as line_amount,
  n.hard_limit,
  streams.through as billing_known_through,
  billed.last_change_at as last_billed_at,
  case when billed.last_change_at is null or streams.through >= billed.last_change_at then billed.amount end as billed_amount,
  billed.draft_invoices
from contract_line n
left join contract c on c.id = n.contract_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = n.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time') and s.kind in ('time_entry', 'expense'))
       or (s.role = 'erp' and s.kind in ('invoice', 'billing_event')))
) streams on true
left join lateral (
  select
    case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount,
    max(x.changed_at) as last_change_at,
    string_agg(distinct x.draft_number, ', ') as draft_invoices,
    (min(x.draft_id::text))::uuid as draft_invoice_id
  from (
    -- Time and expenses of this line whose billing event is on an invoice, and whatever is allocated to the line itself.
    -- An invoice in an unknown state may or may not stand: then what it bills is not known.
    select case when i.stands then t.amount end as amount, greatest(t.occurred_at, i.changed_at) as changed_at,
           i.draft_number, i.draft_id
      from time_entry t
      join lateral (
        select max(i.occurred_at) as changed_at,
               count(i.status) > 0 as stands,
               min(i.number) filter (where i.status in ('draft', 'approved')) as draft_number,
               (min(i.id::text) filter (where i.status in ('draft', 'approved')))::uuid as draft_id
          from invoice_allocation a
          join invoice_line l on l.id = a.invoice_line_id and not l.deleted
          join invoice i on i.id = l.invoice_id and i.status is distinct from 'cancelled' and not i.deleted
         where (a.billing_event_id = t.billing_event_id or a.time_entry_id = t.id) and not a.deleted
      ) i on i.changed_at is not null
     where t.contract_line_id = n.id and not t.deleted
    union all
    select case when i.status is not null then a.amount end, i.occurred_at, case when i.status in ('draft', 'approved') then i.number end,
           case when i.status in ('draft', 'approved') then i.id end
      from invoice_allocation a
      join invoice_line l on l.id = a.invoice_line_id and not l.deleted
      join invoice i on i.id = l.invoice_id and i.status is distinct from 'cancelled' and not i.deleted
     where a.contract_line_id = n.id and a.time_entry_id is null and not a.deleted
  ) x
) billed on true
where not n.deleted and ($1::uuid[] is null or n.id = any ($1::uuid[]))
