-- One row per task: whether both systems have it, and what time was booked on it.
-- $1 ids or null for all · $2 as of · $3 policy
select
  k.id,
  'Task ' || coalesce(nullif(k.number, '') || ' ', '') || coalesce(k.name, '?') || ' of project ' || coalesce(p.number, '?')
    as label,
  k.legal_entity_id, k.practice_id, p.contract_id, null::uuid as invoice_id, p.currency,
  $2::timestamptz as as_of,
  k.number as task_number,
  k.name as task_name,
  k.status as task_status,
  p.number as project_number,
  p.status as project_status,
  due.erp_at as erp_due_at,
  due.delivery_at as delivery_due_at,
  erp.missing as missing_in_erp,
  plan.missing as missing_in_plan,
  booked.hours as booked_hours,
  case when not erp.missing or k.status not in ('planned', 'started', 'blocked') or p.status <> 'active' then 0
       when erp.missing and k.status in ('planned', 'started', 'blocked') and p.status = 'active' then booked.own_amount
  end as unbookable_amount,
  booked.foreign_hours as foreign_hours,
  booked.foreign_amount as foreign_amount
from task k
left join legal_entity e on e.id = k.legal_entity_id
left join project p on p.id = k.project_id
left join lateral (
  select k.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as erp_at,
         k.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'psa')::float8) as delivery_at
) due on true
left join lateral (
  select case when count(*) filter (where s.role = 'erp') = count(s.known_through) filter (where s.role = 'erp')
              then min(s.known_through) filter (where s.role = 'erp') end as erp_through,
         case when count(*) filter (where s.role <> 'erp') = count(s.known_through) filter (where s.role <> 'erp')
              then min(s.known_through) filter (where s.role <> 'erp') end as delivery_through
    from stream_coverage s
   where s.legal_entity_id = k.legal_entity_id and s.kind = 'task' and s.role in ('erp', 'psa', 'delivery')
) streams on true
left join lateral (
  select count(*) filter (where x.golden_id = k.id) > 0 as has_task, count(*) filter (where x.golden_id = p.id) > 0 as has_project
    from crosswalk x
    join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
    join system y on y.name = x.system and y.role = 'erp'
   where x.golden_id in (k.id, p.id) and x.kind in ('task', 'project')
) links on true
left join lateral (
  -- A task without a number is of no concern to the ERP, and one whose project it lacks is missing with that.
  select case when links.has_task or k.number = '' then false
              when streams.erp_through >= due.erp_at and not links.has_project then false
              when streams.erp_through >= due.erp_at and k.number <> '' then true end as missing
) erp on true
left join lateral (
  -- Where no task of the plan has a number, it is not compared with what the ERP has.
  select case when bool_or((s.number <> '') is true) then true when count(*) = count(s.number) then false end as numbered
    from task s where s.project_id = k.project_id and k.orphan and not s.orphan and not s.deleted
) siblings on true
left join lateral (
  select case when not k.orphan then false
              when streams.delivery_through >= due.delivery_at then siblings.numbered end as missing
) plan on true
left join lateral (
  -- Time that was booked on it, and of that what is billable: of its own project, and of others. What it comes to is known
  -- where it is in the currency of the task's project.
  select case when count(*) = count(x.hours) then coalesce(sum(x.hours), 0) end as hours,
         case when count(*) = count(x.own_amount) then coalesce(sum(x.own_amount), 0) end as own_amount,
         case when count(*) = count(x.foreign_hours) then coalesce(sum(x.foreign_hours), 0) end as foreign_hours,
         case when count(*) = count(x.foreign_amount) then coalesce(sum(x.foreign_amount), 0) end as foreign_amount
    from (
      select w.hours,
             case when not w.counts or w.is_foreign then 0
                  when w.counts and not w.is_foreign and w.currency = p.currency then w.amount end as own_amount,
             case when not w.counts or not w.is_foreign then 0
                  when w.counts and w.is_foreign then w.hours end as foreign_hours,
             case when not w.counts or not w.is_foreign then 0
                  when w.counts and w.is_foreign and w.currency = p.currency then w.amount end as foreign_amount
        from (
          select v.hours, v.amount, v.currency, v.project_id <> k.project_id as is_foreign,
                 case when not v.billable or v.approval_state = 'rejected' then false
                      when v.billable and v.approval_state is not null then true end as counts
            from (
              select o.hours, o.hours * t.bill_rate as amount, t.currency, t.project_id, t.billable, t.approval_state
                from task_time o
                join time_entry t on t.id = o.time_entry_id and not t.deleted
               where o.task_id = k.id and not o.deleted
              union all
              select t.hours, t.amount, t.currency, t.project_id, t.billable, t.approval_state
                from time_entry t
               where t.task_id = k.id and not t.deleted
            ) v
        ) w
    ) x
) booked on true
where not k.deleted and ($1::uuid[] is null or k.id = any ($1::uuid[]))
