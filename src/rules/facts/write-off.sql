-- One row per write-off: how much of an invoice it takes, whether another than who made it approved it, and how much of
-- the invoice stands written off without that.
-- $1 ids or null for all · $2 as of · $3 policy
select
  w.id,
  'Write-off ' || coalesce(w.number, '?') || ' of invoice ' || coalesce(i.number, '?') as label,
  w.legal_entity_id, w.practice_id, i.contract_id, w.invoice_id, w.currency,
  $2::timestamptz as as_of,
  w.number as write_off_number,
  i.number as invoice_number,
  c.number as contract_number,
  w.status as write_off_status,
  w.activity as write_off_activity,
  w.reason as write_off_reason,
  w.written_off_on,
  w.amount as written_off_amount,
  w.made_by,
  w.approved_by,
  case when w.approved_by = '' then false
       when w.approved_by is not null and w.made_by is not null then lower(w.approved_by) <> lower(w.made_by) end
    as approved_by_another,
  ({{policy}}->'writeOffWithoutApproval'->>w.currency)::numeric as write_off_limit,
  case when w.invoice_id is not null then standing.own end as unapproved_amount,
  case when w.invoice_id is not null then standing.amount end as unapproved_in_sum
from write_off w
left join legal_entity e on e.id = w.legal_entity_id
left join invoice i on i.id = w.invoice_id
left join contract c on c.id = i.contract_id
left join lateral (
  select max(x.amount) filter (where x.id = w.id) as own,
         case when count(*) = count(x.amount) then coalesce(sum(x.amount), 0) end as amount
    from (
      -- The invoice's write-offs that stand: as many of one amount as were not reversed. A reversal counts for what another
      -- approved first, so that none hides what nobody approved.
      select o.id,
             case when o.counted <= 0 or o.approved then 0
                  when not o.approved and not o.known then null
                  when not o.approved and o.place <= o.reversals then 0
                  when not o.approved then o.counted end as amount
        from (
          select s.id, y.counted, y.approved,
                 count(*) over () = count(y.counted) over () and count(*) over () = count(y.approved) over () as known,
                 row_number() over (partition by y.counted order by y.approved desc, s.id) as place,
                 (select count(*) from write_off r
                   where r.invoice_id = w.invoice_id and r.status = 'approved' and r.currency = s.currency and r.amount = -s.amount
                     and not r.deleted)
                   as reversals
            from write_off s
           cross join lateral (
             select case when s.status <> 'approved' or s.currency <> w.currency then 0
                         when s.status = 'approved' and s.currency = w.currency then s.amount end as counted,
                    case when s.status <> 'approved' or s.amount < 0 then true
                         when s.approved_by = '' then false
                         when s.approved_by is not null and s.made_by is not null
                         then lower(s.approved_by) <> lower(s.made_by) end as approved
           ) y
           where s.invoice_id = w.invoice_id and not s.deleted
        ) o
    ) x
) standing on true
where not w.deleted and ($1::uuid[] is null or w.id = any ($1::uuid[]))
