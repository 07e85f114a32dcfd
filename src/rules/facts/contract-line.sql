-- One row per contract line: what has been billed of it, against the limit that it was sold with and against what was
-- approved.
-- $1 ids or null for all · $2 as of · $3 policy
select
  n.id,
  coalesce(n.name, 'Line') || ' of contract ' || coalesce(c.number, '?') as label,
  n.legal_entity_id, n.practice_id, n.contract_id, billed.draft_invoice_id as invoice_id, n.currency,
  $2::timestamptz as as_of,
  c.number as contract_number,
  n.name as line_name,
  n.billing_method,
  n.amount as line_amount,
  n.hard_limit,
  streams.through as billing_known_through,
  billed.last_change_at as last_billed_at,
  case when billed.last_change_at is null or streams.through >= billed.last_change_at then billed.amount end as billed_amount,
  billed.draft_invoices,
  erp.through as credits_known_through,
  hours.last_change_at as hours_billed_at,
  case when hours.last_change_at is null or erp.through >= hours.last_change_at then hours.billed end as billed_hours,
  case when hours.last_change_at is null or erp.through >= hours.last_change_at then hours.approved end as approved_hours,
  case when hours.last_change_at is null or erp.through >= hours.last_change_at then hours.over end as overbilled_hours,
  case when hours.last_change_at is null or erp.through >= hours.last_change_at then
    case when hours.amount > back.amount then hours.amount - back.amount when hours.amount <= back.amount then 0 end
  end as overbilled_amount
from contract_line n
left join contract c on c.id = n.contract_id
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = n.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time') and s.kind in ('time_entry', 'expense'))
       or (s.role = 'erp' and s.kind in ('invoice', 'billing_event')))
) streams on true
left join lateral (
  select
    case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount,
    max(x.changed_at) as last_change_at,
    string_agg(distinct x.draft_number, ', ') as draft_invoices,
    (min(x.draft_id::text))::uuid as draft_invoice_id
  from (
    -- Time and expenses of this line whose billing event is on an invoice, and whatever is allocated to the line itself.
    -- An invoice in an unknown state may or may not stand: then what it bills is not known.
    select case when i.stands then t.amount end as amount, greatest(t.occurred_at, i.changed_at) as changed_at,
           i.draft_number, i.draft_id
      from time_entry t
      join lateral (
        select max(i.occurred_at) as changed_at,
               count(i.status) > 0 as stands,
               min(i.number) filter (where i.status in ('draft', 'approved')) as draft_number,
               (min(i.id::text) filter (where i.status in ('draft', 'approved')))::uuid as draft_id
          from invoice_allocation a
          join invoice_line l on l.id = a.invoice_line_id and not l.deleted
          join invoice i on i.id = l.invoice_id and i.status is distinct from 'cancelled' and not i.deleted
         where (a.billing_event_id = t.billing_event_id or a.time_entry_id = t.id) and not a.deleted
      ) i on i.changed_at is not null
     where t.contract_line_id = n.id and not t.deleted
    union all
    select case when i.status is not null then a.amount end, i.occurred_at, case when i.status in ('draft', 'approved') then i.number end,
           case when i.status in ('draft', 'approved') then i.id end
      from invoice_allocation a
      join invoice_line l on l.id = a.invoice_line_id and not l.deleted
      join invoice i on i.id = l.invoice_id and i.status is distinct from 'cancelled' and not i.deleted
     where a.contract_line_id = n.id and a.time_entry_id is null and not a.deleted
  ) x
) billed on true
left join lateral (
  select case when count(*) = count(s.known_through) then min(s.known_through) end as through
    from stream_coverage s
   where s.legal_entity_id = n.legal_entity_id
     and ((s.role in ('psa', 'delivery', 'time') and s.kind = 'time_entry')
       or (s.role = 'erp' and s.kind in ('invoice', 'billing_event', 'credit_note')))
) erp on true
left join lateral (
  -- Entry by entry, so that hours that wait for their invoice do not make up for others that are out unapproved.
  select
    case when count(*) = count(x.billed) then coalesce(sum(x.billed), 0) end as billed,
    case when count(*) = count(x.approved) then coalesce(sum(x.approved), 0) end as approved,
    case when count(*) = count(x.over) then coalesce(sum(x.over), 0) end as over,
    case when count(*) = count(x.over_amount) then coalesce(sum(x.over_amount), 0) end as amount,
    array_agg(x.id) filter (where x.over > 0) as over_entries,
    array_agg(x.billing_event_id) filter (where x.over > 0) as over_events,
    max(x.changed_at) as last_change_at
  from (
    select t.id, t.billing_event_id, issued.hours as billed, allowed.hours as approved,
           greatest(t.occurred_at, issued.changed_at) as changed_at,
           excess.hours as over, excess.hours * t.bill_rate as over_amount
      from time_entry t
     cross join lateral (
       -- An event or an entry may be billed in parts.
       select count(*) as lines, max(i.occurred_at) as changed_at,
              round(t.hours * case when count(*) = count(part.share) then coalesce(sum(part.share), 0) end, 4) as hours
         from invoice_allocation a
         join invoice_line l on l.id = a.invoice_line_id and not l.deleted
         join invoice i on i.id = l.invoice_id and (i.status = 'issued') is not false and not i.deleted
         left join billing_event b on b.id = a.billing_event_id
        cross join lateral (
          select case when i.status = 'issued'
                      then a.amount / nullif(case when a.time_entry_id is not null then t.amount else b.amount end, 0)
                 end as share
        ) part
        where (a.time_entry_id = t.id
               or (a.billing_event_id = t.billing_event_id and a.time_entry_id is null and a.expense_id is null))
          and not a.deleted
     ) issued
     cross join lateral (
       select case when t.deleted or t.approval_state <> 'approved' then 0
                   when t.approval_state = 'approved' then t.hours end as hours
     ) allowed
     cross join lateral (
       select case when issued.hours > allowed.hours then issued.hours - allowed.hours
                   when issued.hours <= allowed.hours then 0 end as hours
     ) excess
     where t.contract_line_id = n.id and issued.lines > 0
  ) x
) hours on true
left join lateral (
  -- What was credited of a line counts first for the hours on it that should not be there.
  select case when count(*) = count(r.amount) then coalesce(sum(r.amount), 0) end as amount
    from credit_note r
   where not r.deleted
     and r.invoice_line_id in (
       select a.invoice_line_id from invoice_allocation a
        where (a.billing_event_id = any (hours.over_events) or a.time_entry_id = any (hours.over_entries)) and not a.deleted)
) back on true
where not n.deleted and ($1::uuid[] is null or n.id = any ($1::uuid[]))
