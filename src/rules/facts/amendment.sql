-- One row per amendment: whether delivery and billing have followed it.
-- $1 ids or null for all · $2 as of · $3 policy
select
  a.id,
  'Amendment ' || a.number || ' of contract ' || coalesce(c.number, '?') as label,
  a.legal_entity_id, a.practice_id, a.contract_id, null::uuid as invoice_id, a.currency,
  $2::timestamptz as as_of,
  a.number as amendment_number,
  c.number as contract_number,
  c.status as contract_status,
  a.status as amendment_status,
  a.approved_at,
  a.value_delta,
  a.value_after,
  a.number = c.amendment_number as is_latest,
  a.approved_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'psa')::float8) as psa_due_at,
  a.approved_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8) as erp_due_at,
  psa.through as psa_known_through,
  erp.through as erp_known_through,
  case when psa.through >= a.approved_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'psa')::float8)
       then delivery.has_project and copies.psa_off end as psa_differs,
  copies.psa_amount as psa_differing_amount,
  copies.psa_count as psa_differing_terms,
  case when erp.through >= a.approved_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'erp')::float8)
       then copies.erp_off end as erp_differs,
  copies.erp_amount as erp_differing_amount,
  copies.erp_count as erp_differing_terms,
  drafts.present as draft_invoice_exists
from amendment a
left join legal_entity e on e.id = a.legal_entity_id
left join contract c on c.id = a.contract_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = a.legal_entity_id and s.role = 'psa' and s.kind = 'milestone'
) psa on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = a.legal_entity_id and s.role = 'erp' and s.kind = 'billing_schedule_line'
) erp on true
left join lateral (
  select count(*) > 0 as has_project from project p where p.contract_id = a.contract_id and not p.deleted
) delivery on true
left join lateral (
  -- A milestone's copy differs when it drifts in price, date or scope, or when a milestone in scope has none.
  -- The ERP's dates are its own: a billing event's can't be moved once it exists.
  select
    case when bool_or(m.psa_off is true) then true when count(*) = count(m.psa_off) then false end as psa_off,
    case when count(*) = count(m.psa_off) then count(*) filter (where m.psa_off) end as psa_count,
    case when count(*) = count(m.psa_gap) then coalesce(sum(m.psa_gap), 0) end as psa_amount,
    case when bool_or(m.erp_off is true) then true when count(*) = count(m.erp_off) then false end as erp_off,
    case when count(*) = count(m.erp_off) then count(*) filter (where m.erp_off) end as erp_count,
    case when count(*) = count(m.erp_gap) then coalesce(sum(m.erp_gap), 0) end as erp_amount
  from (
    select
      off.psa as psa_off,
      off.erp as erp_off,
      case when not off.psa then 0 when off.psa and links.psa then drifts.psa_gap when off.psa then m.amount end as psa_gap,
      case when not off.erp then 0 when off.erp and links.erp then drifts.erp_gap when off.erp then m.amount end as erp_gap
    from milestone m
    cross join lateral (
      select count(*) filter (where y.role = 'psa') > 0 as psa, count(*) filter (where y.role = 'erp') > 0 as erp
        from crosswalk x
        join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
        join system y on y.name = x.system
       where x.golden_id = m.id and x.kind = 'milestone'
    ) links
    cross join lateral (
      select
        count(*) filter (where d.role = 'psa') > 0 as psa,
        count(*) filter (where d.role = 'erp' and d.attribute <> 'plannedOn') > 0 as erp,
        case when count(*) = count(g.psa) then coalesce(sum(g.psa), 0) end as psa_gap,
        case when count(*) = count(g.erp) then coalesce(sum(g.erp), 0) end as erp_gap
        from drift d
        cross join lateral (
          select
            case when d.role = 'psa' and d.attribute = 'amount' then d.gap else 0 end as psa,
            case when d.role = 'erp' and d.attribute = 'amount' then d.gap else 0 end as erp
        ) g
       where d.golden_id = m.id and d.kind = 'milestone' and d.attribute in ('amount', 'plannedOn', 'scopeState')
    ) drifts
    cross join lateral (
      select
        drifts.psa or (m.scope_state = 'active' and not links.psa) as psa,
        drifts.erp or (m.scope_state = 'active' and not links.erp) as erp
    ) off
    where m.contract_id = a.contract_id and not m.deleted
  ) m
) copies on true
left join lateral (
  select
    case when bool_or((i.status in ('draft', 'approved')) is true) then true when count(*) = count(i.status) then false end
      as present
    from invoice i
   where i.contract_id = a.contract_id and not i.deleted
) drafts on true
where not a.deleted and ($1::uuid[] is null or a.id = any ($1::uuid[]))
