  -- The window in which the books of a month are closed: the one that is open, or else the next. `e` is the legal entity.
  select w.begins_at, w.ends_at
    from (values (0), (1)) as n (months)
   cross join lateral (
     select min(d.day) filter (where d.business_day = b.business_day + 1 - ({{policy}}->'closeWindow'->'businessDaysBefore')::int)
              ::timestamp at time zone e.time_zone as begins_at,
            (min(d.day) filter (where d.business_day = b.business_day + ({{policy}}->'closeWindow'->'businessDaysAfter')::int) + 1)
              ::timestamp at time zone e.time_zone as ends_at
       from calendar_day b
       join calendar_day d on d.calendar_code = b.calendar_code and d.day > b.day - 60 and d.day < b.day + 60
      where b.calendar_code = e.calendar_code
        and b.day = (date_trunc('month', $2::timestamptz at time zone e.time_zone) + make_interval(months => n.months))::date - 1
   ) w
   where w.ends_at > $2::timestamptz
   order by w.ends_at
   limit 1
