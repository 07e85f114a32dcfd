import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** Risks are accepted by two people and for a time; snoozes end by conditions; routes and looks are kept. */
export class ExceptionsWorkflow1764200000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table exception drop constraint exception_status_check;
      alter table exception add constraint exception_status_check
        check (status in ('open', 'acknowledged', 'snoozed', 'accepted', 'closed'));
      alter table exception
        -- What ends a snooze besides its time, with what it is compared with.
        add column snooze_condition jsonb
          check (snooze_condition->>'type' in ('severityRises', 'amountReaches', 'closeWithin', 'judgementDiffers')),
        add column queue text,
        add column assigned_by text check (assigned_by in ('person', 'routing')),
        add column routed_by text,
        -- Whether it is worth telling anybody of by itself.
        add column material boolean not null default true,
        -- How bad it was, and for how much, when somebody last did something with it; at first, as it was opened.
        add column seen_severity text,
        add column seen_amount numeric,
        add column seen_currency text;
      update exception set seen_severity = severity, seen_amount = amount, seen_currency = currency,
        assigned_by = case when assignee is not null then 'person' end;
      alter table exception_event drop constraint exception_event_type_check;
      alter table exception_event add constraint exception_event_type_check check (type in ('opened', 'changed', 'cleared',
        'reopened', 'acknowledged', 'assigned', 'snoozed', 'woken', 'escalated', 'commented', 'routed', 'risk_requested',
        'risk_accepted', 'risk_rejected', 'risk_withdrawn'));

      create index on exception (rule) where closed_at is null and not material;

      -- What is too small by itself, and of which somebody was told because together it is not: the sums that stand.
      create table immaterial_group (
        id uuid primary key,
        rule text not null,
        legal_entity_id int,
        customer_id uuid,
        currency text not null,
        count int not null,
        amount numeric not null,
        reached_at timestamptz not null,
        unique nulls not distinct (rule, legal_entity_id, customer_id, currency)
      );
      grant select, insert, update, delete on immaterial_group to throughline_hub;

      create table risk_acceptance (
        id uuid primary key,
        exception_id uuid not null references exception (id),
        state text not null check (state in ('requested', 'accepted', 'rejected', 'withdrawn', 'ended')),
        reason text not null,
        maker text not null,
        -- What was at stake when it was asked for: nothing more is accepted.
        amount numeric,
        currency text,
        invoice_id uuid,
        -- Whether its approver may let go what a rule blocks.
        covers_block boolean not null default false,
        expires_at timestamptz not null,
        requested_at timestamptz not null,
        accepted_at timestamptz,
        ended_at timestamptz,
        ended_because text check (ended_because in ('rejected', 'withdrawn', 'cleared', 'expired', 'outgrown',
          'not_comparable', 'blocks', 'other_invoice')),
        version int not null default 1,
        legal_entity_id int,
        correlation_id uuid not null,
        unique (id, maker),
        check ((state in ('requested', 'accepted')) = (ended_at is null)),
        check (state <> 'accepted' or accepted_at is not null)
      );
      create unique index on risk_acceptance (exception_id) where ended_at is null;
      create index on risk_acceptance (exception_id);
      create index on risk_acceptance (expires_at) where ended_at is null;
      create table risk_decision (
        acceptance_id uuid primary key,
        maker text not null,
        approver text not null,
        decision text not null check (decision in ('accepted', 'rejected')),
        comment text,
        legal_entity_id int,
        at timestamptz not null,
        check (approver <> maker),
        foreign key (acceptance_id, maker) references risk_acceptance (id, maker)
      );
      grant select, insert, update on risk_acceptance to throughline_hub;
      grant select, insert on risk_decision to throughline_hub;
    `);
    await secure(runner, 'immaterial_group', readerPolicy('entity'));
    await secure(runner, 'risk_acceptance', readerPolicy('entity'));
    await secure(runner, 'risk_decision', readerPolicy('entity'));
  }
}
