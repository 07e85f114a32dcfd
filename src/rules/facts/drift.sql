-- One row per golden record on which a system disagrees with the owner of an attribute: whether that is its own doing, and
-- whether it shows what was paid of an invoice as open.
-- $1 ids or null for all · $2 as of · $3 policy
select
  g.golden_id as id,
  initcap(replace(g.kind, '_', ' ')) || ' ' || coalesce(r.attributes->>'number', r.attributes->>'name', r.natural_key, '?') as label,
  g.legal_entity_id, null::int as practice_id,
  coalesce(m.contract_id, l.contract_id, p.contract_id, i.contract_id, c.id) as contract_id,
  i.id as invoice_id,
  r.attributes->>'currency' as currency,
  $2::timestamptz as as_of,
  g.kind as record_kind,
  g.attributes as conflicting_attributes,
  g.systems as conflicting_systems,
  g.conflicts,
  g.both_changed,
  g.since as conflict_since,
  g.due_at as conflict_due_at,
  g.amount as conflict_amount,
  g.payment_systems,
  g.payment_due_at,
  g.copies_known_through,
  case when g.payments = 0 then 0 when g.copies_known_through >= g.payment_due_at then g.payment_amount end
    as payment_not_shown
from (
  select d.kind, d.golden_id, min(d.legal_entity_id) as legal_entity_id, min(d.owner_system) as owner_system,
         count(*) filter (where w.conflict) as conflicts,
         count(*) filter (where w.conflict and w.both_changed) as both_changed,
         string_agg(distinct d.attribute, ', ') filter (where w.conflict) as attributes,
         string_agg(distinct d.system, ', ') filter (where w.conflict) as systems,
         min(d.since) filter (where w.conflict) as since,
         min(d.since + make_interval(secs => ({{policy}}->'propagationSeconds'->y.role)::float8)) filter (where w.conflict) as due_at,
         max(d.gap) filter (where w.conflict and d.attribute in ('amount', 'value', 'total')) as amount,
         count(*) filter (where w.behind) as payments,
         string_agg(distinct d.system, ', ') filter (where w.behind) as payment_systems,
         max(v.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->d.role)::float8)) filter (where w.behind)
           as payment_due_at,
         case when count(*) filter (where w.behind) = count(copies.through) filter (where w.behind)
              then min(copies.through) filter (where w.behind) end as copies_known_through,
         max(d.gap) filter (where w.behind) as payment_amount
    from drift d
    left join system y on y.name = d.owner_system
    left join legal_entity e on e.id = d.legal_entity_id
    left join lateral (
      -- What both said when they last said the same, as far as the hub has seen it.
      select x.attributes->d.attribute as value
        from crosswalk a
        join source_record_history x on x.system = a.system and x.kind = a.kind and x.key = a.key and not x.deleted
        join crosswalk b on b.golden_id = d.golden_id and b.kind = d.kind and b.system = d.owner_system
        join source_record_history o on o.system = b.system and o.kind = b.kind and o.key = b.key and not o.deleted
         and o.known_from < x.known_to and x.known_from < o.known_to
         and o.attributes->d.attribute = x.attributes->d.attribute
       where a.golden_id = d.golden_id and a.kind = d.kind and a.system = d.system
         and x.attributes->d.attribute <> 'null'
       order by least(x.known_to, o.known_to) desc
       limit 1
    ) agreed on true
    left join lateral (
      -- A system that says what the owner said before is late, and has decided nothing by itself.
      select count(*) > 0 as follows
        from crosswalk b
        join source_record_history o on o.system = b.system and o.kind = b.kind and o.key = b.key
       where b.golden_id = d.golden_id and b.kind = d.kind and b.system = d.owner_system
         and o.attributes->d.attribute = d.other_value
    ) late on true
    left join invoice v on d.kind = 'invoice' and v.id = d.golden_id
    left join lateral (
      select case when count(*) = count(s.known_through) then min(s.known_through) end as through
        from stream_coverage s
       where s.system = d.system and s.kind = d.kind and s.legal_entity_id = d.legal_entity_id
    ) copies on true
    left join lateral (
      -- Amounts in two currencies can't be compared.
      select count(*) = 0 as alike
        from drift q
       where q.kind = d.kind and q.golden_id = d.golden_id and q.system = d.system and q.attribute = 'currency'
    ) money on true
   cross join lateral (
     -- What is open of an invoice is copied: a copy decides nothing by itself, it can only be behind.
     select d.kind = 'invoice' and d.attribute = 'balance' as copied
   ) o
   cross join lateral (
     select not o.copied and d.other_value <> 'null' and agreed.value <> d.other_value and not late.follows as conflict,
            agreed.value <> d.owner_value as both_changed,
            o.copied and d.gap is not null and money.alike
              and (d.other_value #>> '{}')::numeric > (d.owner_value #>> '{}')::numeric as behind
   ) w
   where d.legal_entity_id is not null and ($1::uuid[] is null or d.golden_id = any ($1::uuid[]))
   group by d.kind, d.golden_id
) g
left join lateral (
  select s.attributes, s.natural_key
    from crosswalk a
    join source_record s on s.system = a.system and s.kind = a.kind and s.key = a.key and not s.deleted
   where a.golden_id = g.golden_id and a.kind = g.kind and a.system = g.owner_system
   order by s.key
   limit 1
) r on true
left join milestone m on m.id = g.golden_id
left join contract_line l on l.id = g.golden_id
left join project p on p.id = g.golden_id
left join invoice i on i.id = g.golden_id
left join contract c on c.id = g.golden_id
