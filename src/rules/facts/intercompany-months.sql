  -- The last month for which the firm's companies have charged each other, by the calendar of the company `e`: its last
  -- day and when it was closed; and when the next will be.
  select max(w.ends_on) filter (where w.cut_off_at <= $2::timestamptz) as ends_on,
         max(w.cut_off_at) filter (where w.cut_off_at <= $2::timestamptz) as cut_off_at,
         min(w.cut_off_at) filter (where w.cut_off_at > $2::timestamptz) as next_cut_off_at
    from (values (-1), (0), (1)) as n (months)
   cross join lateral (
     select b.day as ends_on,
            (min(d.day) filter (where d.business_day = b.business_day + ({{policy}}->'intercompanyCutOffBusinessDay')::int) + 1)
              ::timestamp at time zone e.time_zone as cut_off_at
       from calendar_day b
       join calendar_day d on d.calendar_code = b.calendar_code and d.day > b.day and d.day < b.day + 60
      where b.calendar_code = e.calendar_code
        and b.day = (date_trunc('month', $2::timestamptz at time zone e.time_zone) + make_interval(months => n.months))::date - 1
      group by b.day, b.business_day
   ) w
