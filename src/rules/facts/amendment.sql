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
  a.approved_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'psa')::float8) as psa_due_at,
  a.approved_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'erp')::float8) as erp_due_at,
  psa.through as psa_known_through,
  erp.through as erp_known_through,
  case when psa.through >= a.approved_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'psa')::float8)
       then delivery.has_project and copies.psa_count > 0 end as psa_differs,
  copies.psa_amount as psa_differing_amount,
  copies.psa_count as psa_differing_terms,
  case when erp.through >= a.approved_at + make_interval(secs => ($3::jsonb->'propagationSeconds'->'erp')::float8)
       then copies.erp_count > 0 end as erp_differs,
  copies.erp_amount as erp_differing_amount,
  copies.erp_count as erp_differing_terms,
  drafts.present as draft_invoice_exists
from amendment a
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
    count(*) filter (where m.psa_missing or m.psa_drift) as psa_count,
    coalesce(sum(m.psa_gap) filter (where m.psa_missing or m.psa_drift), 0) as psa_amount,
    count(*) filter (where m.erp_missing or m.erp_drift) as erp_count,
    coalesce(sum(m.erp_gap) filter (where m.erp_missing or m.erp_drift), 0) as erp_amount
  from (
    select
      m.scope_state = 'active' and not links.psa as psa_missing,
      m.scope_state = 'active' and not links.erp as erp_missing,
      drifts.psa as psa_drift,
      drifts.erp as erp_drift,
      case when links.psa then coalesce(drifts.psa_gap, 0) else m.amount end as psa_gap,
      case when links.erp then coalesce(drifts.erp_gap, 0) else m.amount end as erp_gap
    from milestone m
    left join lateral (
      select coalesce(bool_or(y.role = 'psa'), false) as psa, coalesce(bool_or(y.role = 'erp'), false) as erp
        from crosswalk x
        join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
        join system y on y.name = x.system
       where x.golden_id = m.id and x.kind = 'milestone'
    ) links on true
    left join lateral (
      select
        coalesce(bool_or(d.role = 'psa'), false) as psa,
        coalesce(bool_or(d.role = 'erp' and d.attribute <> 'plannedOn'), false) as erp,
        sum(d.gap) filter (where d.role = 'psa' and d.attribute = 'amount') as psa_gap,
        sum(d.gap) filter (where d.role = 'erp' and d.attribute = 'amount') as erp_gap
        from drift d
       where d.golden_id = m.id and d.kind = 'milestone' and d.attribute in ('amount', 'plannedOn', 'scopeState')
    ) drifts on true
    where m.contract_id = a.contract_id and not m.deleted
  ) m
) copies on true
left join lateral (
  select count(*) > 0 as present from invoice i
   where i.contract_id = a.contract_id and i.status in ('draft', 'approved') and not i.deleted
) drafts on true
where not a.deleted and ($1::uuid[] is null or a.id = any ($1::uuid[]))
