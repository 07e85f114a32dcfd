import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** The way out: corrections, their steps and approvals, and the deliveries to each target. */
export class Corrections1763900000008 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table correction (
        id uuid primary key,
        type text not null,
        subject_kind text not null,
        subject_id uuid not null,
        subject_label text not null,
        contract_id uuid,
        invoice_id uuid,
        state text not null check (state in ('planned', 'approved', 'delivering', 'confirmed', 'rejected', 'cancelled',
          'stale', 'needs_human')),
        reason text not null,
        maker text not null,
        approvals_needed int not null check (approvals_needed >= 0),
        policy_version text,
        amount numeric,
        currency text,
        legal_entity_id int,
        undoes uuid references correction (id),
        version int not null default 1,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        correlation_id uuid not null,
        causation_id text,
        unique (id, maker)
      );
      create index on correction (subject_id);
      create index on correction (contract_id);
      create index on correction (invoice_id);
      create table approval (
        id bigint generated always as identity primary key,
        correction_id uuid not null,
        maker text not null,
        approver text not null,
        decision text not null check (decision in ('approved', 'rejected')),
        comment text,
        legal_entity_id int,
        at timestamptz not null,
        unique (correction_id, approver),
        check (approver <> maker),
        foreign key (correction_id, maker) references correction (id, maker)
      );
      create table correction_step (
        correction_id uuid not null references correction (id),
        number int not null,
        system text not null,
        kind text not null,
        golden_id uuid not null,
        label text not null,
        action text not null check (action in ('create', 'update', 'hold', 'release')),
        target_key text,
        level text not null,
        origin jsonb not null,
        parents jsonb not null,
        fields jsonb not null,
        -- A release waits until the invoice has no blocking exception left.
        gate_invoice_id uuid,
        legal_entity_id int,
        primary key (correction_id, number)
      );
      create index on correction_step (golden_id);
      create table outbox (
        id bigint generated always as identity primary key,
        correction_id uuid not null,
        step_number int not null,
        system text not null,
        -- Deliveries of one lane leave in the order of their ids, one after the other.
        lane text not null,
        intent_key text not null unique,
        state text not null check (state in ('waiting', 'ready', 'sending', 'sent', 'confirmed', 'rejected', 'stale',
          'unknown', 'needs_human', 'cancelled')),
        attempt_id uuid,
        attempts int not null default 0,
        lease_until timestamptz,
        next_try_at timestamptz,
        sent_at timestamptz,
        settle_until timestamptz,
        target_key text,
        detail text,
        amount numeric,
        currency text,
        legal_entity_id int,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        correlation_id uuid not null,
        foreign key (correction_id, step_number) references correction_step (correction_id, number)
      );
      create index on outbox (lane, id) where state not in ('confirmed', 'rejected', 'stale', 'cancelled');
      create index on outbox (correction_id);
      grant select, insert, update on correction, outbox to throughline_hub;
      grant select, insert on approval, correction_step to throughline_hub;
    `);
    const own = readerPolicy('entity');
    for (const table of ['correction', 'approval', 'correction_step', 'outbox']) await secure(runner, table, own);
  }
}
