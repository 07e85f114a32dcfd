-- One row per project budget: what margin is left by the newest estimate, and how far it has fallen lately.
-- $1 ids or null for all · $2 as of · $3 policy
select
  b.id,
  'Budget of project ' || coalesce(p.number, '?') as label,
  b.legal_entity_id, b.practice_id, p.contract_id, null::uuid as invoice_id, b.currency,
  $2::timestamptz as as_of,
  p.number as project_number,
  p.status as project_status,
  p.billable,
  c.number as contract_number,
  b.budgeted_revenue,
  b.budgeted_cost,
  b.revenue_at_completion,
  b.cost_at_completion,
  kept.margin as margin_at_completion,
  ({{policy}}->'margin'->'floor')::numeric as margin_floor,
  b.cost_at_completion - b.revenue_at_completion * (100 - ({{policy}}->'margin'->'floor')::numeric) / 100 as margin_shortfall,
  highest.margin as highest_margin,
  case when not earlier.known then earlier.unknown_until
       when highest.margin > kept.margin then earlier.highest_until end as highest_margin_until,
  ({{policy}}->'margin'->'withinDays')::bigint as margin_fall_within_days,
  fall.points as margin_fall,
  ({{policy}}->'margin'->'fall')::numeric as margin_fall_tolerance,
  case when fall.points <= ({{policy}}->'margin'->'fall')::numeric then 0
       when fall.points > ({{policy}}->'margin'->'fall')::numeric then fall.points * b.revenue_at_completion / 100
  end as margin_fall_amount
from project_budget b
left join legal_entity e on e.id = b.legal_entity_id
left join project p on p.id = b.project_id
left join contract c on c.id = p.contract_id
left join lateral (
  -- In percent of the revenue, to two places. Without revenue there is no margin, and none that could fall.
  select case when b.revenue_at_completion > 0
              then round(100 * (b.revenue_at_completion - b.cost_at_completion) / b.revenue_at_completion, 2) end as margin
) kept on true
left join lateral (
  -- The estimates before this one that were in force within the days of the policy, by the source's own time: until when
  -- the best of them is, and until when one that is not known.
  select count(*) = count(x.margin) as known, max(x.margin) as margin,
         (array_agg(x.over_at order by x.margin desc, x.over_at desc))[1] as highest_until,
         min(x.over_at) filter (where x.margin is null) as unknown_until
    from (
      select v.over_at, case when v.revenue > 0 then round(100 * (v.revenue - v.cost) / v.revenue, 2) end as margin
        from (
          select h.deleted, h.revenue_at_completion as revenue, h.cost_at_completion as cost, h.occurred_at as began_at,
                 coalesce(lead(h.occurred_at) over (order by h.occurred_at, h.known_from), b.occurred_at) as ended_at
            from project_budget_history h
           where h.id = b.id and h.occurred_at < b.occurred_at
        ) s
       cross join lateral (
         select s.deleted, s.revenue, s.cost, s.ended_at > s.began_at as was_in_force,
                s.ended_at + make_interval(days => ({{policy}}->'margin'->'withinDays')::int) as over_at
       ) v
       where not v.deleted and v.was_in_force and v.over_at > $2::timestamptz and (v.revenue <= 0) is not true
    ) x
) earlier on true
left join lateral (
  select case when earlier.known and kept.margin is not null then greatest(earlier.margin, kept.margin) end as margin
) highest on true
left join lateral (
  select case when b.revenue_at_completion <= 0 then 0 else highest.margin - kept.margin end as points
) fall on true
where not b.deleted and ($1::uuid[] is null or b.id = any ($1::uuid[]))
