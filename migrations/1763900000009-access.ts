import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** Who may come in, and which hub fires which scheduled slot. */
export class Access1763900000009 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table service_token (
        id uuid primary key,
        name text not null,
        token_sha256 bytea not null unique,
        roles text[] not null,
        -- null: every legal entity of the group
        legal_entity_ids int[],
        created_at timestamptz not null,
        created_by text not null,
        expires_at timestamptz not null,
        revoked_at timestamptz
      );
      create table session (
        id_sha256 bytea primary key,
        principal jsonb not null,
        created_at timestamptz not null,
        expires_at timestamptz not null
      );
      create table sealed_credential (
        system text primary key,
        sealed bytea not null,
        sealed_at timestamptz not null
      );
      create table idempotency_key (
        key text not null,
        principal text not null,
        request_sha256 bytea not null,
        result jsonb,
        created_at timestamptz not null,
        primary key (principal, key)
      );
      create table job_fire (
        job text not null,
        slot timestamptz not null,
        fired_at timestamptz not null,
        primary key (job, slot)
      );
      grant select, insert, update, delete on service_token, session, sealed_credential, idempotency_key, job_fire
        to throughline_hub;
    `);
    for (const table of ['service_token', 'session', 'sealed_credential', 'idempotency_key', 'job_fire']) {
      await secure(runner, table);
    }
  }
}
