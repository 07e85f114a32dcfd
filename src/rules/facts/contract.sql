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
  greatest(($3::jsonb->'value'->'absolute')::numeric, c.value * ($3::jsonb->'value'->'percent')::numeric / 100) as value_tolerance,
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
  flow.undelivered as undelivered_amount,
  flow.delivered as delivered_amount,
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
     and ((s.role = 'crm' and s.kind = 'contract') or (s.role = 'psa' and s.kind in ('milestone', 'assignment', 'time_entry'))
       or (s.role = 'erp' and s.kind in ('billing_event', 'invoice', 'credit_note', 'payment')))
) everything on true
left join lateral (
  select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end as fixed_amount
    from contract_line n where n.contract_id = c.id and n.billing_method = 'fixed_price' and not n.deleted
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
  -- Each part is summed from its own records; nothing here is what is left of something else.
  select
    works.open + hours.open + hours.pending as undelivered,
    works.done + hours.done as delivered,
    bills.allocated, bills.open, bills.credited, bills.collected,
    greatest(works.changed_at, hours.changed_at, hours.planned_at, bills.changed_at) as changed_at
  from (
    select
      case when count(*) = count(m.amount) then coalesce(sum(m.amount) filter (where m.delivery_state is distinct from 'accepted'), 0) end as open,
      case when count(*) = count(m.amount) then coalesce(sum(m.amount) filter (where m.delivery_state = 'accepted'), 0) end as done,
      max(m.occurred_at) as changed_at
    from milestone m where m.contract_id = c.id and m.scope_state = 'active' and not m.deleted
  ) works
  cross join (
    select
      (select case when count(*) = count(s.remaining_amount) then coalesce(sum(s.remaining_amount), 0) end
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
        where s.billable and not s.deleted) as open,
      (select max(s.occurred_at)
         from assignment s join contract_line n on n.id = s.contract_line_id and n.contract_id = c.id and not n.deleted
        where s.billable and not s.deleted) as planned_at,
      t.*
    from (
      select
        case when count(*) = count(t.amount) then coalesce(sum(t.amount) filter (where t.approval_state <> 'approved'), 0) end as pending,
        case when count(*) = count(t.amount) then coalesce(sum(t.amount) filter (where t.approval_state = 'approved'), 0) end as done,
        max(t.occurred_at) as changed_at
      from time_entry t
      join contract_line n on n.id = t.contract_line_id and n.contract_id = c.id and not n.deleted
      where t.billable and not t.deleted
    ) t
  ) hours
  cross join (
    select
      case when count(*) = count(x.allocated) then coalesce(sum(x.allocated), 0) end as allocated,
      case when count(*) = count(x.balance) then coalesce(sum(x.balance), 0) end as open,
      case when count(*) = count(x.credited) then coalesce(sum(x.credited), 0) end as credited,
      case when count(*) = count(x.collected) then coalesce(sum(x.collected), 0) end as collected,
      max(x.changed_at) as changed_at
    from (
      select
        i.balance,
        (select case when count(*) = count(a.amount) then coalesce(sum(a.amount), 0) end
           from invoice_line l join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
          where l.invoice_id = i.id and not l.deleted) as allocated,
        (select case when count(*) = count(n.amount) then coalesce(sum(n.amount), 0) end
           from credit_note n where n.invoice_id = i.id and not n.deleted) as credited,
        (select case when count(*) = count(p.amount) then coalesce(sum(p.amount), 0) end
           from payment p where p.invoice_id = i.id and not p.deleted) as collected,
        greatest(i.occurred_at,
          (select max(n.occurred_at) from credit_note n where n.invoice_id = i.id),
          (select max(p.occurred_at) from payment p where p.invoice_id = i.id)) as changed_at
      from invoice i where i.contract_id = c.id and i.status = 'issued' and not i.deleted
    ) x
  ) bills
) flow on true
where not c.deleted and ($1::uuid[] is null or c.id = any ($1::uuid[]))
