-- One row per milestone: whether what was delivered has been billed, whether its bill is planned for when it is due, and
-- whether revenue is recognised for it that is not earned.
-- $1 ids or null for all · $2 as of · $3 policy
select
  m.id,
  'Milestone ' || coalesce(m.name, '?') || ' of contract ' || coalesce(c.number, '?') as label,
  m.legal_entity_id, m.practice_id, m.contract_id, null::uuid as invoice_id, m.currency,
  $2::timestamptz as as_of,
  m.name as milestone_name,
  c.number as contract_number,
  m.amount,
  m.planned_on,
  m.scope_state,
  m.delivery_state,
  m.accepted_on,
  m.requires_acceptance,
  due.at as bill_due_at,
  erp.through as invoices_known_through,
  case when erp.through >= due.at then billed.lines end as billed_lines,
  m.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as schedule_due_at,
  schedules.through as schedule_known_through,
  plan.due_on as scheduled_on,
  case when billed.lines > 0 then 0
       when billed.lines = 0 and schedules.through >= m.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then plan.days end as schedule_gap_days,
  ({{policy}}->'billDateWithinDays')::int as schedule_tolerance_days,
  revenue.amount as recognized_amount,
  revenue.changed_at as revenue_changed_at,
  acceptance.through as acceptance_known_through,
  case when revenue.amount = 0 then 0
       when acceptance.through >= revenue.changed_at then revenue.amount - earned.amount end as unearned_revenue,
  case when m.amount is not null
       then greatest(({{policy}}->'value'->'absolute')::numeric, m.amount * ({{policy}}->'value'->'percent')::numeric / 100)
  end as unearned_tolerance
from milestone m
left join contract c on c.id = m.contract_id
left join legal_entity e on e.id = m.legal_entity_id
left join lateral (
  -- The start of the first day on which more than the allowed business days have passed since the acceptance.
  select min(d.day)::timestamp at time zone e.time_zone as at
    from calendar_day a
    join calendar_day d on d.calendar_code = a.calendar_code
     and d.business_day > a.business_day + ({{policy}}->'billAcceptedWithinBusinessDays')::int
     and d.day > a.day and d.day < a.day + 60
   where a.calendar_code = e.calendar_code and a.day = m.accepted_on
) due on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = m.legal_entity_id and s.role = 'erp' and s.kind in ('invoice', 'billing_event')
) erp on true
left join lateral (
  select case when count(*) = count(i.status) then count(*) filter (where i.status <> 'cancelled') end as lines
    from (
      select a.invoice_line_id from invoice_allocation a where a.milestone_id = m.id and not a.deleted
      union
      select a.invoice_line_id
        from billing_event b
        join invoice_allocation a on a.billing_event_id = b.id and not a.deleted
       where b.milestone_id = m.id
    ) x
    join invoice_line l on l.id = x.invoice_line_id and not l.deleted
    join invoice i on i.id = l.invoice_id and not i.deleted
) billed on true
left join lateral (
  -- Where no ERP is connected nothing is known of what it plans.
  select case when count(*) = count(s.known_through) and count(distinct s.kind) = 3 then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = m.legal_entity_id and s.role = 'erp'
     and s.kind in ('billing_schedule_line', 'billing_event', 'invoice')
) schedules on true
left join lateral (
  -- The planned bill that is furthest from the milestone's date. One for nothing plans nothing, and one for nobody
  -- knows how much may.
  select case when count(*) = count(x.days) then coalesce(max(x.days), 0) end as days,
         (array_agg(x.due_on order by x.days desc nulls last))[1] as due_on
    from (
      select b.due_on, case when b.amount is not null then abs(b.due_on - m.planned_on) end as days
        from billing_schedule_line b
       where b.milestone_id = m.id and b.amount is distinct from 0 and not b.deleted
    ) x
) plan on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount, max(r.occurred_at) as changed_at
    from billing_event b
    join recognized_revenue r on r.billing_event_id = b.id and not r.deleted
   cross join lateral (select case when r.currency = m.currency then r.amount end as amount) x
   where b.milestone_id = m.id
) revenue on true
left join lateral (
  -- What can be earned of it by now, at most: where nothing is signed off nobody says how much is done.
  select case when m.delivery_state = 'accepted' then m.amount
              when m.delivery_state = 'canceled' then 0
              when m.delivery_state in ('planned', 'open') and m.requires_acceptance then 0
              when m.delivery_state in ('planned', 'open') and not m.requires_acceptance then m.amount end as amount
) earned on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = m.legal_entity_id and s.role in ('psa', 'delivery', 'time') and s.kind = 'milestone'
) acceptance on true
where not m.deleted and ($1::uuid[] is null or m.id = any ($1::uuid[]))
