-- One row per contract: whether its value ties to what is planned, and where every part of it has got to.
-- $1 ids or null for all · $2 as of · $3 policy
select
  c.id,
  'Contract ' || coalesce(c.number, '?') as label,
  c.legal_entity_id, c.practice_id, c.id as contract_id, null::uuid as invoice_id, c.currency,
  $2::timestamptz as as_of,
  c.number as contract_number,
  c.status as contract_status,
  c.value as contract_value,
  case when c.value is not null
       then greatest(($3::jsonb->'value'->'absolute')::numeric, c.value * ($3::jsonb->'value'->'percent')::numeric / 100)
  end as value_tolerance,
  c.occurred_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'erp')::float8) as schedule_due_at,
  erp.through as schedule_known_through,
  lines.fixed_amount as fixed_price_value,
  plan.amount as scheduled_amount,
  case when erp.through >= c.occurred_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'erp')::float8)
       then abs(lines.fixed_amount - plan.amount) end as schedule_gap,
  revenue.lines > 0 as has_revenue_schedule,
  revenue.amount as scheduled_revenue,
  case when erp.through >= c.occurred_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'erp')::float8)
       then case when revenue.lines > 0 then abs(c.value - revenue.amount) else 0 end end as revenue_gap,
  everything.through as flow_known_through,
  flow.changed_at as flow_changed_at,
  case when flow.placed then flow.undelivered end as undelivered_amount,
  case when flow.placed then flow.delivered end as delivered_amount,
  flow.allocated - flow.credited as billed_amount,
  flow.open as open_amount,
  flow.collected as collected_amount,
  case when flow.changed_at is null or everything.through >= flow.changed_at
       then c.value - (flow.undelivered + (flow.delivered - flow.allocated + flow.credited) + flow.open + flow.collected)
  end as unexplained_amount
from contract c
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = c.legal_entity_id and s.role = 'erp' and s.kind in ('billing_schedule_line', 'revenue_schedule')
) erp on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = c.legal_entity_id
     and ((s.role = 'crm' and s.kind = 'contract') or (s.role in ('psa', 'delivery', 'time') and s.kind in ('milestone', 'assignment', 'time_entry'))
       or (s.role = 'erp' and s.kind in ('billing_event', 'invoice', 'credit_note', 'payment')))
) everything on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as fixed_amount
    from (
      select case when n.billing_method = 'fixed_price' then n.amount when n.billing_method is not null then 0 end as amount
        from contract_line n where n.contract_id = c.id and not n.deleted
    ) x
) lines on true
left join lateral (
  select case when count(*) = count(b.amount) then coalesce(sum(b.amount), 0) end as amount
    from billing_schedule_line b
    join milestone m on m.id = b.milestone_id and not m.deleted
   where m.contract_id = c.id and not b.deleted
) plan on true
left join lateral (
  select count(*) as lines, case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end as amount
    from revenue_schedule r where r.contract_id = c.id and not r.deleted
) revenue on true
left join lateral (
  -- Where every part of the contract has got to; the text is shared with the backlog-to-cash view.
  {{contract-flow}}
) flow on true
where not c.deleted and ($1::uuid[] is null or c.id = any ($1::uuid[]))
