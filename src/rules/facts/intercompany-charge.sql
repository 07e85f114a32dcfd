-- One row per intercompany charge: whether the other side owes the same, and whether its hours are charged already.
-- $1 ids or null for all · $2 as of · $3 policy
select
  g.id,
  'Intercompany charge ' || coalesce(g.number, '?') as label,
  g.legal_entity_id, g.practice_id, null::uuid as contract_id, null::uuid as invoice_id, g.currency,
  $2::timestamptz as as_of,
  g.number as charge_number,
  g.status as charge_status,
  g.charged_on,
  e.name as provider_name,
  due.at as balance_due_at,
  sides.through as both_sides_known_through,
  side.charged as charged_amount,
  case when sides.through >= due.at then owed.amount end as payable_amount,
  case when sides.through >= due.at then abs(side.charged - owed.amount) end as imbalance,
  case when side.charged is not null
       then greatest(({{policy}}->'value'->'absolute')::numeric, side.charged * ({{policy}}->'value'->'percent')::numeric / 100)
  end as imbalance_tolerance,
  g.occurred_at as charge_changed_at,
  time.through as time_known_through,
  case when twice.hours = 0 or time.through >= g.occurred_at then twice.hours end as hours_charged_twice,
  case when twice.amount = 0 or time.through >= g.occurred_at then twice.amount end as amount_charged_twice
from intercompany_charge g
left join legal_entity e on e.id = g.legal_entity_id
left join lateral (
  select case when g.status = 'issued' then g.amount when g.status = 'cancelled' then 0 end as charged
) side on true
left join lateral (
  select case when bool_or((y.status = 'booked') is true) then true when count(*) = count(y.status) then false end as booked,
         case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount,
         max(y.occurred_at) as changed_at
    from intercompany_payable y
   cross join lateral (
     select case when y.status = 'cancelled' then 0 when y.status = 'booked' and y.currency = g.currency then y.amount end as amount
   ) x
   where y.charge_id = g.id and not y.deleted
) owed on true
left join lateral (
  -- The end of the last day on which companies charge each other for the month of the charge.
  select (min(d.day) filter (where d.business_day = b.business_day + ({{policy}}->'intercompanyCutOffBusinessDay')::int) + 1)
           ::timestamp at time zone e.time_zone as at
    from calendar_day b
    join calendar_day d on d.calendar_code = b.calendar_code and d.day > b.day and d.day < b.day + 60
   where b.calendar_code = e.calendar_code
     and b.day = (date_trunc('month', g.charged_on) + make_interval(months => 1))::date - 1
) cut_off on true
left join lateral (
  -- Both sides must agree once both are booked; until then there is time.
  select case when owed.booked then greatest(g.occurred_at, owed.changed_at) when not owed.booked then cut_off.at end as at
) due on true
left join lateral (
  -- The company that owes may have another ERP than the one that charges.
  select case when count(*) = count(s.known_through) and count(distinct s.kind) = 2 then min(s.known_through) end as through
    from stream_coverage s
   where s.role = 'erp' and s.kind in ('intercompany_charge', 'intercompany_payable')
) sides on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.role in ('psa', 'delivery', 'time') and s.kind = 'time_entry'
) time on true
left join lateral (
  -- More hours than were worked in a period have been charged more than once. What was charged first stands.
  select case when count(*) = count(z.hours) then coalesce(sum(z.hours), 0) end as hours,
         case when count(*) = count(z.amount) then coalesce(sum(z.amount), 0) end as amount
    from intercompany_charge_line l
    join project p on p.id = l.project_id
   cross join lateral (
     select case when count(*) = count(y.hours) then coalesce(sum(y.hours), 0) end as hours,
            min(k.service_from) filter (where x.counts) as service_from, max(k.service_to) filter (where x.counts) as service_to
       from intercompany_charge_line k
       join intercompany_charge f on f.id = k.charge_id and not f.deleted
      cross join lateral (
        select f.status in ('approved', 'issued') and g.status in ('approved', 'issued')
               and k.service_from < l.service_to + 1 and l.service_from < k.service_to + 1
               and case when f.id = g.id then k.id < l.id
                        else f.charged_on < g.charged_on or (f.charged_on = g.charged_on and f.id < g.id) end as counts
      ) x
      cross join lateral (select case when not x.counts then 0 when x.counts then k.hours end as hours) y
      where k.project_id = l.project_id and k.id <> l.id and f.legal_entity_id = g.legal_entity_id and not k.deleted
   ) earlier
   cross join lateral (
     select case when count(*) = count(x.hours) then coalesce(sum(x.hours), 0) end as hours
       from (
{{project-time}}
       ) t
      cross join lateral (
        select t.employer_id = g.legal_entity_id and t.approval_state = 'approved'
               and t.worked_on >= least(l.service_from, earlier.service_from)
               and t.worked_on < greatest(l.service_to, earlier.service_to) + 1 as charged
      ) y
      cross join lateral (select case when not y.charged then 0 when y.charged then t.hours end as hours) x
   ) worked
   cross join lateral (
     select case when earlier.hours = 0 or l.hours + earlier.hours <= worked.hours then 0
                 when l.hours + earlier.hours > worked.hours then least(l.hours, l.hours + earlier.hours - worked.hours)
            end as hours
   ) x
   cross join lateral (
     select x.hours, case when x.hours = 0 then 0 else l.amount * x.hours / nullif(l.hours, 0) end as amount
   ) z
   where l.charge_id = g.id and not l.deleted
) twice on true
where not g.deleted and ($1::uuid[] is null or g.id = any ($1::uuid[]))
