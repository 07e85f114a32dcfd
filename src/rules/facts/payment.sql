-- One row per payment: which invoice it pays, how late, and what all of them come to.
-- $1 ids or null for all · $2 as of · $3 policy
select
  p.id,
  'Payment ' || coalesce(p.number, '?') || ' of invoice ' || coalesce(i.number, '?') as label,
  p.legal_entity_id, p.practice_id, i.contract_id, p.invoice_id, p.currency,
  $2::timestamptz as as_of,
  p.number as payment_number,
  p.applied_on,
  p.amount as paid_amount,
  p.currency as paid_currency,
  k.name as customer_name,
  c.number as contract_number,
  i.number as invoice_number,
  i.status as invoice_status,
  i.currency as invoice_currency,
  i.total as invoice_total,
  i.balance as invoice_balance,
  i.due_on as invoice_due_on,
  p.applied_on - i.due_on as days_late,
  p.occurred_at as payment_changed_at,
  erp.through as payments_known_through,
  case when p.invoice_id is not null and erp.through >= p.occurred_at then paid.amount end as paid_of_invoice
from payment p
left join invoice i on i.id = p.invoice_id
left join contract c on c.id = i.contract_id
left join customer k on k.id = coalesce(p.customer_id, i.customer_id, c.customer_id)
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = p.legal_entity_id and s.role = 'erp' and s.kind = 'payment'
) erp on true
left join lateral (
  select case when count(*) = count(o.amount) then coalesce(sum(o.amount), 0) end as amount
    from payment o where o.invoice_id = p.invoice_id and not o.deleted
) paid on true
where not p.deleted and ($1::uuid[] is null or p.id = any ($1::uuid[]))
