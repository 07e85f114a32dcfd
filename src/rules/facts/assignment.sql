-- One row per assignment: the hours that it was scheduled for in the last closed weeks, and those that were submitted.
-- $1 ids or null for all · $2 as of · $3 policy
select
  a.id,
  coalesce(r.name, '?') || ' as ' || coalesce(a.role, '?') || ', project ' || coalesce(p.number, '?') as label,
  a.legal_entity_id, a.practice_id, coalesce(n.contract_id, p.contract_id) as contract_id, null::uuid as invoice_id, a.currency,
  $2::timestamptz as as_of,
  r.name as resource_name,
  a.role,
  p.number as project_number,
  p.status as project_status,
  a.status as assignment_status,
  a.billable,
  a.bill_rate,
  week.begins_on as weeks_begin_on,
  week.ends_on as weeks_end_on,
  week.cut_off_at,
  week.next_cut_off_at,
  streams.through as time_known_through,
  due.hours as scheduled_hours,
  handed_in.hours as submitted_hours,
  due.hours - handed_in.hours as missing_hours,
  due.hours * ({{policy}}->'missingTime'->'percent')::numeric / 100 as missing_hours_tolerance,
  (due.hours - handed_in.hours) * a.bill_rate as missing_amount,
  closing.begins_at as close_begins_at,
  closing.ends_at as close_ends_at
from assignment a
left join project p on p.id = a.project_id
left join contract_line n on n.id = a.contract_line_id
left join resource r on r.id = a.resource_id
left join legal_entity e on e.id = a.legal_entity_id
left join lateral (
  -- The last weeks whose cut-off has come, by the clock of the company.
  select z.ends_on - 7 * ({{policy}}->'missingTime'->'weeks')::int + 1 as begins_on, z.ends_on,
         (z.ends_on + y.cut_off) at time zone e.time_zone as cut_off_at,
         (z.ends_on + 7 + y.cut_off) at time zone e.time_zone as next_cut_off_at
    from (
      select make_interval(days => ({{policy}}->'missingTime'->'cutOffDays')::int,
                           hours => ({{policy}}->'missingTime'->'cutOffHour')::int) as cut_off
    ) y
   cross join lateral (select (($2::timestamptz at time zone e.time_zone) - y.cut_off)::date as day) x
   cross join lateral (
     select x.day - (extract(isodow from x.day)::int - ({{policy}}->'missingTime'->'weekEndsOn')::int + 7) % 7 as ends_on
   ) z
) week on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = a.legal_entity_id and s.role in ('psa', 'delivery', 'time') and s.kind = 'time_entry'
) streams on true
left join lateral (
  -- Hours that nobody works on a holiday are not due. Weekends are worked where the schedule says so.
  select case when count(*) = count(x.hours) then coalesce(sum(x.hours), 0) end as hours, count(*) as days
    from calendar_day d
    join calendar_day b on b.calendar_code = d.calendar_code and b.day = d.day - 1
   cross join lateral (
     select case when d.day < a.starts_on or d.day > a.ends_on then 0
                 when extract(isodow from d.day) < 6 and d.business_day = b.business_day then 0
                 when d.day >= a.starts_on and d.day <= a.ends_on then
                   case extract(isodow from d.day)
                     when 1 then a.monday_hours when 2 then a.tuesday_hours when 3 then a.wednesday_hours
                     when 4 then a.thursday_hours when 5 then a.friday_hours when 6 then a.saturday_hours
                     else a.sunday_hours end
            end as hours
   ) x
   where d.calendar_code = e.calendar_code and d.day >= week.begins_on and d.day < week.ends_on + 1
) scheduled on true
-- Where the calendar does not have all of these days nothing is known of what is due.
left join lateral (
  select case when scheduled.days = 7 * ({{policy}}->'missingTime'->'weeks')::int then scheduled.hours end as hours
) due on true
left join lateral (
  -- Time that names no assignment counts for each that its resource has on the project.
  select case when count(*) = count(x.hours) then coalesce(sum(x.hours), 0) end as hours
    from (
      select t.worked_on, t.approval_state, t.hours from time_entry t where t.assignment_id = a.id and not t.deleted
      union all
      select t.worked_on, t.approval_state, t.hours from time_entry t
       where t.assignment_id is null and t.resource_id = a.resource_id and t.project_id = a.project_id and not t.deleted
    ) t
   cross join lateral (
     select case when t.worked_on < week.begins_on or t.worked_on > week.ends_on
                   or t.approval_state not in ('submitted', 'approved') then 0
                 when t.worked_on >= week.begins_on and t.worked_on < week.ends_on + 1 and t.approval_state in ('submitted', 'approved')
                 then t.hours end as hours
   ) x
) submitted on true
left join lateral (
  select case when streams.through >= week.cut_off_at then submitted.hours end as hours
) handed_in on true
left join lateral (
{{close-window}}
) closing on true
where not a.deleted and ($1::uuid[] is null or a.id = any ($1::uuid[]))
