-- One row per contract: whether its value ties to what is planned, where every part of it has got to, what still goes on
-- once it was stopped, and whether recognised revenue is earned and billed.
-- $1 ids or null for all · $2 as of · $3 policy
select
  c.id,
  'Contract ' || coalesce(c.number, '?') as label,
  c.legal_entity_id, c.practice_id, c.id as contract_id, drafts.invoice_id, c.currency,
  $2::timestamptz as as_of,
  c.number as contract_number,
  c.status as contract_status,
  c.value as contract_value,
  case when c.value is not null
       then greatest(({{policy}}->'value'->'absolute')::numeric, c.value * ({{policy}}->'value'->'percent')::numeric / 100)
  end as value_tolerance,
  c.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as schedule_due_at,
  erp.through as schedule_known_through,
  lines.fixed_amount as fixed_price_value,
  plan.amount as scheduled_amount,
  case when erp.through >= c.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then abs(lines.fixed_amount - plan.amount) end as schedule_gap,
  revenue.lines > 0 as has_revenue_schedule,
  revenue.amount as scheduled_revenue,
  case when erp.through >= c.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then case when revenue.lines > 0 then abs(c.value - revenue.amount) else 0 end end as revenue_gap,
  everything.through as flow_known_through,
  flow.changed_at as flow_changed_at,
  case when flow.placed then flow.undelivered end as undelivered_amount,
  case when flow.placed then flow.delivered end as delivered_amount,
  flow.billed as billed_amount,
  flow.open as open_amount,
  flow.collected as collected_amount,
  flow.written_off as written_off_amount,
  case when flow.changed_at is null or everything.through >= flow.changed_at
       then c.value - flow.explained end as unexplained_amount,
  greatest(prepaid.changed_at, case when prepaid.events > 0 then flow.changed_at end) as prepayment_changed_at,
  case when prepaid.events = 0 then 0
       when everything.through >= greatest(prepaid.changed_at, flow.changed_at) then prepaid.balance end as prepayment_balance,
  c.ends_on is not null as contract_has_end,
  case when prepaid.events > 0
       then (c.ends_on + 1 + ({{policy}}->'prepaymentLeftDays')::int)::timestamp at time zone e.time_zone end as prepayment_due_at,
  stopped.at as stopped_at,
  stopped.due_at as stop_due_at,
  active.through as activity_known_through,
  case when active.through >= stopped.due_at then late.amount end as late_time_amount,
  case when active.through >= stopped.due_at then open_plan.amount end as open_plan_amount,
  case when active.through >= stopped.due_at then drafts.amount end as draft_amount,
  drafts.invoices as draft_invoices,
  recognized.amount as recognized_amount,
  recognized.work_changed_at as work_revenue_changed_at,
  work.through as work_known_through,
  case when recognized.by_work = 0 then 0
       when work.through >= recognized.work_changed_at then recognized.by_work - earned.amount end as unearned_revenue,
  greatest(recognized.changed_at, recognized.aged_at) as revenue_asked_at,
  recognized.ages_next_at as revenue_ages_next_at,
  billing.through as revenue_billing_known_through,
  case when recognized.amount = 0 then 0
       when billing.through >= greatest(recognized.changed_at, recognized.aged_at)
       then recognized.amount - flow.billed end as unbilled_revenue,
  case when recognized.aged = 0 then 0
       when billing.through >= greatest(recognized.changed_at, recognized.aged_at)
       then recognized.aged - flow.billed end as aged_contract_asset
from contract c
left join legal_entity e on e.id = c.legal_entity_id
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
       or (s.role = 'erp' and s.kind in ('billing_event', 'invoice', 'credit_note', 'payment', 'write_off', 'prepayment')))
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
left join lateral (
  -- What was paid of what was asked for ahead, less what invoices that stand have used of it.
  select count(*) as events, max(x.occurred_at) as changed_at,
         case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as balance
    from (
      select p.occurred_at, case p.use when 'request' then paid.amount when 'application' then used.amount end as amount
        from prepayment p
       cross join lateral (
         select case when count(*) = count(y.amount) then coalesce(sum(y.amount), 0) end as amount
           from (
             select case when i.currency = c.currency
                         then (select case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end
                                 from payment r where r.invoice_id = i.id and not r.deleted) end as amount
               from (
                 select distinct l.invoice_id
                   from invoice_allocation a
                   join invoice_line l on l.id = a.invoice_line_id and not l.deleted
                  where a.billing_event_id = p.billing_event_id and not a.deleted
               ) b
               join invoice i on i.id = b.invoice_id and not i.deleted
           ) y
       ) paid
       cross join lateral (
         select case when count(*) = count(y.amount) then coalesce(sum(y.amount), 0) end as amount
           from (
             select case when i.status = 'cancelled' then 0
                         when i.status is not null and i.currency = c.currency then a.amount end as amount
               from invoice_allocation a
               join invoice_line l on l.id = a.invoice_line_id and not l.deleted
               join invoice i on i.id = l.invoice_id and not i.deleted
              where a.billing_event_id = p.billing_event_id and not a.deleted
           ) y
       ) used
       where p.contract_id = c.id and not p.deleted
    ) x
) prepaid on true
left join lateral (
  -- Since when it has stood still: since the oldest version after the last one with another status. Later edits of
  -- other things do not move it.
  select x.at, x.at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as due_at
    from (
      select case when c.status in ('on_hold', 'terminated') then least(c.occurred_at, min(h.occurred_at)) end as at
        from contract_history h
        left join lateral (
          select max(o.occurred_at) as at from contract_history o
           where o.id = c.id and o.status is distinct from c.status and o.known_from <= $2::timestamptz
        ) other on true
       where h.id = c.id and h.status = c.status and h.known_from <= $2::timestamptz
         and (other.at is null or h.occurred_at >= other.at)
    ) x
) stopped on true
left join lateral (
  select case when count(*) = count(s.known_through) and count(distinct s.kind) filter (where s.role = 'erp') = 2
              then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = c.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time') and s.kind = 'time_entry')
       or (s.role = 'erp' and s.kind in ('billing_event', 'invoice')))
) active on true
left join lateral (
  -- Billable time that began after the day of the stop and is on no invoice.
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      select case when not t.billable or t.approval_state = 'rejected' or not w.is_late or billed.already then 0
                  when t.billable and t.approval_state is not null and w.is_late and not billed.already then t.amount end
               as amount
        from project p
        join time_entry t on t.project_id = p.id and not t.deleted
       cross join lateral (
         select coalesce(t.worked_from, t.worked_on) > (stopped.at at time zone e.time_zone)::date as is_late
       ) w
       cross join lateral (
         select case when bool_or(s.stands is true) then true when count(*) = count(s.stands) then false end as already
           from (
             select i.status <> 'cancelled' as stands
               from invoice_allocation a
               join invoice_line l on l.id = a.invoice_line_id and not l.deleted
               join invoice i on i.id = l.invoice_id and not i.deleted
              where (a.billing_event_id = t.billing_event_id or a.time_entry_id = t.id) and not a.deleted
           ) s
       ) billed
       where p.contract_id = c.id and not p.deleted and stopped.at is not null
    ) x
) late on true
left join lateral (
  -- What the ERP would still bill: neither invoiced nor on a draft nor held.
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      select case when b.state = 'invoiced' or b.held or billed.already then 0
                  when b.state is not null and not b.held and not billed.already then b.amount end as amount
        from billing_event b
       cross join lateral (
         select case when bool_or(s.stands is true) then true when count(*) = count(s.stands) then false end as already
           from (
             select i.status <> 'cancelled' as stands
               from invoice_allocation a
               join invoice_line l on l.id = a.invoice_line_id and not l.deleted
               join invoice i on i.id = l.invoice_id and not i.deleted
              where a.billing_event_id = b.id and not a.deleted
           ) s
       ) billed
       where b.contract_id = c.id and not b.deleted and stopped.at is not null
    ) x
) open_plan on true
left join lateral (
  select case when count(*) = count(x.total) then coalesce(sum(x.total), 0) end as amount,
         string_agg(x.number, ', ' order by x.number) as invoices,
         (min(x.id::text))::uuid as invoice_id
    from (
      select i.id, i.number, case when i.status is not null then i.total end as total
        from invoice i
       where i.contract_id = c.id and (i.status in ('draft', 'approved')) is not false and not i.deleted
         and stopped.at is not null
    ) x
) drafts on true
left join lateral (
  -- What is recognised: all of it, what of it for work, and what of it for long enough that it should be billed.
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount,
         case when count(*) = count(y.by_work) then coalesce(sum(y.by_work), 0) end as by_work,
         case when count(*) = count(y.aged) then coalesce(sum(y.aged), 0) end as aged,
         max(r.occurred_at) as changed_at,
         max(r.occurred_at) filter (where (r.basis = 'event') is not true) as work_changed_at,
         max(x.aged_at) filter (where x.aged_at <= $2::timestamptz) as aged_at,
         min(x.aged_at) filter (where x.aged_at > $2::timestamptz) as ages_next_at
    from recognized_revenue r
   cross join lateral (
     select case when r.currency = c.currency then r.amount end as amount,
            (r.recognized_on + ({{policy}}->'contractAssetWithinDays')::int)::timestamp at time zone e.time_zone as aged_at
   ) x
   cross join lateral (
     select case when r.basis = 'event' then 0 when r.basis = 'work' then x.amount end as by_work,
            case when x.aged_at > $2::timestamptz then 0 when x.aged_at <= $2::timestamptz then x.amount end as aged
   ) y
   where r.contract_id = c.id and not r.deleted
) recognized on true
left join lateral (
  -- What was earned by work: approved time and expenses that are billed to the customer. Looked at only where some is recognised.
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from project p
   cross join lateral (
     select t.billable, t.approval_state, t.amount from time_entry t where t.project_id = p.id and not t.deleted
     union all
     select x.billable, x.approval_state, x.amount from expense x where x.project_id = p.id and not x.deleted
   ) w
   cross join lateral (
     select case when not w.billable or w.approval_state <> 'approved' then 0
                 when w.billable and w.approval_state = 'approved' then w.amount end as amount
   ) x
   where p.contract_id = c.id and (recognized.by_work = 0) is not true
) earned on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = c.legal_entity_id and s.role in ('psa', 'delivery', 'time', 'expense')
     and s.kind in ('time_entry', 'expense')
) work on true
left join lateral (
  select case when count(*) = count(s.known_through) and count(distinct s.kind) = 3 then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = c.legal_entity_id and s.role = 'erp'
     and s.kind in ('invoice', 'credit_note', 'recognized_revenue')
) billing on true
where not c.deleted and ($1::uuid[] is null or c.id = any ($1::uuid[]))
