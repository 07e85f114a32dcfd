-- One row per invoice: whether everything that it rests on is approved, whether its currency and its rate are right, and
-- whether it waits for nothing and stays.
-- $1 ids or null for all · $2 as of · $3 policy
select
  i.id,
  'Invoice ' || coalesce(i.number, '?') as label,
  i.legal_entity_id, i.practice_id, i.contract_id, i.id as invoice_id, i.currency,
  $2::timestamptz as as_of,
  i.number as invoice_number,
  i.status as invoice_status,
  i.total as invoice_total,
  i.occurred_at as invoice_changed_at,
  c.number as contract_number,
  c.status as contract_status,
  work.projects_approved,
  work.unapproved_projects,
  c.purchase_order_required,
  orders.through as purchase_orders_known_through,
  case when orders.through >= i.occurred_at then orders.amount >= billed.amount end as purchase_order_covers,
  cut_off.at as approval_cut_off_at,
  psa.through as time_known_through,
  case when psa.through >= cut_off.at then time.unapproved_amount end as unapproved_amount,
  time.unapproved_entries,
  i.currency as invoice_currency,
  c.currency as contract_currency,
  erp.through as credits_known_through,
  case when i.currency = c.currency then 0 when i.currency <> c.currency then standing.amount end as miscurrency_amount,
  i.exchange_rate,
  i.exchange_rate_on,
  erp.rates_through as rates_known_through,
  firm.rate as policy_rate,
  converted.gap_percent as exchange_gap_percent,
  ({{policy}}->'exchangeRate'->'percent')::numeric as exchange_tolerance_percent,
  case when converted.gap_percent = 0 then 0
       when converted.gap_percent > 0 then round(abs(standing.amount) * converted.gap_percent / 100, 2) end as misconverted_amount,
  ready.at as ready_since,
  leave.at as release_due_at,
  hold.held,
  erp.tax_through as tax_profiles_known_through,
  tax.seller_registered,
  tax.buyer_registered,
  tax.cross_border,
  tax.place_of_supply_known,
  lines.tax_codes_complete,
  schedule.order_reference_required,
  schedule.order_reference_present,
  concat_ws(', ',
    case when not tax.seller_registered then 'registration of the seller' end,
    case when tax.cross_border and not tax.buyer_registered then 'registration of the buyer' end,
    case when not tax.place_of_supply_known then 'place of supply' end,
    case when not lines.tax_codes_complete then 'tax code' end,
    case when schedule.order_reference_required and not schedule.order_reference_present then 'order reference' end
  ) as tax_missing
from invoice i
left join contract c on c.id = i.contract_id
left join legal_entity e on e.id = i.legal_entity_id
left join lateral (
  select
    case when bool_or(p.approved is false) then false when count(*) = count(p.approved) then true end as projects_approved,
    string_agg(distinct p.number, ', ') filter (where p.approved is false) as unapproved_projects
  from invoice_line l
  join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
  left join billing_event b on b.id = a.billing_event_id
  join project p on p.id = coalesce(a.project_id, b.project_id) and not p.deleted
  where l.invoice_id = i.id and not l.deleted
) work on true
left join lateral (
  -- What was credited since does not use an order up.
  select
    case when count(*) = count(used.amount) then coalesce(sum(used.amount), 0) end as amount
  from invoice n
  left join lateral (
    select case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end as amount
      from credit_note r where r.invoice_id = n.id and not r.deleted
  ) back on true
  cross join lateral (
    select case when n.status = 'cancelled' then 0 when n.status is not null then n.total - back.amount end as amount
  ) used
  where n.contract_id = i.contract_id and not n.deleted
) billed on true
left join lateral (
  select
    s.through,
    case when count(o.id) = count(o.amount) then coalesce(sum(o.amount), 0) end as amount
  from (
    select case when count(*) = count(s.known_through) then min(s.known_through) end as through
      from stream_coverage s
     where s.legal_entity_id = i.legal_entity_id and s.role = 'psa' and s.kind = 'purchase_order'
  ) s
  left join lateral (
    select o.id, case when o.status = 'approved' then o.amount when o.status is not null then 0 end as amount
      from purchase_order o
     where not o.deleted
       and (o.contract_id = i.contract_id
            or o.project_id in (select p.id from project p where p.contract_id = i.contract_id and not p.deleted))
  ) o on true
  group by s.through
) orders on true
left join lateral (
  select case when count(*) = count(l.service_to)
              then (max(l.service_to) + ({{policy}}->'approvalCutOffDays')::int)::timestamp at time zone e.time_zone end as at
    from invoice_line l where l.invoice_id = i.id and not l.deleted
) cut_off on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = i.legal_entity_id and s.role in ('psa', 'delivery', 'time') and s.kind in ('time_entry', 'expense')
) psa on true
left join lateral (
  select
    case when count(*) = count(x.waiting) then coalesce(sum(x.waiting), 0) end as unapproved_amount,
    count(*) filter (where x.waiting > 0) as unapproved_entries
  from (
    select case when t.approval_state = 'approved' then 0 when t.approval_state is not null then t.amount end as waiting
      from invoice_line l
      join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
      join time_entry t on (t.billing_event_id = a.billing_event_id or t.id = a.time_entry_id) and not t.deleted
     where l.invoice_id = i.id and not l.deleted
    union all
    select case when x.approval_state = 'approved' then 0 when x.approval_state is not null then x.amount end
      from invoice_line l
      join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
      join expense x on (x.billing_event_id = a.billing_event_id or x.id = a.expense_id) and not x.deleted
     where l.invoice_id = i.id and not l.deleted
  ) x
) time on true
left join lateral (
  select
    case when count(*) filter (where s.kind in ('invoice', 'credit_note'))
              = count(s.known_through) filter (where s.kind in ('invoice', 'credit_note'))
         then min(s.known_through) filter (where s.kind in ('invoice', 'credit_note')) end as through,
    case when count(*) filter (where s.kind = 'tax_profile') = count(s.known_through) filter (where s.kind = 'tax_profile')
         then min(s.known_through) filter (where s.kind = 'tax_profile') end as tax_through,
    case when count(*) filter (where s.kind = 'fx_rate') = count(s.known_through) filter (where s.kind = 'fx_rate')
         then min(s.known_through) filter (where s.kind = 'fx_rate') end as rates_through
    from stream_coverage s
   where s.legal_entity_id = i.legal_entity_id and s.role = 'erp' and s.kind in ('invoice', 'credit_note', 'fx_rate', 'tax_profile')
) erp on true
left join lateral (
  select case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end as amount
    from credit_note r where r.invoice_id = i.id and not r.deleted
) credited on true
left join lateral (
  -- What was credited since is not billed any more. Only what is out can be credited.
  select case when i.status <> 'issued' then i.total
              when i.status = 'issued' and erp.through >= i.occurred_at then i.total - credited.amount end as amount
) standing on true
left join lateral (
  -- The last rate of the firm's own type on or before the day of the conversion. Where there are two, or one might be
  -- it of which not all is known, there is none.
  select case when count(*) = count(r.rate) and count(distinct r.rate) = 1 and erp.rates_through >= i.occurred_at
              then min(r.rate) end as rate
    from fx_rate r
   where r.from_currency = i.currency and r.to_currency = e.currency and r.rate_type = {{policy}}->'exchangeRate'->>'type'
     and not r.deleted
     and r.rate_on = (
       select max(o.rate_on) from fx_rate o
        where o.from_currency = i.currency and o.to_currency = e.currency
          and o.rate_type = {{policy}}->'exchangeRate'->>'type' and o.rate_on <= i.exchange_rate_on and not o.deleted)
     and (
       select count(*) from fx_rate o
        where (o.from_currency is null or o.to_currency is null or o.rate_type is null or o.rate_on is null)
          and (o.from_currency = i.currency and o.to_currency = e.currency
               and o.rate_type = {{policy}}->'exchangeRate'->>'type' and o.rate_on <= i.exchange_rate_on) is not false
          and not o.deleted) = 0
) firm on true
left join lateral (
  -- It is converted when it goes out, and only from another currency than the company's own.
  select case when i.status <> 'issued' or i.currency = e.currency then 0
              when i.status = 'issued' and i.currency <> e.currency
              then abs(i.exchange_rate / nullif(firm.rate, 0) - 1) * 100 end as gap_percent
) converted on true
left join lateral (
  -- Since when it has been approved: since the oldest version after the last one with another state.
  select case when i.status = 'approved' then least(i.occurred_at, min(h.occurred_at)) end as at
    from invoice_history h
    left join lateral (
      select max(o.occurred_at) as at from invoice_history o
       where o.id = i.id and o.status is distinct from i.status and o.known_from <= $2::timestamptz
    ) other on true
   where i.status = 'approved' and h.id = i.id and h.status = 'approved' and h.known_from <= $2::timestamptz
     and (other.at is null or h.occurred_at >= other.at)
) ready on true
left join lateral (
  -- The start of the first day on which more than the allowed business days have passed since then.
  select min(d.day)::timestamp at time zone e.time_zone as at
    from calendar_day a
    join calendar_day d on d.calendar_code = a.calendar_code
     and d.business_day > a.business_day + ({{policy}}->'releaseWithinBusinessDays')::int
     and d.day > a.day and d.day < a.day + 60
   where a.calendar_code = e.calendar_code and a.day = (ready.at at time zone e.time_zone)::date
) leave on true
left join lateral (
  select case when bool_or(b.held is true) then true when count(*) = count(b.held) then false end as held
    from invoice_line l
    join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
    join billing_event b on b.id = a.billing_event_id and not b.deleted
   where l.invoice_id = i.id and not l.deleted
) hold on true
left join lateral (
  select case when bool_or((l.tax_code = '') is true) then false when count(*) = count(l.tax_code) then true end
           as tax_codes_complete
    from invoice_line l where l.invoice_id = i.id and not l.deleted
) lines on true
left join lateral (
  select case when bool_or((p.registration_number <> '') is true) then true
              when count(*) = count(p.registration_number) then false end as registered,
         case when count(*) = count(p.country) and count(distinct p.country) = 1 then min(p.country) end as country
    from tax_profile p
   where p.legal_entity_id = i.legal_entity_id and p.customer_id is null and not p.deleted
) seller on true
left join lateral (
  select case when bool_or((p.registration_number <> '') is true) then true
              when count(*) = count(p.registration_number) then false end as registered,
         case when count(*) = count(p.country) and count(distinct p.country) = 1 then min(p.country) end as country
    from tax_profile p
   where p.customer_id = c.customer_id and not p.deleted
) buyer on true
left join lateral (
  -- Services are supplied where the buyer is. That nobody is registered is known once the profiles are.
  select case when seller.registered then true
              when not seller.registered and erp.tax_through >= i.occurred_at then false end as seller_registered,
         case when buyer.registered then true
              when not buyer.registered and c.customer_id is not null and erp.tax_through >= i.occurred_at then false
         end as buyer_registered,
         case when buyer.country <> '' and seller.country <> '' then buyer.country <> seller.country end as cross_border,
         buyer.country <> '' as place_of_supply_known
) tax on true
left join lateral (
  -- Every plan of the contract counts: one that asks for a reference is enough, and so is one that has it.
  select case when plans.count > 0 then plans.required end as order_reference_required,
         case when plans.count > 0 then plans.present end as order_reference_present
    from (
      select count(*) as count,
             case when bool_or((b.order_reference_required) is true) then true
                  when count(*) = count(b.order_reference_required) then false end as required,
             case when bool_or((b.order_reference <> '') is true) then true
                  when count(*) = count(b.order_reference) then false end as present
        from billing_schedule b where b.contract_id = i.contract_id and not b.deleted
    ) plans
) schedule on true
where not i.deleted and ($1::uuid[] is null or i.id = any ($1::uuid[]))
