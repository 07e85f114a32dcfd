import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** What the rules find: exceptions and their history, what could not be judged, and what will be due. */
export class Judgement1763900000006 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rule_version (
        rule text not null,
        version int not null,
        content_hash text not null,
        content jsonb not null,
        first_loaded_at timestamptz not null,
        primary key (rule, version)
      );
      create table rule_tally (
        rule text primary key,
        version int not null,
        judged bigint not null,
        fired bigint not null,
        passed bigint not null,
        unknown bigint not null,
        as_of timestamptz not null
      );
      create table rule_failure (
        rule text primary key,
        version int not null,
        message text not null,
        since timestamptz not null
      );
      create table exception (
        id uuid primary key default gen_random_uuid(),
        rule text not null,
        rule_version int not null,
        kind text not null,
        subject_id uuid not null,
        subject_label text not null,
        status text not null check (status in ('open', 'acknowledged', 'snoozed', 'closed')),
        cause text not null check (cause in ('change', 'baseline', 'time')),
        severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
        effect text not null check (effect in ('flag', 'block')),
        amount numeric,
        currency text,
        owner_role text not null,
        assignee text,
        snoozed_until timestamptz,
        sla_due_at timestamptz,
        legal_entity_id int,
        practice_id int,
        contract_id uuid,
        invoice_id uuid,
        sentence text not null,
        facts jsonb not null,
        explanation jsonb not null,
        correction text,
        opened_at timestamptz not null,
        changed_at timestamptz not null,
        closed_at timestamptz,
        episode int not null default 1,
        version int not null default 1,
        correlation_id uuid not null,
        causation_id text
      );
      create unique index exception_open on exception (rule, subject_id) where closed_at is null;
      create index on exception (subject_id);
      create index on exception (legal_entity_id, opened_at) where closed_at is null;
      create index on exception (invoice_id) where closed_at is null and effect = 'block';
      create index on exception (contract_id) where closed_at is null;
      create table exception_event (
        id bigint generated always as identity primary key,
        exception_id uuid not null references exception (id),
        at timestamptz not null,
        type text not null check (type in ('opened', 'changed', 'cleared', 'reopened', 'acknowledged', 'assigned',
          'snoozed', 'woken', 'commented')),
        actor text not null,
        comment text,
        data jsonb not null default '{}',
        legal_entity_id int,
        correlation_id uuid not null
      );
      create index on exception_event (exception_id, id);
      create table cannot_evaluate (
        rule text not null,
        kind text not null,
        subject_id uuid not null,
        missing text[] not null,
        legal_entity_id int,
        since timestamptz not null,
        correlation_id uuid not null,
        primary key (rule, subject_id)
      );
      -- The streams that a judgement waits for, and the instant each must be known through before it is tried again.
      create table cannot_evaluate_wait (
        rule text not null,
        subject_id uuid not null,
        role text not null,
        stream_kind text not null,
        needed_through timestamptz not null,
        primary key (rule, subject_id, role, stream_kind)
      );
      create index on cannot_evaluate_wait (role, stream_kind, needed_through);
      create table due (
        kind text not null,
        subject_id uuid not null,
        at timestamptz not null,
        -- Of the event that the subject was last judged for: what flips by time still belongs to it.
        correlation_id uuid not null,
        primary key (kind, subject_id, at)
      );
      create index on due (at);
      create table sweep_request (
        id bigint generated always as identity primary key,
        cause text not null check (cause in ('change', 'baseline', 'time')),
        requested_at timestamptz not null,
        correlation_id uuid not null
      );

      grant select, insert, update on exception to throughline_hub;
      grant select, insert on exception_event, rule_version to throughline_hub;
      grant select, insert, update, delete on rule_tally, rule_failure, cannot_evaluate, cannot_evaluate_wait, due,
        sweep_request to throughline_hub;
    `);
    const own = readerPolicy('entity');
    await secure(runner, 'exception', own);
    await secure(runner, 'exception_event', own);
    await secure(runner, 'cannot_evaluate', own);
    await secure(runner, 'rule_version', readerPolicy('public'));
    await secure(runner, 'rule_tally', readerPolicy('public'));
    await secure(runner, 'rule_failure', readerPolicy('public'));
    await secure(
      runner,
      'cannot_evaluate_wait',
      `exists (select from cannot_evaluate c
                where c.rule = cannot_evaluate_wait.rule and c.subject_id = cannot_evaluate_wait.subject_id)`,
    );
    await secure(runner, 'due');
    await secure(runner, 'sweep_request');
  }
}
