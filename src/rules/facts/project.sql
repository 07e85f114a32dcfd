-- One row per project: whether the ERP has it open, what hangs on that, and whether other companies' work is charged.
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
  time.unbilled_amount + works.unbilled_amount as unbilled_amount,
  closed.ends_on as intercompany_closed_on,
  closed.cut_off_at as intercompany_cut_off_at,
  closed.next_cut_off_at as next_intercompany_cut_off_at,
  charges.through as charges_known_through,
  case when lent.hours = 0 or charges.through >= closed.cut_off_at then lent.hours end as uncharged_hours,
  case when lent.overdue_amount = 0 or charges.through >= closed.cut_off_at then lent.overdue_amount end
    as overdue_uncharged_amount,
  case when lent.overdue_hours = 0 or charges.through >= closed.cut_off_at then lent.overdue_hours end
    as overdue_uncharged_hours
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
left join lateral (
{{intercompany-months}}
) closed on true
left join lateral (
  -- The company that charges may have another ERP than the one that is charged.
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.role = 'erp' and s.kind = 'intercompany_charge'
) charges on true
left join lateral (
  -- Approved time of other companies' people that no charge of their company covers: all of it, and what of it was
  -- worked in months that are closed.
  select case when count(*) = count(y.hours) then coalesce(sum(y.hours), 0) end as hours,
         case when count(*) = count(y.overdue_amount) then coalesce(sum(y.overdue_amount), 0) end as overdue_amount,
         case when count(*) = count(y.overdue_hours) then coalesce(sum(y.overdue_hours), 0) end as overdue_hours
    from (
{{project-time}}
    ) t
   cross join lateral (
     -- What was taken back covers nothing.
     select case when count(*) = count(z.amount) then coalesce(sum(z.amount), 0) end > 0 as covered
       from intercompany_charge_line l
       join intercompany_charge g on g.id = l.charge_id and not g.deleted
      cross join lateral (
        select g.legal_entity_id = t.employer_id and g.status in ('approved', 'issued')
               and t.worked_on >= l.service_from and t.worked_on < l.service_to + 1 as covers
      ) x
      cross join lateral (select case when not x.covers then 0 when x.covers then l.amount end as amount) z
      where l.project_id = p.id and not l.deleted
   ) by
   cross join lateral (
     select t.employer_id <> p.legal_entity_id and t.approval_state = 'approved' and not by.covered as uncharged,
            t.worked_on < closed.ends_on + 1 as overdue
   ) x
   cross join lateral (
     select case when not x.uncharged then 0 when x.uncharged then t.hours end as hours,
            case when not (x.uncharged and x.overdue) then 0 when x.uncharged and x.overdue then t.amount end as overdue_amount,
            case when not (x.uncharged and x.overdue) then 0 when x.uncharged and x.overdue then t.hours end as overdue_hours
   ) y
) lent on true
where not p.deleted and ($1::uuid[] is null or p.id = any ($1::uuid[]))
