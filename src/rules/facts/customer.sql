-- One row per customer: whether other systems say the same of it as its owner does.
-- $1 ids or null for all · $2 as of · $3 policy
select
  u.id,
  'Customer ' || coalesce(u.name, u.number, '?') as label,
  home.legal_entity_id, null::int as practice_id, null::uuid as contract_id, null::uuid as invoice_id, u.currency,
  $2::timestamptz as as_of,
  u.name as customer_name,
  u.number as customer_number,
  due.at as mismatch_due_at,
  streams.through as copies_known_through,
  case when other.attributes > 0 then other.attributes
       when streams.count = 0 or streams.through >= due.at then 0 end::int as mismatches,
  other.mismatched,
  other.values as mismatched_values,
  open.amount as open_amount
from customer u
cross join lateral (
  -- A finding is of one company: the first of those that deal with the customer.
  select min(o.id) as legal_entity_id from unnest(u.legal_entity_ids) o (id)
) home
left join legal_entity e on e.id = home.legal_entity_id
left join lateral (
  select u.occurred_at + make_interval(secs => ({{policy}}->'propagationSeconds'->'psa')::float8) as at
) due on true
left join lateral (
  -- Where no other system is connected that keeps customers, none can say otherwise.
  select count(*) as count,
         case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = any (u.legal_entity_ids) and s.role <> 'crm' and s.kind = 'customer'
) streams on true
left join lateral (
  -- What a system leaves empty it does not say otherwise.
  select
    count(distinct x.name) as attributes,
    string_agg(distinct x.name, ', ' order by x.name) as mismatched,
    string_agg(x.system || ' has ' || x.name || ' ' || (x.other_value #>> '{}') || ', not ' || (x.owner_value #>> '{}'),
               '; ' order by x.name, x.system) as values
  from (
    select d.system, d.other_value, d.owner_value,
           case d.attribute when 'name' then 'legal name' when 'taxId' then 'tax id' when 'paymentTerms' then 'payment terms'
                            when 'billTo' then 'bill-to' else d.attribute end as name
      from drift d
     where d.kind = 'customer' and d.golden_id = u.id
       and d.attribute in ('name', 'taxId', 'paymentTerms', 'billTo', 'country', 'currency')
       and coalesce(d.other_value #>> '{}', '') <> '' and coalesce(d.owner_value #>> '{}', '') <> ''
  ) x
) other on true
left join lateral (
  -- What the customer still owes that company in its own currency.
  select case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      select case when i.status <> 'issued' or i.currency <> u.currency then 0
                  when i.status = 'issued' and i.currency = u.currency then i.balance end as amount
        from contract c
        join invoice i on i.contract_id = c.id and not i.deleted
       where c.customer_id = u.id and c.legal_entity_id = home.legal_entity_id and not c.deleted
    ) x
) open on true
where not u.deleted and ($1::uuid[] is null or u.id = any ($1::uuid[]))
