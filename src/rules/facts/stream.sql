-- One row per stream and legal entity that depends on it: whether it still brings what it should.
-- $1 ids or null for all · $2 as of · $3 policy
select
  c.subject_id as id,
  'Stream ' || c.system || '/' || c.stream || ' of ' || coalesce(e.code, '?') as label,
  c.legal_entity_id, null::int as practice_id, null::uuid as contract_id, null::uuid as invoice_id, null::text as currency,
  $2::timestamptz as as_of,
  c.system || '/' || c.stream as stream_name,
  c.role as system_role,
  s.last_success_at as last_news_at,
  -- One that has never brought anything is late from its first failure on; one that nobody has told of yet can't be.
  coalesce(s.last_success_at, s.failing_since)
    + make_interval(secs => ({{policy}}->'freshnessSeconds'->c.role)::float8) as news_due_at,
  s.refused_at is not null as file_refused,
  coalesce(s.refused_file, 'none') as refused_file,
  closing.begins_at as close_begins_at,
  closing.ends_at as close_ends_at
from (
  select distinct k.subject_id, k.system, k.stream, k.role, k.legal_entity_id
    from stream_coverage k
   where ($1::uuid[] is null or k.subject_id = any ($1::uuid[]))
) c
join stream s on s.system = c.system and s.name = c.stream
left join legal_entity e on e.id = c.legal_entity_id
left join lateral (
{{close-window}}
) closing on true
