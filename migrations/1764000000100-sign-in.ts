import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/**
 * Signing in at an identity provider: what is remembered while somebody is there. Sealed credentials live in a file
 * beside the configuration, so their table goes.
 */
export class SignIn1764000000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table sealed_credential;
      create table sign_in (
        -- Of the browser that began, so that nobody can finish what another browser has begun.
        browser_sha256 bytea not null,
        state_sha256 bytea not null,
        secrets jsonb not null,
        return_to text not null,
        expires_at timestamptz not null,
        primary key (browser_sha256, state_sha256)
      );
      create index on sign_in (expires_at);
      create index on session (expires_at);
      grant select, insert, delete on sign_in to throughline_hub;
    `);
    await secure(runner, 'sign_in');
  }
}
