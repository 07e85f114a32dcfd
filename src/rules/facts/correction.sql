-- One row per correction: whether what was approved is on its way for too long, and what waits behind it.
-- $1 ids or null for all · $2 as of · $3 policy
select
  k.id,
  'Correction of ' || k.subject_label as label,
  k.legal_entity_id, null::int as practice_id, k.contract_id, k.invoice_id, k.currency,
  $2::timestamptz as as_of,
  k.type as correction_type,
  k.state as correction_state,
  k.amount as correction_amount,
  pending.steps as pending_steps,
  pending.systems as pending_systems,
  pending.since as pending_since,
  pending.due_at as delivery_due_at,
  pending.stuck as stuck_steps,
  behind.corrections as corrections_behind,
  doubled.steps as doubled_steps,
  doubled.records as doubled_records,
  closing.begins_at as close_begins_at,
  closing.ends_at as close_ends_at
from correction k
left join legal_entity e on e.id = k.legal_entity_id
left join lateral (
  -- A step that waits for its gate is not on its way yet.
  select count(*) as steps,
         string_agg(distinct o.system, ', ') as systems,
         min(coalesce(o.ready_at, o.created_at)) as since,
         case when count(*) = count(y.role)
              then min(coalesce(o.ready_at, o.created_at)
                       + make_interval(secs => ({{policy}}->'deliveredWithinSeconds'->y.role)::float8)) end as due_at,
         count(*) filter (where o.state in ('unknown', 'needs_human')) as stuck
    from outbox o
    left join system y on y.name = o.system
   where o.correction_id = k.id and o.state in ('ready', 'sending', 'sent', 'unknown', 'needs_human')
) pending on true
left join lateral (
  select count(distinct b.correction_id) as corrections
    from outbox o
    join outbox b on b.lane = o.lane and b.id > o.id and b.correction_id <> k.id
   where o.correction_id = k.id and o.state in ('ready', 'sending', 'sent', 'unknown', 'needs_human')
     and b.state in ('waiting', 'ready')
) behind on true
left join lateral (
  select count(*) as steps,
         string_agg(o.system || ' ' || array_to_string(o.effects, ', '), '; ' order by o.id) as records
    from outbox o
   where o.correction_id = k.id and o.effects is not null
) doubled on true
left join lateral (
{{close-window}}
) closing on true
where ($1::uuid[] is null or k.id = any ($1::uuid[]))
