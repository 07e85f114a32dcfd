import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** Adds columns to a golden table, its history and its view at an instant. */
async function addColumns(runner: QueryRunner, table: string, added: string): Promise<void> {
  const [{ cell }] = (await runner.query('select current_schema() as cell')) as [{ cell: string }];
  await runner.query(`
    drop view ${cell}_asof.${table};
    alter table ${table} ${added};
    alter table ${table}_history ${added};
  `);
  const columns: { name: string }[] = await runner.query(
    `select a.attname as name from pg_attribute a
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  await runner.query(`
    create view ${cell}_asof.${table} with (security_invoker = true) as
      select ${columns.map(({ name }) => `h.${name}`).join(', ')} from ${cell}.${table}_history h
       where h.known_from <= current_setting('hub.as_of')::timestamptz
         and h.known_to > current_setting('hub.as_of')::timestamptz;
    grant select on ${cell}_asof.${table} to throughline_hub, throughline_reader;
  `);
}

// A code of no company in particular is one of all of them.
const ofOwnOrNoCompany = `
  legal_entity_id = any (nullif(current_setting('hub.entities', true), '')::int[])
  or legal_entity_id is null and nullif(current_setting('hub.entities', true), '') is not null`;

// What two systems say of a customer is of no company in particular: who sees the customer sees it.
const ofOwnCompanyOrCustomer = `
  legal_entity_id = any (nullif(current_setting('hub.entities', true), '')::int[])
  or kind = 'customer' and golden_id in (select c.id from customer c)`;

/** What more rules compare: charge codes, exchange rates, where bills go; and who may see it. */
export class WhatMoreRulesCompare1764200000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'charge_code', "add column applies_to text check (applies_to in ('time', 'expense'))");
    await addColumns(runner, 'invoice', 'add column exchange_rate numeric, add column exchange_rate_on date');
    await addColumns(runner, 'customer', 'add column bill_to text');
    await runner.query(`
      alter policy reader on drift using (${ofOwnCompanyOrCustomer});
      alter policy reader on drift_history using (${ofOwnCompanyOrCustomer});
      alter policy reader on charge_code using (${ofOwnOrNoCompany});
      alter policy reader on charge_code_history using (${ofOwnOrNoCompany});
      -- The rate in force on a day is the last one before; one that is not fully known may be anybody's.
      create index on fx_rate (from_currency, to_currency, rate_type, rate_on);
      create index on fx_rate (id)
        where from_currency is null or to_currency is null or rate_type is null or rate_on is null;
      -- A rate that comes late reaches only what was converted since.
      create index on invoice (exchange_rate_on) where exchange_rate_on is not null;
    `);
  }
}
