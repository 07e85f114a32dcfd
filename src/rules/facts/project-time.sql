      -- Time on the project `p` of those whom another company may employ, and which; unknown where several might be it.
      -- Whose assignments are all of the own company's people has no time looked at.
      select t.worked_on, t.hours, t.amount, t.approval_state, m.employer_id
        from assignment a
        left join lateral (
          select case when count(*) = count(m.legal_entity_id) and count(distinct m.legal_entity_id) = 1
                      then min(m.legal_entity_id) end as employer_id
            from employment m where m.resource_id = a.resource_id and not m.deleted
        ) m on true
        join time_entry t on t.assignment_id = a.id and t.project_id = p.id and not t.deleted
       where a.project_id = p.id and (m.employer_id <> p.legal_entity_id) is not false
      union all
      select t.worked_on, t.hours, t.amount, t.approval_state, m.employer_id
        from time_entry t
        left join lateral (
          select case when count(*) = count(m.legal_entity_id) and count(distinct m.legal_entity_id) = 1
                      then min(m.legal_entity_id) end as employer_id
            from employment m where m.resource_id = t.resource_id and not m.deleted
        ) m on true
       where t.project_id = p.id and t.assignment_id is null and not t.deleted
         and (m.employer_id <> p.legal_entity_id) is not false
