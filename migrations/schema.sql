-- The schema of a cell, printed from the catalogue by "npm run faces". Never edited by hand.

create table amendment (
  id uuid not null,
  number integer,
  status text,
  approved_at timestamp with time zone,
  effective_on date,
  value_delta numeric,
  value_after numeric,
  currency text,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint amendment_pkey PRIMARY KEY (id),
  constraint amendment_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'approved'::text])))
);
CREATE INDEX amendment_contract_id_idx ON amendment USING btree (contract_id);
CREATE INDEX amendment_id_idx ON amendment USING btree (id) WHERE orphan;
CREATE INDEX amendment_legal_entity_id_idx ON amendment USING btree (legal_entity_id);
alter table amendment force row level security;
create policy hub on amendment for all to throughline_hub using (true) with check (true);
create policy reader on amendment for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on amendment to throughline_hub;
grant select on amendment to throughline_reader;

create table amendment_history (
  id uuid not null,
  number integer,
  status text,
  approved_at timestamp with time zone,
  effective_on date,
  value_delta numeric,
  value_after numeric,
  currency text,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint amendment_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX amendment_history_known_to_idx ON amendment_history USING btree (known_to);
alter table amendment_history force row level security;
create policy hub on amendment_history for all to throughline_hub using (true) with check (true);
create policy reader on amendment_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on amendment_history to throughline_hub;
grant select on amendment_history to throughline_reader;

create table approval (
  id bigint not null identity,
  correction_id uuid not null,
  maker text not null,
  approver text not null,
  decision text not null,
  comment text,
  legal_entity_id integer,
  at timestamp with time zone not null,
  constraint approval_check CHECK ((approver <> maker)),
  constraint approval_correction_id_approver_key UNIQUE (correction_id, approver),
  constraint approval_correction_id_maker_fkey FOREIGN KEY (correction_id, maker) REFERENCES correction(id, maker),
  constraint approval_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text]))),
  constraint approval_pkey PRIMARY KEY (id)
);
alter table approval force row level security;
create policy hub on approval for all to throughline_hub using (true) with check (true);
create policy reader on approval for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on approval to throughline_hub;
grant select on approval to throughline_reader;

create table assignment (
  id uuid not null,
  role text,
  status text,
  billable boolean,
  bill_rate numeric,
  currency text,
  planned_hours numeric,
  remaining_hours numeric,
  remaining_amount numeric,
  starts_on date,
  ends_on date,
  project_id uuid,
  resource_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  sunday_hours numeric,
  monday_hours numeric,
  tuesday_hours numeric,
  wednesday_hours numeric,
  thursday_hours numeric,
  friday_hours numeric,
  saturday_hours numeric,
  constraint assignment_pkey PRIMARY KEY (id),
  constraint assignment_status_check CHECK ((status = ANY (ARRAY['tentative'::text, 'scheduled'::text, 'closed'::text])))
);
CREATE INDEX assignment_contract_line_id_idx ON assignment USING btree (contract_line_id);
CREATE INDEX assignment_id_idx ON assignment USING btree (id) WHERE orphan;
CREATE INDEX assignment_legal_entity_id_idx ON assignment USING btree (legal_entity_id);
CREATE INDEX assignment_project_id_idx ON assignment USING btree (project_id);
CREATE INDEX assignment_resource_id_idx ON assignment USING btree (resource_id);
alter table assignment force row level security;
create policy hub on assignment for all to throughline_hub using (true) with check (true);
create policy reader on assignment for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on assignment to throughline_hub;
grant select on assignment to throughline_reader;

create table assignment_history (
  id uuid not null,
  role text,
  status text,
  billable boolean,
  bill_rate numeric,
  currency text,
  planned_hours numeric,
  remaining_hours numeric,
  remaining_amount numeric,
  starts_on date,
  ends_on date,
  project_id uuid,
  resource_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  sunday_hours numeric,
  monday_hours numeric,
  tuesday_hours numeric,
  wednesday_hours numeric,
  thursday_hours numeric,
  friday_hours numeric,
  saturday_hours numeric,
  constraint assignment_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX assignment_history_known_to_idx ON assignment_history USING btree (known_to);
alter table assignment_history force row level security;
create policy hub on assignment_history for all to throughline_hub using (true) with check (true);
create policy reader on assignment_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on assignment_history to throughline_hub;
grant select on assignment_history to throughline_reader;

create table audit_chain (
  pos bigint not null,
  audit_id bigint not null,
  hash bytea not null,
  constraint audit_chain_audit_id_key UNIQUE (audit_id),
  constraint audit_chain_pkey PRIMARY KEY (pos)
);
alter table audit_chain force row level security;
create policy hub on audit_chain for all to throughline_hub using (true) with check (true);
create policy reader on audit_chain for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on audit_chain to throughline_hub;
grant select on audit_chain to throughline_reader;

create table audit_log (
  id bigint not null identity,
  xid xid8 not null default pg_current_xact_id(),
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  legal_entity_id integer,
  correlation_id uuid not null,
  constraint audit_log_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_log_correlation_id_idx ON audit_log USING btree (correlation_id);
CREATE INDEX audit_log_xid_idx ON audit_log USING btree (xid);
alter table audit_log force row level security;
create policy hub on audit_log for all to throughline_hub using (true) with check (true);
create policy reader on audit_log for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR ((legal_entity_id IS NULL) AND (current_setting('hub.whole_group'::text, true) = 'on'::text))));
grant insert, select on audit_log to throughline_hub;
grant select on audit_log to throughline_reader;

create table billing_event (
  id uuid not null,
  number text,
  description text,
  state text,
  held boolean,
  event_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint billing_event_pkey PRIMARY KEY (id),
  constraint billing_event_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'ready'::text, 'invoiced'::text])))
);
CREATE INDEX billing_event_contract_id_idx ON billing_event USING btree (contract_id);
CREATE INDEX billing_event_contract_line_id_idx ON billing_event USING btree (contract_line_id);
CREATE INDEX billing_event_id_idx ON billing_event USING btree (id) WHERE orphan;
CREATE INDEX billing_event_legal_entity_id_idx ON billing_event USING btree (legal_entity_id);
CREATE INDEX billing_event_milestone_id_idx ON billing_event USING btree (milestone_id);
CREATE INDEX billing_event_project_id_idx ON billing_event USING btree (project_id);
alter table billing_event force row level security;
create policy hub on billing_event for all to throughline_hub using (true) with check (true);
create policy reader on billing_event for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on billing_event to throughline_hub;
grant select on billing_event to throughline_reader;

create table billing_event_history (
  id uuid not null,
  number text,
  description text,
  state text,
  held boolean,
  event_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint billing_event_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX billing_event_history_known_to_idx ON billing_event_history USING btree (known_to);
alter table billing_event_history force row level security;
create policy hub on billing_event_history for all to throughline_hub using (true) with check (true);
create policy reader on billing_event_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on billing_event_history to throughline_hub;
grant select on billing_event_history to throughline_reader;

create table billing_schedule (
  id uuid not null,
  number text,
  status text,
  currency text,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  order_reference text,
  order_reference_required boolean,
  constraint billing_schedule_pkey PRIMARY KEY (id),
  constraint billing_schedule_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'closed'::text])))
);
CREATE INDEX billing_schedule_contract_id_idx ON billing_schedule USING btree (contract_id);
CREATE INDEX billing_schedule_id_idx ON billing_schedule USING btree (id) WHERE orphan;
CREATE INDEX billing_schedule_legal_entity_id_idx ON billing_schedule USING btree (legal_entity_id);
alter table billing_schedule force row level security;
create policy hub on billing_schedule for all to throughline_hub using (true) with check (true);
create policy reader on billing_schedule for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on billing_schedule to throughline_hub;
grant select on billing_schedule to throughline_reader;

create table billing_schedule_history (
  id uuid not null,
  number text,
  status text,
  currency text,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  order_reference text,
  order_reference_required boolean,
  constraint billing_schedule_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX billing_schedule_history_known_to_idx ON billing_schedule_history USING btree (known_to);
alter table billing_schedule_history force row level security;
create policy hub on billing_schedule_history for all to throughline_hub using (true) with check (true);
create policy reader on billing_schedule_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on billing_schedule_history to throughline_hub;
grant select on billing_schedule_history to throughline_reader;

create table billing_schedule_line (
  id uuid not null,
  due_on date,
  amount numeric,
  currency text,
  billing_schedule_id uuid,
  contract_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint billing_schedule_line_pkey PRIMARY KEY (id)
);
CREATE INDEX billing_schedule_line_billing_schedule_id_idx ON billing_schedule_line USING btree (billing_schedule_id);
CREATE INDEX billing_schedule_line_contract_id_idx ON billing_schedule_line USING btree (contract_id);
CREATE INDEX billing_schedule_line_contract_line_id_idx ON billing_schedule_line USING btree (contract_line_id);
CREATE INDEX billing_schedule_line_id_idx ON billing_schedule_line USING btree (id) WHERE orphan;
CREATE INDEX billing_schedule_line_legal_entity_id_idx ON billing_schedule_line USING btree (legal_entity_id);
CREATE INDEX billing_schedule_line_milestone_id_idx ON billing_schedule_line USING btree (milestone_id);
alter table billing_schedule_line force row level security;
create policy hub on billing_schedule_line for all to throughline_hub using (true) with check (true);
create policy reader on billing_schedule_line for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on billing_schedule_line to throughline_hub;
grant select on billing_schedule_line to throughline_reader;

create table billing_schedule_line_history (
  id uuid not null,
  due_on date,
  amount numeric,
  currency text,
  billing_schedule_id uuid,
  contract_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint billing_schedule_line_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX billing_schedule_line_history_known_to_idx ON billing_schedule_line_history USING btree (known_to);
alter table billing_schedule_line_history force row level security;
create policy hub on billing_schedule_line_history for all to throughline_hub using (true) with check (true);
create policy reader on billing_schedule_line_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on billing_schedule_line_history to throughline_hub;
grant select on billing_schedule_line_history to throughline_reader;

create table calendar (
  id text not null,
  name text not null,
  constraint calendar_pkey PRIMARY KEY (id)
);
alter table calendar force row level security;
create policy hub on calendar for all to throughline_hub using (true) with check (true);
create policy reader on calendar for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on calendar to throughline_hub;
grant select on calendar to throughline_reader;

create table calendar_day (
  calendar_code text not null,
  day date not null,
  business_day integer not null,
  constraint calendar_day_pkey PRIMARY KEY (calendar_code, day)
);
alter table calendar_day force row level security;
create policy hub on calendar_day for all to throughline_hub using (true) with check (true);
create policy reader on calendar_day for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on calendar_day to throughline_hub;
grant select on calendar_day to throughline_reader;

create table calendar_history (
  id text not null,
  name text not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint calendar_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX calendar_history_known_to_idx ON calendar_history USING btree (known_to);
alter table calendar_history force row level security;
create policy hub on calendar_history for all to throughline_hub using (true) with check (true);
create policy reader on calendar_history for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on calendar_history to throughline_hub;
grant select on calendar_history to throughline_reader;

create table cannot_evaluate (
  rule text not null,
  kind text not null,
  subject_id uuid not null,
  missing text[] not null,
  legal_entity_id integer,
  since timestamp with time zone not null,
  correlation_id uuid not null,
  shadow boolean not null default false,
  constraint cannot_evaluate_pkey PRIMARY KEY (rule, subject_id, shadow)
);
alter table cannot_evaluate force row level security;
create policy hub on cannot_evaluate for all to throughline_hub using (true) with check (true);
create policy reader on cannot_evaluate for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on cannot_evaluate to throughline_hub;
grant select on cannot_evaluate to throughline_reader;

create table cannot_evaluate_wait (
  rule text not null,
  subject_id uuid not null,
  role text not null,
  stream_kind text not null,
  needed_through timestamp with time zone not null,
  shadow boolean not null default false,
  constraint cannot_evaluate_wait_pkey PRIMARY KEY (rule, subject_id, shadow, role, stream_kind)
);
CREATE INDEX cannot_evaluate_wait_role_stream_kind_needed_through_idx ON cannot_evaluate_wait USING btree (role, stream_kind, needed_through);
alter table cannot_evaluate_wait force row level security;
create policy hub on cannot_evaluate_wait for all to throughline_hub using (true) with check (true);
create policy reader on cannot_evaluate_wait for select to throughline_reader using ((EXISTS ( SELECT
   FROM cannot_evaluate c
  WHERE ((c.rule = cannot_evaluate_wait.rule) AND (c.subject_id = cannot_evaluate_wait.subject_id)))));
grant delete, insert, select, update on cannot_evaluate_wait to throughline_hub;
grant select on cannot_evaluate_wait to throughline_reader;

create table charge_code (
  id uuid not null,
  code text,
  activity text,
  role text,
  starts_on date,
  ends_on date,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  applies_to text,
  constraint charge_code_applies_to_check CHECK ((applies_to = ANY (ARRAY['time'::text, 'expense'::text]))),
  constraint charge_code_pkey PRIMARY KEY (id)
);
CREATE INDEX charge_code_id_idx ON charge_code USING btree (id) WHERE orphan;
CREATE INDEX charge_code_legal_entity_id_idx ON charge_code USING btree (legal_entity_id);
alter table charge_code force row level security;
create policy hub on charge_code for all to throughline_hub using (true) with check (true);
create policy reader on charge_code for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR ((legal_entity_id IS NULL) AND (NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL))));
grant delete, insert, select, update on charge_code to throughline_hub;
grant select on charge_code to throughline_reader;

create table charge_code_history (
  id uuid not null,
  code text,
  activity text,
  role text,
  starts_on date,
  ends_on date,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  applies_to text,
  constraint charge_code_history_applies_to_check CHECK ((applies_to = ANY (ARRAY['time'::text, 'expense'::text]))),
  constraint charge_code_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX charge_code_history_known_to_idx ON charge_code_history USING btree (known_to);
alter table charge_code_history force row level security;
create policy hub on charge_code_history for all to throughline_hub using (true) with check (true);
create policy reader on charge_code_history for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR ((legal_entity_id IS NULL) AND (NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL))));
grant insert, select on charge_code_history to throughline_hub;
grant select on charge_code_history to throughline_reader;

create table contract (
  id uuid not null,
  number text,
  name text,
  status text,
  value numeric,
  currency text,
  signed_on date,
  starts_on date,
  ends_on date,
  amendment_number integer,
  purchase_order_required boolean,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint contract_pkey PRIMARY KEY (id),
  constraint contract_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'on_hold'::text, 'terminated'::text, 'completed'::text])))
);
CREATE INDEX contract_customer_id_idx ON contract USING btree (customer_id);
CREATE INDEX contract_id_idx ON contract USING btree (id) WHERE orphan;
CREATE INDEX contract_legal_entity_id_idx ON contract USING btree (legal_entity_id);
CREATE INDEX contract_number_idx ON contract USING btree (number);
alter table contract force row level security;
create policy hub on contract for all to throughline_hub using (true) with check (true);
create policy reader on contract for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on contract to throughline_hub;
grant select on contract to throughline_reader;

create table contract_history (
  id uuid not null,
  number text,
  name text,
  status text,
  value numeric,
  currency text,
  signed_on date,
  starts_on date,
  ends_on date,
  amendment_number integer,
  purchase_order_required boolean,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint contract_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX contract_history_known_to_idx ON contract_history USING btree (known_to);
alter table contract_history force row level security;
create policy hub on contract_history for all to throughline_hub using (true) with check (true);
create policy reader on contract_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on contract_history to throughline_hub;
grant select on contract_history to throughline_reader;

create table contract_line (
  id uuid not null,
  number text,
  name text,
  billing_method text,
  amount numeric,
  hard_limit numeric,
  currency text,
  starts_on date,
  ends_on date,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint contract_line_billing_method_check CHECK ((billing_method = ANY (ARRAY['fixed_price'::text, 'time_and_materials'::text]))),
  constraint contract_line_pkey PRIMARY KEY (id)
);
CREATE INDEX contract_line_contract_id_idx ON contract_line USING btree (contract_id);
CREATE INDEX contract_line_id_idx ON contract_line USING btree (id) WHERE orphan;
CREATE INDEX contract_line_legal_entity_id_idx ON contract_line USING btree (legal_entity_id);
alter table contract_line force row level security;
create policy hub on contract_line for all to throughline_hub using (true) with check (true);
create policy reader on contract_line for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on contract_line to throughline_hub;
grant select on contract_line to throughline_reader;

create table contract_line_history (
  id uuid not null,
  number text,
  name text,
  billing_method text,
  amount numeric,
  hard_limit numeric,
  currency text,
  starts_on date,
  ends_on date,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint contract_line_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX contract_line_history_known_to_idx ON contract_line_history USING btree (known_to);
alter table contract_line_history force row level security;
create policy hub on contract_line_history for all to throughline_hub using (true) with check (true);
create policy reader on contract_line_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on contract_line_history to throughline_hub;
grant select on contract_line_history to throughline_reader;

create table correction (
  id uuid not null,
  type text not null,
  subject_kind text not null,
  subject_id uuid not null,
  subject_label text not null,
  contract_id uuid,
  invoice_id uuid,
  state text not null,
  reason text not null,
  maker text not null,
  approvals_needed integer not null,
  policy_version text,
  amount numeric,
  currency text,
  legal_entity_id integer,
  undoes uuid,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  correlation_id uuid not null,
  causation_id text,
  constraint correction_approvals_needed_check CHECK ((approvals_needed >= 0)),
  constraint correction_id_maker_key UNIQUE (id, maker),
  constraint correction_pkey PRIMARY KEY (id),
  constraint correction_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'approved'::text, 'delivering'::text, 'confirmed'::text, 'rejected'::text, 'cancelled'::text, 'stale'::text, 'needs_human'::text]))),
  constraint correction_undoes_fkey FOREIGN KEY (undoes) REFERENCES correction(id)
);
CREATE INDEX correction_contract_id_idx ON correction USING btree (contract_id);
CREATE INDEX correction_correlation_id_idx ON correction USING btree (correlation_id);
CREATE INDEX correction_invoice_id_idx ON correction USING btree (invoice_id);
CREATE INDEX correction_subject_id_idx ON correction USING btree (subject_id);
alter table correction force row level security;
create policy hub on correction for all to throughline_hub using (true) with check (true);
create policy reader on correction for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select, update on correction to throughline_hub;
grant select on correction to throughline_reader;

create table correction_step (
  correction_id uuid not null,
  number integer not null,
  system text not null,
  kind text not null,
  golden_id uuid not null,
  label text not null,
  action text not null,
  target_key text,
  level text not null,
  origin jsonb not null,
  parents jsonb not null,
  fields jsonb not null,
  gate_invoice_id uuid,
  legal_entity_id integer,
  constraint correction_step_action_check CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'hold'::text, 'release'::text]))),
  constraint correction_step_correction_id_fkey FOREIGN KEY (correction_id) REFERENCES correction(id),
  constraint correction_step_pkey PRIMARY KEY (correction_id, number)
);
CREATE INDEX correction_step_golden_id_idx ON correction_step USING btree (golden_id);
alter table correction_step force row level security;
create policy hub on correction_step for all to throughline_hub using (true) with check (true);
create policy reader on correction_step for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on correction_step to throughline_hub;
grant select on correction_step to throughline_reader;

create table credit_note (
  id uuid not null,
  number text,
  issued_on date,
  amount numeric,
  currency text,
  invoice_id uuid,
  invoice_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint credit_note_pkey PRIMARY KEY (id)
);
CREATE INDEX credit_note_id_idx ON credit_note USING btree (id) WHERE orphan;
CREATE INDEX credit_note_invoice_id_idx ON credit_note USING btree (invoice_id);
CREATE INDEX credit_note_invoice_line_id_idx ON credit_note USING btree (invoice_line_id);
CREATE INDEX credit_note_legal_entity_id_idx ON credit_note USING btree (legal_entity_id);
alter table credit_note force row level security;
create policy hub on credit_note for all to throughline_hub using (true) with check (true);
create policy reader on credit_note for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on credit_note to throughline_hub;
grant select on credit_note to throughline_reader;

create table credit_note_history (
  id uuid not null,
  number text,
  issued_on date,
  amount numeric,
  currency text,
  invoice_id uuid,
  invoice_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint credit_note_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX credit_note_history_known_to_idx ON credit_note_history USING btree (known_to);
alter table credit_note_history force row level security;
create policy hub on credit_note_history for all to throughline_hub using (true) with check (true);
create policy reader on credit_note_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on credit_note_history to throughline_hub;
grant select on credit_note_history to throughline_reader;

create table crosswalk (
  system text not null,
  kind text not null,
  key text not null,
  golden_id uuid not null,
  method text not null,
  evidence text not null,
  linked_by text not null,
  legal_entity_ids integer[] not null default '{}'::integer[],
  natural_key text,
  constraint crosswalk_method_check CHECK ((method = ANY (ARRAY['origin'::text, 'foreign-id'::text, 'natural-key'::text, 'orphan'::text, 'person'::text]))),
  constraint crosswalk_pkey PRIMARY KEY (system, kind, key)
);
CREATE INDEX crosswalk_golden_id_idx ON crosswalk USING btree (golden_id);
alter table crosswalk force row level security;
create policy hub on crosswalk for all to throughline_hub using (true) with check (true);
create policy reader on crosswalk for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant delete, insert, select, update on crosswalk to throughline_hub;
grant select on crosswalk to throughline_reader;

create table customer (
  id uuid not null,
  number text,
  name text,
  tax_id text,
  payment_terms text,
  country text,
  currency text,
  legal_entity_ids integer[] not null default '{}'::integer[],
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  bill_to text,
  constraint customer_pkey PRIMARY KEY (id)
);
CREATE INDEX customer_id_idx ON customer USING btree (id) WHERE orphan;
CREATE INDEX customer_name_idx ON customer USING btree (name);
CREATE INDEX customer_number_idx ON customer USING btree (number);
CREATE INDEX customer_tax_id_idx ON customer USING btree (tax_id);
alter table customer force row level security;
create policy hub on customer for all to throughline_hub using (true) with check (true);
create policy reader on customer for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant delete, insert, select, update on customer to throughline_hub;
grant select on customer to throughline_reader;

create table customer_history (
  id uuid not null,
  number text,
  name text,
  tax_id text,
  payment_terms text,
  country text,
  currency text,
  legal_entity_ids integer[] not null,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  bill_to text,
  constraint customer_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX customer_history_known_to_idx ON customer_history USING btree (known_to);
alter table customer_history force row level security;
create policy hub on customer_history for all to throughline_hub using (true) with check (true);
create policy reader on customer_history for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant insert, select on customer_history to throughline_hub;
grant select on customer_history to throughline_reader;

create table dirty (
  id bigint not null identity,
  kind text not null,
  golden_id uuid not null,
  correlation_id uuid not null,
  causation_id text,
  constraint dirty_pkey PRIMARY KEY (id)
);
alter table dirty force row level security;
create policy hub on dirty for all to throughline_hub using (true) with check (true);
grant delete, insert, select on dirty to throughline_hub;

create table dispute (
  id uuid not null,
  amount numeric,
  currency text,
  opened_on date,
  owner text,
  owned boolean,
  invoice_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint dispute_pkey PRIMARY KEY (id)
);
CREATE INDEX dispute_invoice_id_idx ON dispute USING btree (invoice_id);
CREATE INDEX dispute_legal_entity_id_idx ON dispute USING btree (legal_entity_id);
alter table dispute force row level security;
create policy hub on dispute for all to throughline_hub using (true) with check (true);
create policy reader on dispute for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on dispute to throughline_hub;
grant select on dispute to throughline_reader;

create table dispute_history (
  id uuid not null,
  amount numeric,
  currency text,
  opened_on date,
  owner text,
  owned boolean,
  invoice_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint dispute_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX dispute_history_known_to_idx ON dispute_history USING btree (known_to);
alter table dispute_history force row level security;
create policy hub on dispute_history for all to throughline_hub using (true) with check (true);
create policy reader on dispute_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on dispute_history to throughline_hub;
grant select on dispute_history to throughline_reader;

create table drift (
  kind text not null,
  golden_id uuid not null,
  attribute text not null,
  system text not null,
  role text not null,
  owner_system text not null,
  owner_value jsonb,
  other_value jsonb,
  gap numeric,
  legal_entity_id integer,
  since timestamp with time zone not null,
  correlation_id uuid not null,
  constraint drift_pkey PRIMARY KEY (kind, golden_id, attribute, system)
);
alter table drift force row level security;
create policy hub on drift for all to throughline_hub using (true) with check (true);
create policy reader on drift for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR ((kind = 'customer'::text) AND (golden_id IN ( SELECT c.id
   FROM customer c)))));
grant delete, insert, select, update on drift to throughline_hub;
grant select on drift to throughline_reader;

create table drift_history (
  kind text not null,
  golden_id uuid not null,
  attribute text not null,
  system text not null,
  role text not null,
  owner_system text not null,
  owner_value jsonb,
  other_value jsonb,
  gap numeric,
  legal_entity_id integer,
  since timestamp with time zone not null,
  correlation_id uuid not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint drift_history_pkey PRIMARY KEY (kind, golden_id, attribute, system, known_from)
);
alter table drift_history force row level security;
create policy hub on drift_history for all to throughline_hub using (true) with check (true);
create policy reader on drift_history for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR ((kind = 'customer'::text) AND (golden_id IN ( SELECT c.id
   FROM customer c)))));
grant insert, select on drift_history to throughline_hub;
grant select on drift_history to throughline_reader;

create table due (
  kind text not null,
  subject_id uuid not null,
  at timestamp with time zone not null,
  correlation_id uuid not null,
  constraint due_pkey PRIMARY KEY (kind, subject_id, at)
);
CREATE INDEX due_at_idx ON due USING btree (at);
alter table due force row level security;
create policy hub on due for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on due to throughline_hub;

create table employment (
  id uuid not null,
  employer text,
  resource_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint employment_pkey PRIMARY KEY (id)
);
CREATE INDEX employment_legal_entity_id_idx ON employment USING btree (legal_entity_id);
CREATE INDEX employment_resource_id_idx ON employment USING btree (resource_id);
alter table employment force row level security;
create policy hub on employment for all to throughline_hub using (true) with check (true);
create policy reader on employment for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on employment to throughline_hub;
grant select on employment to throughline_reader;

create table employment_history (
  id uuid not null,
  employer text,
  resource_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint employment_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX employment_history_known_to_idx ON employment_history USING btree (known_to);
alter table employment_history force row level security;
create policy hub on employment_history for all to throughline_hub using (true) with check (true);
create policy reader on employment_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on employment_history to throughline_hub;
grant select on employment_history to throughline_reader;

create table exception (
  id uuid not null default gen_random_uuid(),
  rule text not null,
  rule_version integer not null,
  kind text not null,
  subject_id uuid not null,
  subject_label text not null,
  status text not null,
  cause text not null,
  severity text not null,
  effect text not null,
  amount numeric,
  currency text,
  owner_role text not null,
  assignee text,
  snoozed_until timestamp with time zone,
  sla_due_at timestamp with time zone,
  legal_entity_id integer,
  practice_id integer,
  contract_id uuid,
  invoice_id uuid,
  sentence text not null,
  facts jsonb not null,
  explanation jsonb not null,
  correction text,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  episode integer not null default 1,
  version integer not null default 1,
  correlation_id uuid not null,
  causation_id text,
  escalated_at timestamp with time zone,
  snooze_condition jsonb,
  queue text,
  assigned_by text,
  routed_by text,
  material boolean not null default true,
  seen_severity text,
  seen_amount numeric,
  seen_currency text,
  constraint exception_assigned_by_check CHECK ((assigned_by = ANY (ARRAY['person'::text, 'routing'::text]))),
  constraint exception_cause_check CHECK ((cause = ANY (ARRAY['change'::text, 'baseline'::text, 'time'::text]))),
  constraint exception_effect_check CHECK ((effect = ANY (ARRAY['flag'::text, 'block'::text]))),
  constraint exception_pkey PRIMARY KEY (id),
  constraint exception_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  constraint exception_snooze_condition_check CHECK (((snooze_condition ->> 'type'::text) = ANY (ARRAY['severityRises'::text, 'amountReaches'::text, 'closeWithin'::text, 'judgementDiffers'::text]))),
  constraint exception_status_check CHECK ((status = ANY (ARRAY['open'::text, 'acknowledged'::text, 'snoozed'::text, 'accepted'::text, 'closed'::text])))
);
CREATE INDEX exception_contract_id_idx ON exception USING btree (contract_id) WHERE (closed_at IS NULL);
CREATE INDEX exception_invoice_id_idx ON exception USING btree (invoice_id) WHERE ((closed_at IS NULL) AND (effect = 'block'::text));
CREATE INDEX exception_legal_entity_id_opened_at_idx ON exception USING btree (legal_entity_id, opened_at) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX exception_open ON exception USING btree (rule, subject_id) WHERE (closed_at IS NULL);
CREATE INDEX exception_rule_idx ON exception USING btree (rule) WHERE ((closed_at IS NULL) AND (NOT material));
CREATE INDEX exception_sla_due_at_idx ON exception USING btree (sla_due_at) WHERE ((closed_at IS NULL) AND (escalated_at IS NULL));
CREATE INDEX exception_subject_id_idx ON exception USING btree (subject_id);
alter table exception force row level security;
create policy hub on exception for all to throughline_hub using (true) with check (true);
create policy reader on exception for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select, update on exception to throughline_hub;
grant select on exception to throughline_reader;

create table exception_event (
  id bigint not null identity,
  exception_id uuid not null,
  at timestamp with time zone not null,
  type text not null,
  actor text not null,
  comment text,
  data jsonb not null default '{}'::jsonb,
  legal_entity_id integer,
  correlation_id uuid not null,
  constraint exception_event_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES exception(id),
  constraint exception_event_pkey PRIMARY KEY (id),
  constraint exception_event_type_check CHECK ((type = ANY (ARRAY['opened'::text, 'changed'::text, 'cleared'::text, 'reopened'::text, 'acknowledged'::text, 'assigned'::text, 'snoozed'::text, 'woken'::text, 'escalated'::text, 'commented'::text, 'routed'::text, 'risk_requested'::text, 'risk_accepted'::text, 'risk_rejected'::text, 'risk_withdrawn'::text])))
);
CREATE INDEX exception_event_correlation_id_idx ON exception_event USING btree (correlation_id);
CREATE INDEX exception_event_exception_id_id_idx ON exception_event USING btree (exception_id, id);
alter table exception_event force row level security;
create policy hub on exception_event for all to throughline_hub using (true) with check (true);
create policy reader on exception_event for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on exception_event to throughline_hub;
grant select on exception_event to throughline_reader;

create table expense (
  id uuid not null,
  incurred_on date,
  category text,
  amount numeric,
  currency text,
  billable boolean,
  approval_state text,
  project_id uuid,
  resource_id uuid,
  contract_line_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint expense_approval_state_check CHECK ((approval_state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text]))),
  constraint expense_pkey PRIMARY KEY (id)
);
CREATE INDEX expense_billing_event_id_idx ON expense USING btree (billing_event_id);
CREATE INDEX expense_contract_line_id_idx ON expense USING btree (contract_line_id);
CREATE INDEX expense_id_idx ON expense USING btree (id) WHERE orphan;
CREATE INDEX expense_legal_entity_id_idx ON expense USING btree (legal_entity_id);
CREATE INDEX expense_project_id_idx ON expense USING btree (project_id);
CREATE INDEX expense_resource_id_idx ON expense USING btree (resource_id);
alter table expense force row level security;
create policy hub on expense for all to throughline_hub using (true) with check (true);
create policy reader on expense for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on expense to throughline_hub;
grant select on expense to throughline_reader;

create table expense_history (
  id uuid not null,
  incurred_on date,
  category text,
  amount numeric,
  currency text,
  billable boolean,
  approval_state text,
  project_id uuid,
  resource_id uuid,
  contract_line_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint expense_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX expense_history_known_to_idx ON expense_history USING btree (known_to);
alter table expense_history force row level security;
create policy hub on expense_history for all to throughline_hub using (true) with check (true);
create policy reader on expense_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on expense_history to throughline_hub;
grant select on expense_history to throughline_reader;

create table feed (
  id bigint not null default nextval('feed_id'::regclass),
  xid xid8 not null default pg_current_xact_id(),
  recorded_at timestamp with time zone not null,
  type text not null,
  aggregate text not null,
  aggregate_id uuid not null,
  aggregate_version integer not null,
  legal_entity_id integer,
  payload jsonb not null,
  correlation_id uuid not null,
  causation_id text,
  constraint feed_pkey PRIMARY KEY (id, recorded_at)
) partition by RANGE (recorded_at);
CREATE INDEX feed_correlation_id_idx ON ONLY feed USING btree (correlation_id);
CREATE INDEX feed_xid_idx ON ONLY feed USING btree (xid);
alter table feed force row level security;
create policy hub on feed for all to throughline_hub using (true) with check (true);
create policy reader on feed for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
create policy retention on feed for delete to throughline_owner using (true);
create policy retention_sees on feed for select to throughline_owner using (true);
grant insert, select on feed to throughline_hub;
grant select on feed to throughline_reader;

create table feed_default (
  id bigint not null default nextval('feed_id'::regclass),
  xid xid8 not null default pg_current_xact_id(),
  recorded_at timestamp with time zone not null,
  type text not null,
  aggregate text not null,
  aggregate_id uuid not null,
  aggregate_version integer not null,
  legal_entity_id integer,
  payload jsonb not null,
  correlation_id uuid not null,
  causation_id text,
  constraint feed_default_pkey PRIMARY KEY (id, recorded_at)
);
CREATE INDEX feed_default_correlation_id_idx ON feed_default USING btree (correlation_id);
CREATE INDEX feed_default_xid_idx ON feed_default USING btree (xid);

create table feed_export (
  name text not null,
  epoch integer not null,
  pos bigint not null,
  state text not null,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  next_try_at timestamp with time zone,
  accepted_at timestamp with time zone,
  message text,
  sender uuid,
  lease_until timestamp with time zone,
  constraint feed_export_pkey PRIMARY KEY (name),
  constraint feed_export_state_check CHECK ((state = ANY (ARRAY['running'::text, 'disabled'::text, 'resync'::text])))
);
alter table feed_export force row level security;
create policy hub on feed_export for all to throughline_hub using (true) with check (true);
grant insert, select, update on feed_export to throughline_hub;

create sequence feed_id;

create table feed_position (
  pos bigint not null,
  feed_id bigint not null,
  recorded_at timestamp with time zone not null,
  constraint feed_position_feed_id_key UNIQUE (feed_id),
  constraint feed_position_pkey PRIMARY KEY (pos)
);
alter table feed_position force row level security;
create policy hub on feed_position for all to throughline_hub using (true) with check (true);
create policy reader on feed_position for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
create policy retention on feed_position for delete to throughline_owner using (true);
create policy retention_sees on feed_position for select to throughline_owner using (true);
grant insert, select on feed_position to throughline_hub;
grant select on feed_position to throughline_reader;

create table feed_reader (
  name text not null,
  pos bigint not null,
  constraint feed_reader_pkey PRIMARY KEY (name)
);
alter table feed_reader force row level security;
create policy hub on feed_reader for all to throughline_hub using (true) with check (true);
grant insert, select, update on feed_reader to throughline_hub;

create table file_load (
  id bigint not null identity,
  system text not null,
  stream text not null,
  file_name text not null,
  sha256 bytea not null,
  mapping text not null,
  mapping_version integer not null,
  rows bigint not null,
  rows_taken bigint not null default 0,
  rows_parked bigint not null default 0,
  state text not null default 'loading'::text,
  baseline boolean not null,
  produced_at timestamp with time zone not null,
  known_through timestamp with time zone not null,
  loaded_by text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  correlation_id uuid not null,
  constraint file_load_pkey PRIMARY KEY (id),
  constraint file_load_state_check CHECK ((state = ANY (ARRAY['loading'::text, 'done'::text]))),
  constraint file_load_system_stream_sha256_mapping_mapping_version_key UNIQUE (system, stream, sha256, mapping, mapping_version)
);
alter table file_load force row level security;
create policy hub on file_load for all to throughline_hub using (true) with check (true);
create policy reader on file_load for select to throughline_reader using ((current_setting('hub.whole_group'::text, true) = 'on'::text));
grant insert, select, update on file_load to throughline_hub;
grant select on file_load to throughline_reader;

create table file_row_key (
  load_id bigint not null,
  key text not null,
  row_number bigint not null,
  constraint file_row_key_pkey PRIMARY KEY (load_id, key)
);
alter table file_row_key force row level security;
create policy hub on file_row_key for all to throughline_hub using (true) with check (true);
grant delete, insert, select on file_row_key to throughline_hub;

create table fold_mark (
  id bigint not null identity,
  kind text not null,
  system text,
  key text,
  golden_id uuid,
  baseline boolean not null,
  correlation_id uuid not null,
  causation_id text,
  constraint fold_mark_check CHECK (((golden_id IS NULL) = (key IS NOT NULL))),
  constraint fold_mark_pkey PRIMARY KEY (id)
);
alter table fold_mark force row level security;
create policy hub on fold_mark for all to throughline_hub using (true) with check (true);
grant delete, insert, select on fold_mark to throughline_hub;

create table fx_rate (
  id uuid not null,
  from_currency text,
  to_currency text,
  rate_type text,
  rate_on date,
  rate numeric,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint fx_rate_pkey PRIMARY KEY (id)
);
CREATE INDEX fx_rate_from_currency_to_currency_rate_type_rate_on_idx ON fx_rate USING btree (from_currency, to_currency, rate_type, rate_on);
CREATE INDEX fx_rate_id_idx ON fx_rate USING btree (id) WHERE orphan;
CREATE INDEX fx_rate_id_idx1 ON fx_rate USING btree (id) WHERE ((from_currency IS NULL) OR (to_currency IS NULL) OR (rate_type IS NULL) OR (rate_on IS NULL));
alter table fx_rate force row level security;
create policy hub on fx_rate for all to throughline_hub using (true) with check (true);
create policy reader on fx_rate for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on fx_rate to throughline_hub;
grant select on fx_rate to throughline_reader;

create table fx_rate_history (
  id uuid not null,
  from_currency text,
  to_currency text,
  rate_type text,
  rate_on date,
  rate numeric,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint fx_rate_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX fx_rate_history_known_to_idx ON fx_rate_history USING btree (known_to);
alter table fx_rate_history force row level security;
create policy hub on fx_rate_history for all to throughline_hub using (true) with check (true);
create policy reader on fx_rate_history for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on fx_rate_history to throughline_hub;
grant select on fx_rate_history to throughline_reader;

create table idempotency_key (
  key text not null,
  principal text not null,
  request_sha256 bytea not null,
  result jsonb,
  created_at timestamp with time zone not null,
  constraint idempotency_key_pkey PRIMARY KEY (principal, key)
);
alter table idempotency_key force row level security;
create policy hub on idempotency_key for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on idempotency_key to throughline_hub;

create table immaterial_group (
  id uuid not null,
  rule text not null,
  legal_entity_id integer,
  customer_id uuid,
  currency text not null,
  count integer not null,
  amount numeric not null,
  reached_at timestamp with time zone not null,
  constraint immaterial_group_pkey PRIMARY KEY (id),
  constraint immaterial_group_rule_legal_entity_id_customer_id_currency_key UNIQUE NULLS NOT DISTINCT (rule, legal_entity_id, customer_id, currency)
);
alter table immaterial_group force row level security;
create policy hub on immaterial_group for all to throughline_hub using (true) with check (true);
create policy reader on immaterial_group for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on immaterial_group to throughline_hub;
grant select on immaterial_group to throughline_reader;

create table inbox (
  id bigint not null default nextval('inbox_id'::regclass),
  received_at timestamp with time zone not null,
  system text not null,
  stream text,
  type text not null,
  origin text not null,
  object text,
  key text,
  version timestamp with time zone,
  observed_at timestamp with time zone,
  raw bytea,
  part integer not null default 0,
  content_hash bytea,
  stripe smallint not null,
  state text not null default 'new'::text,
  baseline boolean not null default false,
  attempts integer not null default 0,
  next_try_at timestamp with time zone,
  reason_code text,
  reason text,
  correlation_id uuid not null,
  causation_id text,
  constraint inbox_origin_check CHECK ((origin = ANY (ARRAY['webhook'::text, 'poll'::text, 'file'::text, 'reread'::text, 'scan'::text]))),
  constraint inbox_pkey PRIMARY KEY (id, received_at),
  constraint inbox_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text, 'stale'::text, 'parked'::text]))),
  constraint inbox_type_check CHECK ((type = ANY (ARRAY['record'::text, 'hint'::text, 'known'::text])))
) partition by RANGE (received_at);
CREATE INDEX inbox_correlation_id_idx ON ONLY inbox USING btree (correlation_id);
CREATE INDEX inbox_id_idx ON ONLY inbox USING btree (id) WHERE (state = 'parked'::text);
CREATE INDEX inbox_stripe_id_idx ON ONLY inbox USING btree (stripe, id) WHERE ((state = 'new'::text) AND (type = 'record'::text));
CREATE INDEX inbox_system_id_idx ON ONLY inbox USING btree (system, id) WHERE ((state = 'new'::text) AND (type = 'hint'::text));
CREATE INDEX inbox_system_stream_id_idx ON ONLY inbox USING btree (system, stream, id) WHERE (state = 'new'::text);
alter table inbox force row level security;
create policy hub on inbox for all to throughline_hub using (true) with check (true);
create policy reader on inbox for select to throughline_reader using ((current_setting('hub.whole_group'::text, true) = 'on'::text));
grant delete, insert, select, update on inbox to throughline_hub;
grant select on inbox to throughline_reader;

create table inbox_default (
  id bigint not null default nextval('inbox_id'::regclass),
  received_at timestamp with time zone not null,
  system text not null,
  stream text,
  type text not null,
  origin text not null,
  object text,
  key text,
  version timestamp with time zone,
  observed_at timestamp with time zone,
  raw bytea,
  part integer not null default 0,
  content_hash bytea,
  stripe smallint not null,
  state text not null default 'new'::text,
  baseline boolean not null default false,
  attempts integer not null default 0,
  next_try_at timestamp with time zone,
  reason_code text,
  reason text,
  correlation_id uuid not null,
  causation_id text,
  constraint inbox_default_pkey PRIMARY KEY (id, received_at),
  constraint inbox_origin_check CHECK ((origin = ANY (ARRAY['webhook'::text, 'poll'::text, 'file'::text, 'reread'::text, 'scan'::text]))),
  constraint inbox_state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text, 'stale'::text, 'parked'::text]))),
  constraint inbox_type_check CHECK ((type = ANY (ARRAY['record'::text, 'hint'::text, 'known'::text])))
);
CREATE INDEX inbox_default_correlation_id_idx ON inbox_default USING btree (correlation_id);
CREATE INDEX inbox_default_id_idx ON inbox_default USING btree (id) WHERE (state = 'parked'::text);
CREATE INDEX inbox_default_stripe_id_idx ON inbox_default USING btree (stripe, id) WHERE ((state = 'new'::text) AND (type = 'record'::text));
CREATE INDEX inbox_default_system_id_idx ON inbox_default USING btree (system, id) WHERE ((state = 'new'::text) AND (type = 'hint'::text));
CREATE INDEX inbox_default_system_stream_id_idx ON inbox_default USING btree (system, stream, id) WHERE (state = 'new'::text);

create sequence inbox_id;

create table inbox_seen (
  system text not null,
  message_id text not null,
  body_sha256 bytea not null,
  first_seen_at timestamp with time zone not null,
  deliveries integer not null default 1,
  constraint inbox_seen_pkey PRIMARY KEY (system, message_id)
);
alter table inbox_seen force row level security;
create policy hub on inbox_seen for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on inbox_seen to throughline_hub;

create table intercompany_charge (
  id uuid not null,
  number text,
  status text,
  charged_on date,
  amount numeric,
  currency text,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint intercompany_charge_pkey PRIMARY KEY (id),
  constraint intercompany_charge_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'approved'::text, 'issued'::text, 'cancelled'::text])))
);
CREATE INDEX intercompany_charge_legal_entity_id_idx ON intercompany_charge USING btree (legal_entity_id);
alter table intercompany_charge force row level security;
create policy hub on intercompany_charge for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_charge for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on intercompany_charge to throughline_hub;
grant select on intercompany_charge to throughline_reader;

create table intercompany_charge_history (
  id uuid not null,
  number text,
  status text,
  charged_on date,
  amount numeric,
  currency text,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint intercompany_charge_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX intercompany_charge_history_known_to_idx ON intercompany_charge_history USING btree (known_to);
alter table intercompany_charge_history force row level security;
create policy hub on intercompany_charge_history for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_charge_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on intercompany_charge_history to throughline_hub;
grant select on intercompany_charge_history to throughline_reader;

create table intercompany_charge_line (
  id uuid not null,
  hours numeric,
  amount numeric,
  currency text,
  service_from date,
  service_to date,
  charge_id uuid,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint intercompany_charge_line_pkey PRIMARY KEY (id)
);
CREATE INDEX intercompany_charge_line_charge_id_idx ON intercompany_charge_line USING btree (charge_id);
CREATE INDEX intercompany_charge_line_legal_entity_id_idx ON intercompany_charge_line USING btree (legal_entity_id);
CREATE INDEX intercompany_charge_line_project_id_idx ON intercompany_charge_line USING btree (project_id);
alter table intercompany_charge_line force row level security;
create policy hub on intercompany_charge_line for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_charge_line for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on intercompany_charge_line to throughline_hub;
grant select on intercompany_charge_line to throughline_reader;

create table intercompany_charge_line_history (
  id uuid not null,
  hours numeric,
  amount numeric,
  currency text,
  service_from date,
  service_to date,
  charge_id uuid,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint intercompany_charge_line_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX intercompany_charge_line_history_known_to_idx ON intercompany_charge_line_history USING btree (known_to);
alter table intercompany_charge_line_history force row level security;
create policy hub on intercompany_charge_line_history for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_charge_line_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on intercompany_charge_line_history to throughline_hub;
grant select on intercompany_charge_line_history to throughline_reader;

create table intercompany_payable (
  id uuid not null,
  number text,
  status text,
  booked_on date,
  amount numeric,
  currency text,
  charge_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint intercompany_payable_pkey PRIMARY KEY (id),
  constraint intercompany_payable_status_check CHECK ((status = ANY (ARRAY['booked'::text, 'cancelled'::text])))
);
CREATE INDEX intercompany_payable_charge_id_idx ON intercompany_payable USING btree (charge_id);
CREATE INDEX intercompany_payable_legal_entity_id_idx ON intercompany_payable USING btree (legal_entity_id);
alter table intercompany_payable force row level security;
create policy hub on intercompany_payable for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_payable for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on intercompany_payable to throughline_hub;
grant select on intercompany_payable to throughline_reader;

create table intercompany_payable_history (
  id uuid not null,
  number text,
  status text,
  booked_on date,
  amount numeric,
  currency text,
  charge_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint intercompany_payable_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX intercompany_payable_history_known_to_idx ON intercompany_payable_history USING btree (known_to);
alter table intercompany_payable_history force row level security;
create policy hub on intercompany_payable_history for all to throughline_hub using (true) with check (true);
create policy reader on intercompany_payable_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on intercompany_payable_history to throughline_hub;
grant select on intercompany_payable_history to throughline_reader;

create table invoice (
  id uuid not null,
  number text,
  status text,
  issued_on date,
  due_on date,
  total numeric,
  balance numeric,
  currency text,
  contract_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  exchange_rate numeric,
  exchange_rate_on date,
  constraint invoice_pkey PRIMARY KEY (id),
  constraint invoice_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'approved'::text, 'issued'::text, 'cancelled'::text])))
);
CREATE INDEX invoice_contract_id_idx ON invoice USING btree (contract_id);
CREATE INDEX invoice_customer_id_idx ON invoice USING btree (customer_id);
CREATE INDEX invoice_exchange_rate_on_idx ON invoice USING btree (exchange_rate_on) WHERE (exchange_rate_on IS NOT NULL);
CREATE INDEX invoice_id_idx ON invoice USING btree (id) WHERE orphan;
CREATE INDEX invoice_legal_entity_id_idx ON invoice USING btree (legal_entity_id);
CREATE INDEX invoice_legal_entity_id_idx1 ON invoice USING btree (legal_entity_id) WHERE ((status IS NULL) OR (status = ANY (ARRAY['draft'::text, 'approved'::text])));
CREATE INDEX invoice_number_idx ON invoice USING btree (number);
alter table invoice force row level security;
create policy hub on invoice for all to throughline_hub using (true) with check (true);
create policy reader on invoice for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on invoice to throughline_hub;
grant select on invoice to throughline_reader;

create table invoice_allocation (
  id uuid not null,
  amount numeric,
  currency text,
  invoice_line_id uuid,
  billing_event_id uuid,
  milestone_id uuid,
  contract_line_id uuid,
  project_id uuid,
  time_entry_id uuid,
  expense_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint invoice_allocation_pkey PRIMARY KEY (id)
);
CREATE INDEX invoice_allocation_billing_event_id_idx ON invoice_allocation USING btree (billing_event_id);
CREATE INDEX invoice_allocation_contract_line_id_idx ON invoice_allocation USING btree (contract_line_id);
CREATE INDEX invoice_allocation_expense_id_idx ON invoice_allocation USING btree (expense_id);
CREATE INDEX invoice_allocation_id_idx ON invoice_allocation USING btree (id) WHERE orphan;
CREATE INDEX invoice_allocation_invoice_line_id_idx ON invoice_allocation USING btree (invoice_line_id);
CREATE INDEX invoice_allocation_legal_entity_id_idx ON invoice_allocation USING btree (legal_entity_id);
CREATE INDEX invoice_allocation_milestone_id_idx ON invoice_allocation USING btree (milestone_id);
CREATE INDEX invoice_allocation_project_id_idx ON invoice_allocation USING btree (project_id);
CREATE INDEX invoice_allocation_time_entry_id_idx ON invoice_allocation USING btree (time_entry_id);
alter table invoice_allocation force row level security;
create policy hub on invoice_allocation for all to throughline_hub using (true) with check (true);
create policy reader on invoice_allocation for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on invoice_allocation to throughline_hub;
grant select on invoice_allocation to throughline_reader;

create table invoice_allocation_history (
  id uuid not null,
  amount numeric,
  currency text,
  invoice_line_id uuid,
  billing_event_id uuid,
  milestone_id uuid,
  contract_line_id uuid,
  project_id uuid,
  time_entry_id uuid,
  expense_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint invoice_allocation_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX invoice_allocation_history_known_to_idx ON invoice_allocation_history USING btree (known_to);
alter table invoice_allocation_history force row level security;
create policy hub on invoice_allocation_history for all to throughline_hub using (true) with check (true);
create policy reader on invoice_allocation_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on invoice_allocation_history to throughline_hub;
grant select on invoice_allocation_history to throughline_reader;

create table invoice_history (
  id uuid not null,
  number text,
  status text,
  issued_on date,
  due_on date,
  total numeric,
  balance numeric,
  currency text,
  contract_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  exchange_rate numeric,
  exchange_rate_on date,
  constraint invoice_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX invoice_history_known_to_idx ON invoice_history USING btree (known_to);
alter table invoice_history force row level security;
create policy hub on invoice_history for all to throughline_hub using (true) with check (true);
create policy reader on invoice_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on invoice_history to throughline_hub;
grant select on invoice_history to throughline_reader;

create table invoice_line (
  id uuid not null,
  number integer,
  description text,
  quantity numeric,
  amount numeric,
  currency text,
  service_from date,
  service_to date,
  invoice_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  tax_code text,
  constraint invoice_line_pkey PRIMARY KEY (id)
);
CREATE INDEX invoice_line_contract_line_id_idx ON invoice_line USING btree (contract_line_id);
CREATE INDEX invoice_line_id_idx ON invoice_line USING btree (id) WHERE orphan;
CREATE INDEX invoice_line_invoice_id_idx ON invoice_line USING btree (invoice_id);
CREATE INDEX invoice_line_legal_entity_id_idx ON invoice_line USING btree (legal_entity_id);
alter table invoice_line force row level security;
create policy hub on invoice_line for all to throughline_hub using (true) with check (true);
create policy reader on invoice_line for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on invoice_line to throughline_hub;
grant select on invoice_line to throughline_reader;

create table invoice_line_history (
  id uuid not null,
  number integer,
  description text,
  quantity numeric,
  amount numeric,
  currency text,
  service_from date,
  service_to date,
  invoice_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  tax_code text,
  constraint invoice_line_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX invoice_line_history_known_to_idx ON invoice_line_history USING btree (known_to);
alter table invoice_line_history force row level security;
create policy hub on invoice_line_history for all to throughline_hub using (true) with check (true);
create policy reader on invoice_line_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on invoice_line_history to throughline_hub;
grant select on invoice_line_history to throughline_reader;

create table job_fire (
  job text not null,
  slot timestamp with time zone not null,
  fired_at timestamp with time zone not null,
  constraint job_fire_pkey PRIMARY KEY (job, slot)
);
alter table job_fire force row level security;
create policy hub on job_fire for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on job_fire to throughline_hub;

create table legal_entity (
  id integer not null,
  code text not null,
  name text not null,
  currency text not null,
  country text not null,
  time_zone text not null,
  calendar_code text not null,
  constraint legal_entity_code_key UNIQUE (code),
  constraint legal_entity_pkey PRIMARY KEY (id)
);
alter table legal_entity force row level security;
create policy hub on legal_entity for all to throughline_hub using (true) with check (true);
create policy reader on legal_entity for select to throughline_reader using ((id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on legal_entity to throughline_hub;
grant select on legal_entity to throughline_reader;

create table legal_entity_history (
  id integer not null,
  code text not null,
  name text not null,
  currency text not null,
  country text not null,
  time_zone text not null,
  calendar_code text not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint legal_entity_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX legal_entity_history_known_to_idx ON legal_entity_history USING btree (known_to);
alter table legal_entity_history force row level security;
create policy hub on legal_entity_history for all to throughline_hub using (true) with check (true);
create policy reader on legal_entity_history for select to throughline_reader using ((id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on legal_entity_history to throughline_hub;
grant select on legal_entity_history to throughline_reader;

create table milestone (
  id uuid not null,
  name text,
  amount numeric,
  currency text,
  planned_on date,
  scope_state text,
  delivery_state text,
  accepted_on date,
  requires_acceptance boolean,
  contract_id uuid,
  contract_line_id uuid,
  project_id uuid,
  added_by_id uuid,
  dropped_by_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint milestone_delivery_state_check CHECK ((delivery_state = ANY (ARRAY['planned'::text, 'open'::text, 'accepted'::text, 'canceled'::text]))),
  constraint milestone_pkey PRIMARY KEY (id),
  constraint milestone_scope_state_check CHECK ((scope_state = ANY (ARRAY['active'::text, 'dropped'::text])))
);
CREATE INDEX milestone_added_by_id_idx ON milestone USING btree (added_by_id);
CREATE INDEX milestone_contract_id_idx ON milestone USING btree (contract_id);
CREATE INDEX milestone_contract_line_id_idx ON milestone USING btree (contract_line_id);
CREATE INDEX milestone_dropped_by_id_idx ON milestone USING btree (dropped_by_id);
CREATE INDEX milestone_id_idx ON milestone USING btree (id) WHERE orphan;
CREATE INDEX milestone_legal_entity_id_idx ON milestone USING btree (legal_entity_id);
CREATE INDEX milestone_project_id_idx ON milestone USING btree (project_id);
alter table milestone force row level security;
create policy hub on milestone for all to throughline_hub using (true) with check (true);
create policy reader on milestone for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on milestone to throughline_hub;
grant select on milestone to throughline_reader;

create table milestone_history (
  id uuid not null,
  name text,
  amount numeric,
  currency text,
  planned_on date,
  scope_state text,
  delivery_state text,
  accepted_on date,
  requires_acceptance boolean,
  contract_id uuid,
  contract_line_id uuid,
  project_id uuid,
  added_by_id uuid,
  dropped_by_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint milestone_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX milestone_history_known_to_idx ON milestone_history USING btree (known_to);
alter table milestone_history force row level security;
create policy hub on milestone_history for all to throughline_hub using (true) with check (true);
create policy reader on milestone_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on milestone_history to throughline_hub;
grant select on milestone_history to throughline_reader;

create table movement (
  id bigint not null identity,
  kind text not null,
  golden_id uuid not null,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  from_stage text,
  to_stage text not null,
  amount numeric not null,
  currency text not null,
  occurred_on date,
  known_at timestamp with time zone not null,
  correlation_id uuid not null,
  constraint movement_pkey PRIMARY KEY (id)
);
CREATE INDEX movement_golden_id_idx ON movement USING btree (golden_id);
CREATE INDEX movement_legal_entity_id_to_stage_currency_occurred_on_idx ON movement USING btree (legal_entity_id, to_stage, currency, occurred_on);
alter table movement force row level security;
create policy hub on movement for all to throughline_hub using (true) with check (true);
create policy reader on movement for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on movement to throughline_hub;
grant select on movement to throughline_reader;

create table natural_ref (
  kind text not null,
  golden_id uuid not null,
  ref text not null,
  to_kind text not null,
  to_natural text not null,
  constraint natural_ref_pkey PRIMARY KEY (kind, golden_id, ref)
);
CREATE INDEX natural_ref_to_kind_to_natural_idx ON natural_ref USING btree (to_kind, to_natural);
alter table natural_ref force row level security;
create policy hub on natural_ref for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on natural_ref to throughline_hub;

create table outbox (
  id bigint not null identity,
  correction_id uuid not null,
  step_number integer not null,
  system text not null,
  lane text not null,
  intent_key text not null,
  state text not null,
  attempt_id uuid,
  attempts integer not null default 0,
  lease_until timestamp with time zone,
  next_try_at timestamp with time zone,
  sent_at timestamp with time zone,
  settle_until timestamp with time zone,
  target_key text,
  detail text,
  amount numeric,
  currency text,
  legal_entity_id integer,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  correlation_id uuid not null,
  ready_at timestamp with time zone,
  unreached_since timestamp with time zone,
  unknowns integer not null default 0,
  effects text[],
  doubted_at timestamp with time zone,
  priority integer,
  constraint outbox_correction_id_step_number_fkey FOREIGN KEY (correction_id, step_number) REFERENCES correction_step(correction_id, number),
  constraint outbox_intent_key_key UNIQUE (intent_key),
  constraint outbox_pkey PRIMARY KEY (id),
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'sending'::text, 'sent'::text, 'confirmed'::text, 'rejected'::text, 'stale'::text, 'unknown'::text, 'needs_human'::text, 'cancelled'::text])))
);
CREATE INDEX outbox_correction_id_idx ON outbox USING btree (correction_id);
CREATE INDEX outbox_correction_id_idx1 ON outbox USING btree (correction_id) WHERE (effects IS NOT NULL);
CREATE INDEX outbox_correlation_id_idx ON outbox USING btree (correlation_id);
CREATE INDEX outbox_lane_id_idx ON outbox USING btree (lane, id) WHERE (state <> ALL (ARRAY['confirmed'::text, 'rejected'::text, 'stale'::text, 'cancelled'::text]));
CREATE INDEX outbox_sent_at_idx ON outbox USING btree (sent_at) WHERE (state = ANY (ARRAY['sent'::text, 'confirmed'::text]));
CREATE INDEX outbox_system_id_idx ON outbox USING btree (system, id) WHERE (state = 'ready'::text);
CREATE INDEX outbox_system_priority_id_idx ON outbox USING btree (system, priority, id) WHERE (state = 'ready'::text);
alter table outbox force row level security;
create policy hub on outbox for all to throughline_hub using (true) with check (true);
create policy reader on outbox for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select, update on outbox to throughline_hub;
grant select on outbox to throughline_reader;

create table payment (
  id uuid not null,
  number text,
  applied_on date,
  amount numeric,
  currency text,
  invoice_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint payment_pkey PRIMARY KEY (id)
);
CREATE INDEX payment_customer_id_idx ON payment USING btree (customer_id);
CREATE INDEX payment_id_idx ON payment USING btree (id) WHERE orphan;
CREATE INDEX payment_invoice_id_idx ON payment USING btree (invoice_id);
CREATE INDEX payment_legal_entity_id_idx ON payment USING btree (legal_entity_id);
alter table payment force row level security;
create policy hub on payment for all to throughline_hub using (true) with check (true);
create policy reader on payment for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on payment to throughline_hub;
grant select on payment to throughline_reader;

create table payment_history (
  id uuid not null,
  number text,
  applied_on date,
  amount numeric,
  currency text,
  invoice_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint payment_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX payment_history_known_to_idx ON payment_history USING btree (known_to);
alter table payment_history force row level security;
create policy hub on payment_history for all to throughline_hub using (true) with check (true);
create policy reader on payment_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on payment_history to throughline_hub;
grant select on payment_history to throughline_reader;

create table pending_ref (
  kind text not null,
  golden_id uuid not null,
  ref text not null,
  to_kind text not null,
  to_system text,
  to_key text,
  to_natural text,
  constraint pending_ref_pkey PRIMARY KEY (kind, golden_id, ref)
);
CREATE INDEX pending_ref_to_kind_to_natural_idx ON pending_ref USING btree (to_kind, to_natural);
CREATE INDEX pending_ref_to_kind_to_system_to_key_idx ON pending_ref USING btree (to_kind, to_system, to_key);
alter table pending_ref force row level security;
create policy hub on pending_ref for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on pending_ref to throughline_hub;

create table person_link (
  system text not null,
  kind text not null,
  key text not null,
  from_id uuid not null,
  golden_id uuid not null,
  reason text not null,
  linked_by text not null,
  linked_at timestamp with time zone not null,
  correlation_id uuid not null,
  constraint person_link_check CHECK ((from_id <> golden_id)),
  constraint person_link_from_id_key UNIQUE (from_id),
  constraint person_link_pkey PRIMARY KEY (system, kind, key)
);
CREATE INDEX person_link_golden_id_idx ON person_link USING btree (golden_id);
alter table person_link force row level security;
create policy hub on person_link for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on person_link to throughline_hub;

create table policy_in_force (
  id bigint not null identity,
  since timestamp with time zone not null,
  policy jsonb not null,
  correlation_id uuid not null,
  constraint policy_in_force_pkey PRIMARY KEY (id)
);
alter table policy_in_force force row level security;
create policy hub on policy_in_force for all to throughline_hub using (true) with check (true);
create policy reader on policy_in_force for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on policy_in_force to throughline_hub;
grant select on policy_in_force to throughline_reader;

create table practice (
  id integer not null,
  code text not null,
  name text not null,
  constraint practice_code_key UNIQUE (code),
  constraint practice_pkey PRIMARY KEY (id)
);
alter table practice force row level security;
create policy hub on practice for all to throughline_hub using (true) with check (true);
create policy reader on practice for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on practice to throughline_hub;
grant select on practice to throughline_reader;

create table practice_history (
  id integer not null,
  code text not null,
  name text not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint practice_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX practice_history_known_to_idx ON practice_history USING btree (known_to);
alter table practice_history force row level security;
create policy hub on practice_history for all to throughline_hub using (true) with check (true);
create policy reader on practice_history for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on practice_history to throughline_hub;
grant select on practice_history to throughline_reader;

create table prepayment (
  id uuid not null,
  use text,
  amount numeric,
  currency text,
  event_on date,
  contract_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint prepayment_pkey PRIMARY KEY (id),
  constraint prepayment_use_check CHECK ((use = ANY (ARRAY['request'::text, 'application'::text])))
);
CREATE INDEX prepayment_billing_event_id_idx ON prepayment USING btree (billing_event_id);
CREATE INDEX prepayment_contract_id_idx ON prepayment USING btree (contract_id);
CREATE INDEX prepayment_legal_entity_id_idx ON prepayment USING btree (legal_entity_id);
alter table prepayment force row level security;
create policy hub on prepayment for all to throughline_hub using (true) with check (true);
create policy reader on prepayment for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on prepayment to throughline_hub;
grant select on prepayment to throughline_reader;

create table prepayment_history (
  id uuid not null,
  use text,
  amount numeric,
  currency text,
  event_on date,
  contract_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint prepayment_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX prepayment_history_known_to_idx ON prepayment_history USING btree (known_to);
alter table prepayment_history force row level security;
create policy hub on prepayment_history for all to throughline_hub using (true) with check (true);
create policy reader on prepayment_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on prepayment_history to throughline_hub;
grant select on prepayment_history to throughline_reader;

create table project (
  id uuid not null,
  number text,
  name text,
  status text,
  approved boolean,
  billable boolean,
  currency text,
  starts_on date,
  ends_on date,
  erp_status text,
  contract_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint project_erp_status_check CHECK ((erp_status = ANY (ARRAY['active'::text, 'closed'::text]))),
  constraint project_pkey PRIMARY KEY (id),
  constraint project_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'on_hold'::text, 'closed'::text])))
);
CREATE INDEX project_contract_id_idx ON project USING btree (contract_id);
CREATE INDEX project_customer_id_idx ON project USING btree (customer_id);
CREATE INDEX project_id_idx ON project USING btree (id) WHERE orphan;
CREATE INDEX project_legal_entity_id_idx ON project USING btree (legal_entity_id);
CREATE INDEX project_number_idx ON project USING btree (number);
alter table project force row level security;
create policy hub on project for all to throughline_hub using (true) with check (true);
create policy reader on project for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on project to throughline_hub;
grant select on project to throughline_reader;

create table project_budget (
  id uuid not null,
  budgeted_revenue numeric,
  budgeted_cost numeric,
  revenue_at_completion numeric,
  cost_at_completion numeric,
  currency text,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint project_budget_pkey PRIMARY KEY (id)
);
CREATE INDEX project_budget_legal_entity_id_idx ON project_budget USING btree (legal_entity_id);
CREATE INDEX project_budget_project_id_idx ON project_budget USING btree (project_id);
alter table project_budget force row level security;
create policy hub on project_budget for all to throughline_hub using (true) with check (true);
create policy reader on project_budget for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on project_budget to throughline_hub;
grant select on project_budget to throughline_reader;

create table project_budget_history (
  id uuid not null,
  budgeted_revenue numeric,
  budgeted_cost numeric,
  revenue_at_completion numeric,
  cost_at_completion numeric,
  currency text,
  project_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint project_budget_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX project_budget_history_known_to_idx ON project_budget_history USING btree (known_to);
alter table project_budget_history force row level security;
create policy hub on project_budget_history for all to throughline_hub using (true) with check (true);
create policy reader on project_budget_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on project_budget_history to throughline_hub;
grant select on project_budget_history to throughline_reader;

create table project_history (
  id uuid not null,
  number text,
  name text,
  status text,
  approved boolean,
  billable boolean,
  currency text,
  starts_on date,
  ends_on date,
  erp_status text,
  contract_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint project_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX project_history_known_to_idx ON project_history USING btree (known_to);
alter table project_history force row level security;
create policy hub on project_history for all to throughline_hub using (true) with check (true);
create policy reader on project_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on project_history to throughline_hub;
grant select on project_history to throughline_reader;

create table purchase_order (
  id uuid not null,
  number text,
  status text,
  amount numeric,
  currency text,
  starts_on date,
  ends_on date,
  contract_id uuid,
  project_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint purchase_order_pkey PRIMARY KEY (id),
  constraint purchase_order_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'approved'::text, 'rejected'::text])))
);
CREATE INDEX purchase_order_contract_id_idx ON purchase_order USING btree (contract_id);
CREATE INDEX purchase_order_customer_id_idx ON purchase_order USING btree (customer_id);
CREATE INDEX purchase_order_id_idx ON purchase_order USING btree (id) WHERE orphan;
CREATE INDEX purchase_order_legal_entity_id_idx ON purchase_order USING btree (legal_entity_id);
CREATE INDEX purchase_order_project_id_idx ON purchase_order USING btree (project_id);
alter table purchase_order force row level security;
create policy hub on purchase_order for all to throughline_hub using (true) with check (true);
create policy reader on purchase_order for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on purchase_order to throughline_hub;
grant select on purchase_order to throughline_reader;

create table purchase_order_history (
  id uuid not null,
  number text,
  status text,
  amount numeric,
  currency text,
  starts_on date,
  ends_on date,
  contract_id uuid,
  project_id uuid,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint purchase_order_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX purchase_order_history_known_to_idx ON purchase_order_history USING btree (known_to);
alter table purchase_order_history force row level security;
create policy hub on purchase_order_history for all to throughline_hub using (true) with check (true);
create policy reader on purchase_order_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on purchase_order_history to throughline_hub;
grant select on purchase_order_history to throughline_reader;

create table rate_card (
  id uuid not null,
  name text,
  currency text,
  starts_on date,
  ends_on date,
  customer_id uuid,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint rate_card_pkey PRIMARY KEY (id)
);
CREATE INDEX rate_card_contract_id_idx ON rate_card USING btree (contract_id);
CREATE INDEX rate_card_customer_id_idx ON rate_card USING btree (customer_id);
CREATE INDEX rate_card_id_idx ON rate_card USING btree (id) WHERE orphan;
CREATE INDEX rate_card_legal_entity_id_idx ON rate_card USING btree (legal_entity_id);
alter table rate_card force row level security;
create policy hub on rate_card for all to throughline_hub using (true) with check (true);
create policy reader on rate_card for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on rate_card to throughline_hub;
grant select on rate_card to throughline_reader;

create table rate_card_history (
  id uuid not null,
  name text,
  currency text,
  starts_on date,
  ends_on date,
  customer_id uuid,
  contract_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint rate_card_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX rate_card_history_known_to_idx ON rate_card_history USING btree (known_to);
alter table rate_card_history force row level security;
create policy hub on rate_card_history for all to throughline_hub using (true) with check (true);
create policy reader on rate_card_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on rate_card_history to throughline_hub;
grant select on rate_card_history to throughline_reader;

create table rate_card_line (
  id uuid not null,
  role text,
  rate numeric,
  currency text,
  starts_on date,
  ends_on date,
  rate_card_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint rate_card_line_pkey PRIMARY KEY (id)
);
CREATE INDEX rate_card_line_id_idx ON rate_card_line USING btree (id) WHERE orphan;
CREATE INDEX rate_card_line_legal_entity_id_idx ON rate_card_line USING btree (legal_entity_id);
CREATE INDEX rate_card_line_rate_card_id_idx ON rate_card_line USING btree (rate_card_id);
alter table rate_card_line force row level security;
create policy hub on rate_card_line for all to throughline_hub using (true) with check (true);
create policy reader on rate_card_line for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on rate_card_line to throughline_hub;
grant select on rate_card_line to throughline_reader;

create table rate_card_line_history (
  id uuid not null,
  role text,
  rate numeric,
  currency text,
  starts_on date,
  ends_on date,
  rate_card_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint rate_card_line_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX rate_card_line_history_known_to_idx ON rate_card_line_history USING btree (known_to);
alter table rate_card_line_history force row level security;
create policy hub on rate_card_line_history for all to throughline_hub using (true) with check (true);
create policy reader on rate_card_line_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on rate_card_line_history to throughline_hub;
grant select on rate_card_line_history to throughline_reader;

create table recognized_revenue (
  id uuid not null,
  basis text,
  recognized_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint recognized_revenue_basis_check CHECK ((basis = ANY (ARRAY['work'::text, 'event'::text]))),
  constraint recognized_revenue_pkey PRIMARY KEY (id)
);
CREATE INDEX recognized_revenue_billing_event_id_idx ON recognized_revenue USING btree (billing_event_id);
CREATE INDEX recognized_revenue_contract_id_idx ON recognized_revenue USING btree (contract_id);
CREATE INDEX recognized_revenue_legal_entity_id_idx ON recognized_revenue USING btree (legal_entity_id);
alter table recognized_revenue force row level security;
create policy hub on recognized_revenue for all to throughline_hub using (true) with check (true);
create policy reader on recognized_revenue for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on recognized_revenue to throughline_hub;
grant select on recognized_revenue to throughline_reader;

create table recognized_revenue_history (
  id uuid not null,
  basis text,
  recognized_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint recognized_revenue_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX recognized_revenue_history_known_to_idx ON recognized_revenue_history USING btree (known_to);
alter table recognized_revenue_history force row level security;
create policy hub on recognized_revenue_history for all to throughline_hub using (true) with check (true);
create policy reader on recognized_revenue_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on recognized_revenue_history to throughline_hub;
grant select on recognized_revenue_history to throughline_reader;

create table resource (
  id uuid not null,
  number text,
  name text,
  role text,
  active boolean,
  cost_rate numeric,
  cost_currency text,
  legal_entity_ids integer[] not null default '{}'::integer[],
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint resource_pkey PRIMARY KEY (id)
);
CREATE INDEX resource_id_idx ON resource USING btree (id) WHERE orphan;
alter table resource force row level security;
create policy hub on resource for all to throughline_hub using (true) with check (true);
create policy reader on resource for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant delete, insert, select, update on resource to throughline_hub;
grant select on resource to throughline_reader;

create table resource_history (
  id uuid not null,
  number text,
  name text,
  role text,
  active boolean,
  cost_rate numeric,
  cost_currency text,
  legal_entity_ids integer[] not null,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint resource_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX resource_history_known_to_idx ON resource_history USING btree (known_to);
alter table resource_history force row level security;
create policy hub on resource_history for all to throughline_hub using (true) with check (true);
create policy reader on resource_history for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant insert, select on resource_history to throughline_hub;
grant select on resource_history to throughline_reader;

create table revenue_schedule (
  id uuid not null,
  recognized_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint revenue_schedule_pkey PRIMARY KEY (id)
);
CREATE INDEX revenue_schedule_contract_id_idx ON revenue_schedule USING btree (contract_id);
CREATE INDEX revenue_schedule_contract_line_id_idx ON revenue_schedule USING btree (contract_line_id);
CREATE INDEX revenue_schedule_id_idx ON revenue_schedule USING btree (id) WHERE orphan;
CREATE INDEX revenue_schedule_legal_entity_id_idx ON revenue_schedule USING btree (legal_entity_id);
alter table revenue_schedule force row level security;
create policy hub on revenue_schedule for all to throughline_hub using (true) with check (true);
create policy reader on revenue_schedule for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on revenue_schedule to throughline_hub;
grant select on revenue_schedule to throughline_reader;

create table revenue_schedule_history (
  id uuid not null,
  recognized_on date,
  amount numeric,
  currency text,
  contract_id uuid,
  contract_line_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint revenue_schedule_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX revenue_schedule_history_known_to_idx ON revenue_schedule_history USING btree (known_to);
alter table revenue_schedule_history force row level security;
create policy hub on revenue_schedule_history for all to throughline_hub using (true) with check (true);
create policy reader on revenue_schedule_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on revenue_schedule_history to throughline_hub;
grant select on revenue_schedule_history to throughline_reader;

create table risk_acceptance (
  id uuid not null,
  exception_id uuid not null,
  state text not null,
  reason text not null,
  maker text not null,
  amount numeric,
  currency text,
  invoice_id uuid,
  covers_block boolean not null default false,
  expires_at timestamp with time zone not null,
  requested_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_because text,
  version integer not null default 1,
  legal_entity_id integer,
  correlation_id uuid not null,
  constraint risk_acceptance_check CHECK (((state = ANY (ARRAY['requested'::text, 'accepted'::text])) = (ended_at IS NULL))),
  constraint risk_acceptance_check1 CHECK (((state <> 'accepted'::text) OR (accepted_at IS NOT NULL))),
  constraint risk_acceptance_ended_because_check CHECK ((ended_because = ANY (ARRAY['rejected'::text, 'withdrawn'::text, 'cleared'::text, 'expired'::text, 'outgrown'::text, 'not_comparable'::text, 'blocks'::text, 'other_invoice'::text]))),
  constraint risk_acceptance_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES exception(id),
  constraint risk_acceptance_id_maker_key UNIQUE (id, maker),
  constraint risk_acceptance_pkey PRIMARY KEY (id),
  constraint risk_acceptance_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'accepted'::text, 'rejected'::text, 'withdrawn'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX risk_acceptance_exception_id_idx ON risk_acceptance USING btree (exception_id) WHERE (ended_at IS NULL);
CREATE INDEX risk_acceptance_exception_id_idx1 ON risk_acceptance USING btree (exception_id);
CREATE INDEX risk_acceptance_expires_at_idx ON risk_acceptance USING btree (expires_at) WHERE (ended_at IS NULL);
alter table risk_acceptance force row level security;
create policy hub on risk_acceptance for all to throughline_hub using (true) with check (true);
create policy reader on risk_acceptance for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select, update on risk_acceptance to throughline_hub;
grant select on risk_acceptance to throughline_reader;

create table risk_decision (
  acceptance_id uuid not null,
  maker text not null,
  approver text not null,
  decision text not null,
  comment text,
  legal_entity_id integer,
  at timestamp with time zone not null,
  constraint risk_decision_acceptance_id_maker_fkey FOREIGN KEY (acceptance_id, maker) REFERENCES risk_acceptance(id, maker),
  constraint risk_decision_check CHECK ((approver <> maker)),
  constraint risk_decision_decision_check CHECK ((decision = ANY (ARRAY['accepted'::text, 'rejected'::text]))),
  constraint risk_decision_pkey PRIMARY KEY (acceptance_id)
);
alter table risk_decision force row level security;
create policy hub on risk_decision for all to throughline_hub using (true) with check (true);
create policy reader on risk_decision for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on risk_decision to throughline_hub;
grant select on risk_decision to throughline_reader;

create table rule_failure (
  rule text not null,
  version integer not null,
  message text not null,
  since timestamp with time zone not null,
  shadow boolean not null default false,
  constraint rule_failure_pkey PRIMARY KEY (rule, shadow)
);
alter table rule_failure force row level security;
create policy hub on rule_failure for all to throughline_hub using (true) with check (true);
create policy reader on rule_failure for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on rule_failure to throughline_hub;
grant select on rule_failure to throughline_reader;

create table rule_life (
  id bigint not null identity,
  rule text not null,
  version integer not null,
  life text not null,
  reason text not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  correlation_id uuid not null,
  constraint rule_life_life_check CHECK ((life = ANY (ARRAY['draft'::text, 'shadow'::text, 'active'::text, 'retired'::text]))),
  constraint rule_life_pkey PRIMARY KEY (id),
  constraint rule_life_rule_version_fkey FOREIGN KEY (rule, version) REFERENCES rule_version(rule, version)
);
CREATE INDEX rule_life_rule_version_id_idx ON rule_life USING btree (rule, version, id);
alter table rule_life force row level security;
create policy hub on rule_life for all to throughline_hub using (true) with check (true);
create policy reader on rule_life for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on rule_life to throughline_hub;
grant select on rule_life to throughline_reader;

create table rule_problem (
  folder text not null,
  message text not null,
  since timestamp with time zone not null,
  constraint rule_problem_pkey PRIMARY KEY (folder)
);
alter table rule_problem force row level security;
create policy hub on rule_problem for all to throughline_hub using (true) with check (true);
create policy reader on rule_problem for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on rule_problem to throughline_hub;
grant select on rule_problem to throughline_reader;

create table rule_tally (
  rule text not null,
  version integer not null,
  judged bigint not null,
  fired bigint not null,
  passed bigint not null,
  unknown bigint not null,
  as_of timestamp with time zone not null,
  constraint rule_tally_pkey PRIMARY KEY (rule)
);
alter table rule_tally force row level security;
create policy hub on rule_tally for all to throughline_hub using (true) with check (true);
create policy reader on rule_tally for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on rule_tally to throughline_hub;
grant select on rule_tally to throughline_reader;

create table rule_version (
  rule text not null,
  version integer not null,
  content_hash text not null,
  content jsonb not null,
  first_loaded_at timestamp with time zone not null,
  constraint rule_version_pkey PRIMARY KEY (rule, version)
);
alter table rule_version force row level security;
create policy hub on rule_version for all to throughline_hub using (true) with check (true);
create policy reader on rule_version for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select on rule_version to throughline_hub;
grant select on rule_version to throughline_reader;

create table scan_absence (
  system text not null,
  stream text not null,
  key text not null,
  since timestamp with time zone not null,
  constraint scan_absence_pkey PRIMARY KEY (system, stream, key)
);
alter table scan_absence force row level security;
create policy hub on scan_absence for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on scan_absence to throughline_hub;

create table sequencer (
  only_one boolean not null default true,
  snapshot pg_snapshot not null,
  last_pos bigint not null,
  last_audit_pos bigint not null,
  last_audit_hash bytea not null,
  epoch integer not null,
  system_identifier text,
  timeline integer,
  database_oid bigint,
  constraint sequencer_only_one_check CHECK (only_one),
  constraint sequencer_pkey PRIMARY KEY (only_one)
);
alter table sequencer force row level security;
create policy hub on sequencer for all to throughline_hub using (true) with check (true);
create policy reader on sequencer for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select, update on sequencer to throughline_hub;
grant select on sequencer to throughline_reader;

create table service_token (
  id uuid not null,
  name text not null,
  token_sha256 bytea not null,
  roles text[] not null,
  legal_entity_ids integer[],
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint service_token_pkey PRIMARY KEY (id),
  constraint service_token_token_sha256_key UNIQUE (token_sha256)
);
alter table service_token force row level security;
create policy hub on service_token for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on service_token to throughline_hub;

create table session (
  id_sha256 bytea not null,
  principal jsonb not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint session_pkey PRIMARY KEY (id_sha256)
);
CREATE INDEX session_expires_at_idx ON session USING btree (expires_at);
alter table session force row level security;
create policy hub on session for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on session to throughline_hub;

create table shadow_finding (
  id uuid not null default gen_random_uuid(),
  rule text not null,
  rule_version integer not null,
  kind text not null,
  subject_id uuid not null,
  subject_label text not null,
  severity text not null,
  effect text not null,
  amount numeric,
  currency text,
  legal_entity_id integer,
  contract_id uuid,
  invoice_id uuid,
  sentence text not null,
  facts jsonb not null,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint shadow_finding_effect_check CHECK ((effect = ANY (ARRAY['flag'::text, 'block'::text]))),
  constraint shadow_finding_pkey PRIMARY KEY (id),
  constraint shadow_finding_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])))
);
CREATE INDEX shadow_finding_kind_subject_id_idx ON shadow_finding USING btree (kind, subject_id) WHERE (closed_at IS NULL);
CREATE INDEX shadow_finding_legal_entity_id_opened_at_idx ON shadow_finding USING btree (legal_entity_id, opened_at);
CREATE UNIQUE INDEX shadow_finding_rule_subject_id_idx ON shadow_finding USING btree (rule, subject_id) WHERE (closed_at IS NULL);
alter table shadow_finding force row level security;
create policy hub on shadow_finding for all to throughline_hub using (true) with check (true);
create policy reader on shadow_finding for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select, update on shadow_finding to throughline_hub;
grant select on shadow_finding to throughline_reader;

create table sign_in (
  browser_sha256 bytea not null,
  state_sha256 bytea not null,
  secrets jsonb not null,
  return_to text not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_pkey PRIMARY KEY (browser_sha256, state_sha256)
);
CREATE INDEX sign_in_expires_at_idx ON sign_in USING btree (expires_at);
alter table sign_in force row level security;
create policy hub on sign_in for all to throughline_hub using (true) with check (true);
grant delete, insert, select on sign_in to throughline_hub;

create table source_aggregate (
  system text not null,
  stream text not null,
  key text not null,
  version timestamp with time zone not null,
  observed_at timestamp with time zone not null,
  content_hash bytea not null,
  constraint source_aggregate_pkey PRIMARY KEY (system, stream, key)
);
alter table source_aggregate force row level security;
create policy hub on source_aggregate for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on source_aggregate to throughline_hub;

create table source_record (
  system text not null,
  kind text not null,
  key text not null,
  stream text not null,
  aggregate_key text not null,
  natural_key text,
  claims_system text,
  claims_key text,
  legal_entity text,
  practice text,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  attributes jsonb not null,
  refs jsonb not null,
  inbox_id bigint not null,
  correlation_id uuid not null,
  constraint source_record_pkey PRIMARY KEY (system, kind, key)
);
CREATE INDEX source_record_claims_system_kind_claims_key_idx ON source_record USING btree (claims_system, kind, claims_key) WHERE (claims_key IS NOT NULL);
CREATE INDEX source_record_kind_natural_key_idx ON source_record USING btree (kind, natural_key) WHERE (natural_key IS NOT NULL);
CREATE INDEX source_record_system_stream_aggregate_key_idx ON source_record USING btree (system, stream, aggregate_key);
alter table source_record force row level security;
create policy hub on source_record for all to throughline_hub using (true) with check (true);
create policy reader on source_record for select to throughline_reader using ((EXISTS ( SELECT
   FROM crosswalk c
  WHERE ((c.system = source_record.system) AND (c.kind = source_record.kind) AND (c.key = source_record.key)))));
grant delete, insert, select, update on source_record to throughline_hub;

create table source_record_history (
  system text not null,
  kind text not null,
  key text not null,
  stream text not null,
  aggregate_key text not null,
  natural_key text,
  claims_system text,
  claims_key text,
  legal_entity text,
  practice text,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  attributes jsonb not null,
  refs jsonb not null,
  inbox_id bigint not null,
  correlation_id uuid not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint source_record_history_pkey PRIMARY KEY (system, kind, key, known_from)
);
CREATE INDEX source_record_history_correlation_id_idx ON source_record_history USING btree (correlation_id);
alter table source_record_history force row level security;
create policy hub on source_record_history for all to throughline_hub using (true) with check (true);
create policy reader on source_record_history for select to throughline_reader using ((EXISTS ( SELECT
   FROM crosswalk c
  WHERE ((c.system = source_record_history.system) AND (c.kind = source_record_history.kind) AND (c.key = source_record_history.key)))));
grant insert, select on source_record_history to throughline_hub;

create table stream (
  system text not null,
  name text not null,
  kinds text[] not null,
  cursor jsonb,
  baseline text not null default 'none'::text,
  expected_records integer,
  received_records bigint not null default 0,
  covered_through timestamp with time zone,
  covered_inbox_id bigint,
  covered_mark_id bigint,
  paused boolean not null default false,
  last_success_at timestamp with time zone,
  last_error text,
  failing_since timestamp with time zone,
  pulled boolean not null default true,
  judged boolean not null default false,
  refused_file text,
  refused_at timestamp with time zone,
  overlap_seconds integer,
  constraint stream_baseline_check CHECK ((baseline = ANY (ARRAY['none'::text, 'loading'::text, 'complete'::text]))),
  constraint stream_pkey PRIMARY KEY (system, name)
);
alter table stream force row level security;
create policy hub on stream for all to throughline_hub using (true) with check (true);
create policy reader on stream for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant delete, insert, select, update on stream to throughline_hub;
grant select on stream to throughline_reader;

create table stream_coverage (
  system text not null,
  stream text not null,
  kind text not null,
  legal_entity_id integer not null,
  role text not null,
  known_through timestamp with time zone,
  subject_id uuid not null default (md5(((((system || '/'::text) || stream) || '/'::text) || (legal_entity_id)::text)))::uuid,
  constraint stream_coverage_pkey PRIMARY KEY (system, stream, kind, legal_entity_id)
);
CREATE INDEX stream_coverage_legal_entity_id_role_kind_idx ON stream_coverage USING btree (legal_entity_id, role, kind);
CREATE INDEX stream_coverage_subject_id_idx ON stream_coverage USING btree (subject_id);
alter table stream_coverage force row level security;
create policy hub on stream_coverage for all to throughline_hub using (true) with check (true);
create policy reader on stream_coverage for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on stream_coverage to throughline_hub;
grant select on stream_coverage to throughline_reader;

create table stream_lateness (
  system text not null,
  stream text not null,
  day date not null,
  seconds integer not null,
  rows bigint not null,
  constraint stream_lateness_pkey PRIMARY KEY (system, stream, day, seconds)
);
alter table stream_lateness force row level security;
create policy hub on stream_lateness for all to throughline_hub using (true) with check (true);
create policy reader on stream_lateness for select to throughline_reader using ((current_setting('hub.whole_group'::text, true) = 'on'::text));
grant delete, insert, select, update on stream_lateness to throughline_hub;
grant select on stream_lateness to throughline_reader;

create table stream_scan (
  id bigint not null identity,
  system text not null,
  stream text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  outcome text not null,
  reason text,
  records bigint not null,
  missing bigint not null,
  changed bigint not null,
  gone bigint not null,
  deleted bigint not null,
  correlation_id uuid not null,
  constraint stream_scan_outcome_check CHECK ((outcome = ANY (ARRAY['complete'::text, 'short'::text, 'access_lost'::text, 'failed'::text]))),
  constraint stream_scan_pkey PRIMARY KEY (id)
);
CREATE INDEX stream_scan_system_stream_id_idx ON stream_scan USING btree (system, stream, id);
alter table stream_scan force row level security;
create policy hub on stream_scan for all to throughline_hub using (true) with check (true);
create policy reader on stream_scan for select to throughline_reader using ((current_setting('hub.whole_group'::text, true) = 'on'::text));
grant delete, insert, select on stream_scan to throughline_hub;
grant select on stream_scan to throughline_reader;

create table sweep_request (
  id bigint not null identity,
  cause text not null,
  requested_at timestamp with time zone not null,
  correlation_id uuid not null,
  constraint sweep_request_cause_check CHECK ((cause = ANY (ARRAY['change'::text, 'baseline'::text, 'time'::text]))),
  constraint sweep_request_pkey PRIMARY KEY (id)
);
alter table sweep_request force row level security;
create policy hub on sweep_request for all to throughline_hub using (true) with check (true);
grant delete, insert, select, update on sweep_request to throughline_hub;

create table system (
  name text not null,
  connector text not null,
  role text not null,
  stage text not null,
  legal_entity_ids integer[] not null,
  constraint system_pkey PRIMARY KEY (name),
  constraint system_role_check CHECK ((role = ANY (ARRAY['crm'::text, 'clm'::text, 'psa'::text, 'delivery'::text, 'time'::text, 'expense'::text, 'erp'::text]))),
  constraint system_stage_check CHECK ((stage = ANY (ARRAY['observe'::text, 'propose'::text, 'write'::text])))
);
alter table system force row level security;
create policy hub on system for all to throughline_hub using (true) with check (true);
create policy reader on system for select to throughline_reader using ((legal_entity_ids && (NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[]));
grant delete, insert, select, update on system to throughline_hub;
grant select on system to throughline_reader;

create table system_budget (
  system text not null,
  requests_per_minute integer,
  next_at timestamp with time zone,
  constraint system_budget_pkey PRIMARY KEY (system),
  constraint system_budget_requests_per_minute_check CHECK ((requests_per_minute > 0))
);
alter table system_budget force row level security;
create policy hub on system_budget for all to throughline_hub using (true) with check (true);
create policy reader on system_budget for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select, update on system_budget to throughline_hub;
grant select on system_budget to throughline_reader;

create table system_way (
  system text not null,
  direction text not null,
  halt text,
  reason text,
  asked_by text,
  asked_at timestamp with time zone,
  until timestamp with time zone,
  failures integer not null default 0,
  openings integer not null default 0,
  opened_at timestamp with time zone,
  probe_at timestamp with time zone,
  probing boolean not null default false,
  closed_at timestamp with time zone,
  last_error text,
  constraint system_way_check CHECK (((halt IS NULL) OR ((reason IS NOT NULL) AND (asked_by IS NOT NULL) AND (asked_at IS NOT NULL)))),
  constraint system_way_check1 CHECK (((opened_at IS NULL) OR (probe_at IS NOT NULL))),
  constraint system_way_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint system_way_halt_check CHECK (((halt = 'paused'::text) OR (halt = 'draining'::text) OR ((halt = 'frozen'::text) AND (direction = 'out'::text)))),
  constraint system_way_pkey PRIMARY KEY (system, direction)
);
alter table system_way force row level security;
create policy hub on system_way for all to throughline_hub using (true) with check (true);
create policy reader on system_way for select to throughline_reader using ((NULLIF(current_setting('hub.entities'::text, true), ''::text) IS NOT NULL));
grant insert, select, update on system_way to throughline_hub;
grant select on system_way to throughline_reader;

create table task (
  id uuid not null,
  name text,
  status text,
  planned_hours numeric,
  project_id uuid,
  milestone_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  number text,
  constraint task_pkey PRIMARY KEY (id),
  constraint task_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'planned'::text, 'started'::text, 'blocked'::text, 'complete'::text, 'deferred'::text])))
);
CREATE INDEX task_id_idx ON task USING btree (id) WHERE orphan;
CREATE INDEX task_legal_entity_id_idx ON task USING btree (legal_entity_id);
CREATE INDEX task_milestone_id_idx ON task USING btree (milestone_id);
CREATE INDEX task_project_id_idx ON task USING btree (project_id);
alter table task force row level security;
create policy hub on task for all to throughline_hub using (true) with check (true);
create policy reader on task for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on task to throughline_hub;
grant select on task to throughline_reader;

create table task_history (
  id uuid not null,
  name text,
  status text,
  planned_hours numeric,
  project_id uuid,
  milestone_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  number text,
  constraint task_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX task_history_known_to_idx ON task_history USING btree (known_to);
alter table task_history force row level security;
create policy hub on task_history for all to throughline_hub using (true) with check (true);
create policy reader on task_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on task_history to throughline_hub;
grant select on task_history to throughline_reader;

create table task_time (
  id uuid not null,
  hours numeric,
  time_entry_id uuid,
  task_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint task_time_pkey PRIMARY KEY (id)
);
CREATE INDEX task_time_legal_entity_id_idx ON task_time USING btree (legal_entity_id);
CREATE INDEX task_time_task_id_idx ON task_time USING btree (task_id);
CREATE INDEX task_time_time_entry_id_idx ON task_time USING btree (time_entry_id);
alter table task_time force row level security;
create policy hub on task_time for all to throughline_hub using (true) with check (true);
create policy reader on task_time for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on task_time to throughline_hub;
grant select on task_time to throughline_reader;

create table task_time_history (
  id uuid not null,
  hours numeric,
  time_entry_id uuid,
  task_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint task_time_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX task_time_history_known_to_idx ON task_time_history USING btree (known_to);
alter table task_time_history force row level security;
create policy hub on task_time_history for all to throughline_hub using (true) with check (true);
create policy reader on task_time_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on task_time_history to throughline_hub;
grant select on task_time_history to throughline_reader;

create table tax_profile (
  id uuid not null,
  registration_number text,
  country text,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint tax_profile_pkey PRIMARY KEY (id)
);
CREATE INDEX tax_profile_customer_id_idx ON tax_profile USING btree (customer_id);
CREATE INDEX tax_profile_legal_entity_id_idx ON tax_profile USING btree (legal_entity_id);
alter table tax_profile force row level security;
create policy hub on tax_profile for all to throughline_hub using (true) with check (true);
create policy reader on tax_profile for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR (customer_id IN ( SELECT c.id
   FROM customer c))));
grant delete, insert, select, update on tax_profile to throughline_hub;
grant select on tax_profile to throughline_reader;

create table tax_profile_history (
  id uuid not null,
  registration_number text,
  country text,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint tax_profile_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX tax_profile_history_known_to_idx ON tax_profile_history USING btree (known_to);
alter table tax_profile_history force row level security;
create policy hub on tax_profile_history for all to throughline_hub using (true) with check (true);
create policy reader on tax_profile_history for select to throughline_reader using (((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])) OR (customer_id IN ( SELECT c.id
   FROM customer c))));
grant insert, select on tax_profile_history to throughline_hub;
grant select on tax_profile_history to throughline_reader;

create table time_entry (
  id uuid not null,
  worked_from date,
  worked_on date,
  hours numeric,
  role text,
  bill_rate numeric,
  amount numeric,
  currency text,
  billable boolean,
  approval_state text,
  approved_on date,
  project_id uuid,
  task_id uuid,
  resource_id uuid,
  assignment_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint time_entry_approval_state_check CHECK ((approval_state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text]))),
  constraint time_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX time_entry_assignment_id_idx ON time_entry USING btree (assignment_id);
CREATE INDEX time_entry_billing_event_id_idx ON time_entry USING btree (billing_event_id);
CREATE INDEX time_entry_contract_line_id_idx ON time_entry USING btree (contract_line_id);
CREATE INDEX time_entry_id_idx ON time_entry USING btree (id) WHERE orphan;
CREATE INDEX time_entry_legal_entity_id_idx ON time_entry USING btree (legal_entity_id);
CREATE INDEX time_entry_milestone_id_idx ON time_entry USING btree (milestone_id);
CREATE INDEX time_entry_project_id_idx ON time_entry USING btree (project_id);
CREATE INDEX time_entry_project_id_idx1 ON time_entry USING btree (project_id) WHERE (assignment_id IS NULL);
CREATE INDEX time_entry_resource_id_idx ON time_entry USING btree (resource_id);
CREATE INDEX time_entry_task_id_idx ON time_entry USING btree (task_id);
alter table time_entry force row level security;
create policy hub on time_entry for all to throughline_hub using (true) with check (true);
create policy reader on time_entry for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on time_entry to throughline_hub;
grant select on time_entry to throughline_reader;

create table time_entry_history (
  id uuid not null,
  worked_from date,
  worked_on date,
  hours numeric,
  role text,
  bill_rate numeric,
  amount numeric,
  currency text,
  billable boolean,
  approval_state text,
  approved_on date,
  project_id uuid,
  task_id uuid,
  resource_id uuid,
  assignment_id uuid,
  contract_line_id uuid,
  milestone_id uuid,
  billing_event_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint time_entry_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX time_entry_history_known_to_idx ON time_entry_history USING btree (known_to);
alter table time_entry_history force row level security;
create policy hub on time_entry_history for all to throughline_hub using (true) with check (true);
create policy reader on time_entry_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on time_entry_history to throughline_hub;
grant select on time_entry_history to throughline_reader;

create table unapplied_cash (
  id uuid not null,
  number text,
  received_on date,
  amount numeric,
  currency text,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint unapplied_cash_pkey PRIMARY KEY (id)
);
CREATE INDEX unapplied_cash_customer_id_idx ON unapplied_cash USING btree (customer_id);
CREATE INDEX unapplied_cash_legal_entity_id_idx ON unapplied_cash USING btree (legal_entity_id);
alter table unapplied_cash force row level security;
create policy hub on unapplied_cash for all to throughline_hub using (true) with check (true);
create policy reader on unapplied_cash for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on unapplied_cash to throughline_hub;
grant select on unapplied_cash to throughline_reader;

create table unapplied_cash_history (
  id uuid not null,
  number text,
  received_on date,
  amount numeric,
  currency text,
  customer_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint unapplied_cash_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX unapplied_cash_history_known_to_idx ON unapplied_cash_history USING btree (known_to);
alter table unapplied_cash_history force row level security;
create policy hub on unapplied_cash_history for all to throughline_hub using (true) with check (true);
create policy reader on unapplied_cash_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on unapplied_cash_history to throughline_hub;
grant select on unapplied_cash_history to throughline_reader;

create table verification (
  id bigint not null identity,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  outcome text not null,
  reason text,
  detail jsonb,
  constraint verification_check CHECK (((outcome = 'not-made'::text) = (detail IS NULL))),
  constraint verification_check1 CHECK (((outcome = 'not-made'::text) = (reason IS NOT NULL))),
  constraint verification_outcome_check CHECK ((outcome = ANY (ARRAY['equal'::text, 'different'::text, 'not-made'::text]))),
  constraint verification_pkey PRIMARY KEY (id)
);
alter table verification force row level security;
create policy hub on verification for all to throughline_hub using (true) with check (true);
grant insert, select on verification to throughline_hub;

create table write_off (
  id uuid not null,
  number text,
  status text,
  written_off_on date,
  amount numeric,
  currency text,
  activity text,
  reason text,
  made_by text,
  approved_by text,
  invoice_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null default false,
  orphan boolean not null default false,
  constraint write_off_pkey PRIMARY KEY (id),
  constraint write_off_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text])))
);
CREATE INDEX write_off_invoice_id_idx ON write_off USING btree (invoice_id);
CREATE INDEX write_off_legal_entity_id_idx ON write_off USING btree (legal_entity_id);
alter table write_off force row level security;
create policy hub on write_off for all to throughline_hub using (true) with check (true);
create policy reader on write_off for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant delete, insert, select, update on write_off to throughline_hub;
grant select on write_off to throughline_reader;

create table write_off_history (
  id uuid not null,
  number text,
  status text,
  written_off_on date,
  amount numeric,
  currency text,
  activity text,
  reason text,
  made_by text,
  approved_by text,
  invoice_id uuid,
  legal_entity_id integer,
  practice_id integer,
  occurred_at timestamp with time zone not null,
  deleted boolean not null,
  orphan boolean not null,
  known_from timestamp with time zone not null,
  known_to timestamp with time zone not null default 'infinity'::timestamp with time zone,
  constraint write_off_history_pkey PRIMARY KEY (id, known_from)
);
CREATE INDEX write_off_history_known_to_idx ON write_off_history USING btree (known_to);
alter table write_off_history force row level security;
create policy hub on write_off_history for all to throughline_hub using (true) with check (true);
create policy reader on write_off_history for select to throughline_reader using ((legal_entity_id = ANY ((NULLIF(current_setting('hub.entities'::text, true), ''::text))::integer[])));
grant insert, select on write_off_history to throughline_hub;
grant select on write_off_history to throughline_reader;

create view main_asof.amendment as
  SELECT id,
    number,
    status,
    approved_at,
    effective_on,
    value_delta,
    value_after,
    currency,
    contract_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM amendment_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.assignment as
  SELECT id,
    role,
    status,
    billable,
    bill_rate,
    currency,
    planned_hours,
    remaining_hours,
    remaining_amount,
    starts_on,
    ends_on,
    project_id,
    resource_id,
    contract_line_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    sunday_hours,
    monday_hours,
    tuesday_hours,
    wednesday_hours,
    thursday_hours,
    friday_hours,
    saturday_hours
   FROM assignment_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.billing_event as
  SELECT id,
    number,
    description,
    state,
    held,
    event_on,
    amount,
    currency,
    contract_id,
    contract_line_id,
    milestone_id,
    project_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM billing_event_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.billing_schedule as
  SELECT id,
    number,
    status,
    currency,
    contract_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    order_reference,
    order_reference_required
   FROM billing_schedule_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.billing_schedule_line as
  SELECT id,
    due_on,
    amount,
    currency,
    billing_schedule_id,
    contract_id,
    contract_line_id,
    milestone_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM billing_schedule_line_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.calendar as
  SELECT id,
    name
   FROM calendar_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.charge_code as
  SELECT id,
    code,
    activity,
    role,
    starts_on,
    ends_on,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    applies_to
   FROM charge_code_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.contract as
  SELECT id,
    number,
    name,
    status,
    value,
    currency,
    signed_on,
    starts_on,
    ends_on,
    amendment_number,
    purchase_order_required,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM contract_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.contract_line as
  SELECT id,
    number,
    name,
    billing_method,
    amount,
    hard_limit,
    currency,
    starts_on,
    ends_on,
    contract_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM contract_line_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.credit_note as
  SELECT id,
    number,
    issued_on,
    amount,
    currency,
    invoice_id,
    invoice_line_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM credit_note_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.customer as
  SELECT id,
    number,
    name,
    tax_id,
    payment_terms,
    country,
    currency,
    legal_entity_ids,
    occurred_at,
    deleted,
    orphan,
    bill_to
   FROM customer_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.dispute as
  SELECT id,
    amount,
    currency,
    opened_on,
    owner,
    owned,
    invoice_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM dispute_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.employment as
  SELECT id,
    employer,
    resource_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM employment_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.expense as
  SELECT id,
    incurred_on,
    category,
    amount,
    currency,
    billable,
    approval_state,
    project_id,
    resource_id,
    contract_line_id,
    billing_event_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM expense_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.fx_rate as
  SELECT id,
    from_currency,
    to_currency,
    rate_type,
    rate_on,
    rate,
    occurred_at,
    deleted,
    orphan
   FROM fx_rate_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.intercompany_charge as
  SELECT id,
    number,
    status,
    charged_on,
    amount,
    currency,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM intercompany_charge_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.intercompany_charge_line as
  SELECT id,
    hours,
    amount,
    currency,
    service_from,
    service_to,
    charge_id,
    project_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM intercompany_charge_line_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.intercompany_payable as
  SELECT id,
    number,
    status,
    booked_on,
    amount,
    currency,
    charge_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM intercompany_payable_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.invoice as
  SELECT id,
    number,
    status,
    issued_on,
    due_on,
    total,
    balance,
    currency,
    contract_id,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    exchange_rate,
    exchange_rate_on
   FROM invoice_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.invoice_allocation as
  SELECT id,
    amount,
    currency,
    invoice_line_id,
    billing_event_id,
    milestone_id,
    contract_line_id,
    project_id,
    time_entry_id,
    expense_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM invoice_allocation_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.invoice_line as
  SELECT id,
    number,
    description,
    quantity,
    amount,
    currency,
    service_from,
    service_to,
    invoice_id,
    contract_line_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    tax_code
   FROM invoice_line_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.legal_entity as
  SELECT id,
    code,
    name,
    currency,
    country,
    time_zone,
    calendar_code
   FROM legal_entity_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.milestone as
  SELECT id,
    name,
    amount,
    currency,
    planned_on,
    scope_state,
    delivery_state,
    accepted_on,
    requires_acceptance,
    contract_id,
    contract_line_id,
    project_id,
    added_by_id,
    dropped_by_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM milestone_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.payment as
  SELECT id,
    number,
    applied_on,
    amount,
    currency,
    invoice_id,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM payment_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.practice as
  SELECT id,
    code,
    name
   FROM practice_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.prepayment as
  SELECT id,
    use,
    amount,
    currency,
    event_on,
    contract_id,
    billing_event_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM prepayment_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.project as
  SELECT id,
    number,
    name,
    status,
    approved,
    billable,
    currency,
    starts_on,
    ends_on,
    erp_status,
    contract_id,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM project_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.project_budget as
  SELECT id,
    budgeted_revenue,
    budgeted_cost,
    revenue_at_completion,
    cost_at_completion,
    currency,
    project_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM project_budget_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.purchase_order as
  SELECT id,
    number,
    status,
    amount,
    currency,
    starts_on,
    ends_on,
    contract_id,
    project_id,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM purchase_order_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.rate_card as
  SELECT id,
    name,
    currency,
    starts_on,
    ends_on,
    customer_id,
    contract_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM rate_card_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.rate_card_line as
  SELECT id,
    role,
    rate,
    currency,
    starts_on,
    ends_on,
    rate_card_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM rate_card_line_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.recognized_revenue as
  SELECT id,
    basis,
    recognized_on,
    amount,
    currency,
    contract_id,
    billing_event_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM recognized_revenue_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.resource as
  SELECT id,
    number,
    name,
    role,
    active,
    cost_rate,
    cost_currency,
    legal_entity_ids,
    occurred_at,
    deleted,
    orphan
   FROM resource_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.revenue_schedule as
  SELECT id,
    recognized_on,
    amount,
    currency,
    contract_id,
    contract_line_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM revenue_schedule_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.stream_coverage as
  SELECT system,
    stream,
    kind,
    legal_entity_id,
    role,
        CASE
            WHEN known_through > current_setting('hub.as_of'::text)::timestamp with time zone THEN current_setting('hub.as_of'::text)::timestamp with time zone
            ELSE known_through
        END AS known_through
   FROM stream_coverage s;

create view main_asof.task as
  SELECT id,
    name,
    status,
    planned_hours,
    project_id,
    milestone_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan,
    number
   FROM task_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.task_time as
  SELECT id,
    hours,
    time_entry_id,
    task_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM task_time_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.tax_profile as
  SELECT id,
    registration_number,
    country,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM tax_profile_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.time_entry as
  SELECT id,
    worked_from,
    worked_on,
    hours,
    role,
    bill_rate,
    amount,
    currency,
    billable,
    approval_state,
    approved_on,
    project_id,
    task_id,
    resource_id,
    assignment_id,
    contract_line_id,
    milestone_id,
    billing_event_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM time_entry_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.unapplied_cash as
  SELECT id,
    number,
    received_on,
    amount,
    currency,
    customer_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM unapplied_cash_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;

create view main_asof.write_off as
  SELECT id,
    number,
    status,
    written_off_on,
    amount,
    currency,
    activity,
    reason,
    made_by,
    approved_by,
    invoice_id,
    legal_entity_id,
    practice_id,
    occurred_at,
    deleted,
    orphan
   FROM write_off_history h
  WHERE known_from <= current_setting('hub.as_of'::text)::timestamp with time zone AND known_to > current_setting('hub.as_of'::text)::timestamp with time zone;
