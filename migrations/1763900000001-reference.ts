import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure, withHistory } from './golden-table.ts';

/** What a firm is made of: legal entities, practices, business calendars; and the systems it runs. */
export class Reference1763900000001 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table legal_entity (
        id int primary key,
        code text not null unique,
        name text not null,
        currency text not null,
        country text not null,
        time_zone text not null,
        calendar_code text not null
      );
      create table practice (
        id int primary key,
        code text not null unique,
        name text not null
      );
      create table calendar (
        id text primary key,
        name text not null
      );
      create table calendar_day (
        calendar_code text not null,
        day date not null,
        -- How many business days the calendar has had up to and including this day: a difference counts them.
        business_day int not null,
        primary key (calendar_code, day)
      );
      create table system (
        name text primary key,
        connector text not null,
        role text not null check (role in ('crm', 'clm', 'psa', 'delivery', 'time', 'expense', 'erp')),
        stage text not null check (stage in ('observe', 'propose', 'write')),
        legal_entity_ids int[] not null
      );
      grant select, insert, update, delete on calendar_day, system to throughline_hub;
    `);
    const own = "id = any (nullif(current_setting('hub.entities', true), '')::int[])";
    await withHistory(runner, 'legal_entity', 'id', own);
    await withHistory(runner, 'practice', 'id', readerPolicy('public'));
    await withHistory(runner, 'calendar', 'id', readerPolicy('public'));
    await secure(runner, 'calendar_day', readerPolicy('public'));
    await secure(runner, 'system', readerPolicy('shared'));
  }
}
