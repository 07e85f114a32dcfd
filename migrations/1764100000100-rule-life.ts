import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** Each version of a rule has a life; what a shadow rule finds stands apart from what anybody acts on. */
export class RuleLife1764100000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    const [{ cell }] = (await runner.query('select current_schema() as cell')) as [{ cell: string }];
    await runner.query(`
      -- What a version is now says its last row.
      create table rule_life (
        id bigint generated always as identity primary key,
        rule text not null,
        version int not null,
        life text not null check (life in ('draft', 'shadow', 'active', 'retired')),
        reason text not null,
        changed_by text not null,
        changed_at timestamptz not null,
        correlation_id uuid not null,
        foreign key (rule, version) references rule_version (rule, version)
      );
      create index on rule_life (rule, version, id);
      -- So far the newest version of each rule was the one that was judged by.
      insert into rule_life (rule, version, life, reason, changed_by, changed_at, correlation_id)
      select v.rule, v.version,
             case when v.version = max(v.version) over (partition by v.rule) then 'active' else 'retired' end,
             'loaded before versions had a life', 'migration', v.first_loaded_at, gen_random_uuid()
        from rule_version v order by v.rule, v.version;

      create table shadow_finding (
        id uuid primary key default gen_random_uuid(),
        rule text not null,
        rule_version int not null,
        kind text not null,
        subject_id uuid not null,
        subject_label text not null,
        severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
        effect text not null check (effect in ('flag', 'block')),
        amount numeric,
        currency text,
        legal_entity_id int,
        contract_id uuid,
        invoice_id uuid,
        sentence text not null,
        facts jsonb not null,
        opened_at timestamptz not null,
        changed_at timestamptz not null,
        closed_at timestamptz
      );
      create unique index on shadow_finding (rule, subject_id) where closed_at is null;
      create index on shadow_finding (kind, subject_id) where closed_at is null;
      create index on shadow_finding (legal_entity_id, opened_at);

      -- A rule may be judged twice at once: by its active version, and by the one that is tried in shadow.
      alter table cannot_evaluate drop constraint cannot_evaluate_pkey,
        add column shadow boolean not null default false;
      alter table cannot_evaluate add primary key (rule, subject_id, shadow);
      alter table cannot_evaluate_wait drop constraint cannot_evaluate_wait_pkey,
        add column shadow boolean not null default false;
      alter table cannot_evaluate_wait add primary key (rule, subject_id, shadow, role, stream_kind);
      alter table rule_failure drop constraint rule_failure_pkey,
        add column shadow boolean not null default false;
      alter table rule_failure add primary key (rule, shadow);

      -- Folders of rules that can not be taken in as they are.
      create table rule_problem (
        folder text primary key,
        message text not null,
        since timestamptz not null
      );

      grant select, insert on rule_life to throughline_hub;
      grant select, insert, update on shadow_finding to throughline_hub;
      grant select, insert, update, delete on rule_problem to throughline_hub;

      -- Whoever looks back must not take what has become known since for known then.
      create view ${cell}_asof.stream_coverage with (security_invoker = true) as
        select s.system, s.stream, s.kind, s.legal_entity_id, s.role,
               case when s.known_through > current_setting('hub.as_of')::timestamptz
                    then current_setting('hub.as_of')::timestamptz else s.known_through end as known_through
          from ${cell}.stream_coverage s;
      grant select on ${cell}_asof.stream_coverage to throughline_hub, throughline_reader;
    `);
    await secure(runner, 'rule_life', readerPolicy('public'));
    await secure(runner, 'rule_problem', readerPolicy('public'));
    await secure(runner, 'shadow_finding', readerPolicy('entity'));
  }
}
