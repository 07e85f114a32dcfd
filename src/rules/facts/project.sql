-- One row per project: whether the ERP has it open, and what hangs on that.
-- $1 ids or null for all · $2 as of · $3 policy
select
  p.id,
  'Project ' || coalesce(p.number, '?') as label,
  p.legal_entity_id, p.practice_id, p.contract_id, null::uuid as invoice_id, p.currency,
  $2::timestamptz as as_of,
  p.number as project_number,
  p.name as project_name,
  p.status as project_status,
  p.billable,
  p.approved,
  c.number as contract_number,
  c.status as contract_status,
  p.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as erp_due_at,
  erp.through as erp_known_through,
  case when links.present then true
       when erp.through >= p.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then false end as erp_project_exists,
  case when links.present then p.erp_status
       when erp.through >= p.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then 'missing' end as erp_project_status,
  time.unbilled_amount + works.unbilled_amount as unbilled_amount
from project p
left join legal_entity e on e.id = p.legal_entity_id
left join contract c on c.id = p.contract_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = p.legal_entity_id and s.role = 'erp' and s.kind = 'project'
) erp on true
left join lateral (
  select count(*) > 0 as present
    from crosswalk x
    join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
    join system y on y.name = x.system and y.role = 'erp'
   where x.golden_id = p.id and x.kind = 'project'
) links on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as unbilled_amount
    from time_entry t
    cross join lateral (
      select
        case when bool_or((i.status <> 'cancelled') is true) then true when count(*) = count(i.status) then false end as standing
        from invoice_allocation a
        join invoice_line l on l.id = a.invoice_line_id and not l.deleted
        join invoice i on i.id = l.invoice_id and not i.deleted
       where (a.billing_event_id = t.billing_event_id or a.time_entry_id = t.id) and not a.deleted
    ) billed
    cross join lateral (
      select case when billed.standing or not t.billable then 0 when not billed.standing and t.billable then t.amount end
        as amount
    ) x
   where t.project_id = p.id and not t.deleted
) time on true
left join lateral (
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as unbilled_amount
    from milestone m
    cross join lateral (
      select
        case when bool_or((i.status <> 'cancelled') is true) then true when count(*) = count(i.status) then false end as standing
        from billing_event b
        join invoice_allocation a on a.billing_event_id = b.id and not a.deleted
        join invoice_line l on l.id = a.invoice_line_id and not l.deleted
        join invoice i on i.id = l.invoice_id and not i.deleted
       where b.milestone_id = m.id
    ) billed
    cross join lateral (
      select case when billed.standing or m.scope_state <> 'active' then 0
                  when not billed.standing and m.scope_state = 'active' then m.amount end as amount
    ) x
   where m.project_id = p.id and not m.deleted
) works on true
where not p.deleted and ($1::uuid[] is null or p.id = any ($1::uuid[]))
