import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addInvoice } from '../../sandbox/firm/billing.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { bookOutcomes, type Outcomes } from '../../test/outcomes.ts';
import { propertySeed } from '../../test/property-seed.ts';
import { type Cell, cellsOf, randomGaps, valuesFor } from '../../test/random-gaps.ts';
import { randomBatch, ruleWith } from '../../test/random-rules.ts';
import { receivablesUnknowns } from '../../test/receivables-unknowns.ts';
import { unknownOfTheBooks } from '../../test/unknown-of-the-books.ts';
import { wholeFirm } from '../../test/whole-firm.ts';
import { kinds } from '../domain/kinds.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { checkRule } from './check-rule.ts';
import { compileRule } from './compile.ts';
import type { FactPolicy } from './fact-query.ts';
import { contractFacts } from './facts/contract.ts';
import { judge } from './judge.ts';
import { type GivenFacts, judgeGiven } from './judge-given.ts';
import { readRules } from './rule-files.ts';

const rules = { rules: readRules(resolve('rules')).map(({ rule }) => compileRule(rule)) };

let later: string;
let hub: FirmHub;
let cells: Cell[];
beforeAll(async () => {
  const firm = wholeFirm();
  // Some of it is billed twice, so that there is more to find.
  const on = firm.ledger.today;
  addInvoice(firm.ledger, firm.contract, { events: [firm.events[0]], on, status: 'Released', serviceFrom: on });
  const [copy] = firm.tables.crm['ERP_Invoice__c'] ?? [];
  if (copy !== undefined) copy['Open_Amount__c'] = 999_999;
  // When whatever falls due has done so.
  later = `${plusDays(on, 60)}T00:00:00Z`;
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
  cells = await transaction(hub.db.hub, async (sql) => {
    // What is known is known for good: the gaps are those that the test makes.
    await sql.run(`update stream_coverage s set known_through = '2100-01-01'`);
    const ids = new Map<string, string[]>();
    for (const { name } of kinds) {
      const rows = await sql.rows<{ id: string }>(`select t.id from ${name} t order by t.id`);
      ids.set(
        name,
        rows.map(({ id }) => id),
      );
    }
    return cellsOf(ids);
  });
});
afterAll(() => hub.close());

function policy(): FactPolicy {
  return hub.config.policy;
}

/** What was said although something was not known, and is otherwise now that it is. */
function broken(unsure: Outcomes, complete: Outcomes): string[] {
  return [...unsure]
    .filter(([place, outcome]) => outcome !== 'cannotEvaluate' && complete.get(place) !== outcome)
    .map(([place, outcome]) => `${place}: ${outcome}, then ${complete.get(place)}`);
}

const withGaps = (facts: GivenFacts, gaps: readonly string[]): GivenFacts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, gaps.includes(name) ? null : value]));

const filled = (facts: GivenFacts, from: GivenFacts): GivenFacts =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value ?? from[name] ?? null]));

it(`keeps what a rule says when facts that were not known become known (PROPERTY_SEED=${propertySeed})`, async () => {
  const chosen = fc.array(fc.array(fc.nat(99), { minLength: 1, maxLength: 6 }), { minLength: 25, maxLength: 25 });
  const trials = fc.record({ batch: randomBatch(20, 25), chosen });
  let certain = 0;
  for (const { batch, chosen } of fc.sample(trials, { seed: propertySeed, numRuns: 40 })) {
    const accepted = batch.rules.filter((rule) => checkRule(rule).length === 0).map((rule) => compileRule(rule));
    const gapped = batch.facts.map((facts, place) => {
      const names = Object.keys(facts);
      return withGaps(
        facts,
        (chosen[place] ?? []).map((at) => names[at % names.length] as string),
      );
    });
    const other = (by: number) => gapped.map((facts, place) => filled(facts, batch.facts.at(place - by) ?? {}));
    const judgeAll = (given: readonly GivenFacts[]) =>
      withConnection(hub.db.hub, (sql) => judgeGiven(sql, batch.source, accepted, given));
    const unsure = await judgeAll(gapped);
    for (const completion of [batch.facts, other(1), other(7)]) {
      const complete = await judgeAll(completion);
      for (const [row, outcomes] of unsure.entries()) {
        const kept = outcomes.map(({ outcome }, place) =>
          outcome === 'cannotEvaluate' ? outcome : complete[row]?.[place]?.outcome,
        );
        expect(kept).toEqual(outcomes.map(({ outcome }) => outcome));
        certain += outcomes.filter(({ outcome }) => outcome !== 'cannotEvaluate').length;
      }
    }
  }
  expect(certain).toBeGreaterThan(1000);
}, 600_000);

const put = (sql: Sql, { table, column, id }: Cell, value: unknown) =>
  sql.run(`update ${table} t set ${column} = $2 where t.id = $1`, [id, value]);

type Filled = readonly [cell: Cell, value: unknown];

/** What the rules make of the book when something has been done to it, which is left as it was. */
function judgedWith(change: (sql: Sql) => Promise<void>): Promise<Outcomes> {
  const undo = new Error('undo');
  let outcomes: Outcomes = new Map();
  return transaction(hub.db.hub, async (sql) => {
    await change(sql);
    outcomes = await bookOutcomes(sql, rules, later, policy());
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
    return outcomes;
  });
}

it(`keeps what it says when values that were not known become known (PROPERTY_SEED=${propertySeed})`, async () => {
  const start = fc.array(
    fc.constantFrom(...cells).chain((cell) => fc.tuple(fc.constant(cell), fc.constantFrom(...valuesFor(cell)))),
    { maxLength: 10 },
  );
  const trials = fc.record({ start, gaps: randomGaps(cells) });
  const said = new Set<string>();
  for (const { start, gaps } of fc.sample(trials, { seed: propertySeed, numRuns: 50 })) {
    const book = (fills: readonly Filled[]) =>
      judgedWith(async (sql) => {
        for (const [cell, value] of [...start, ...fills]) await put(sql, cell, value);
      });
    const gapsWith = (value: (others: readonly unknown[]) => unknown) =>
      gaps.map(({ cell, others }): Filled => [cell, value(others)]);
    const unsure = await book(gapsWith(() => null));
    for (const outcome of unsure.values()) said.add(outcome);
    const completions = [[], gapsWith(([one]) => one), gapsWith(([, other]) => other)];
    for (const completion of completions) {
      const complete = await book(completion);
      expect([gaps.map(({ cell }) => cell), broken(unsure, complete)]).toEqual([expect.anything(), []]);
    }
  }
  expect([...said].sort()).toEqual(['cannotEvaluate', 'fires', 'passes']);
}, 600_000);

const billedExpense = `update expense x set billing_event_id = (
  select b.id from billing_event b join invoice_allocation a on a.billing_event_id = b.id order by b.id limit 1)`;
const foreignInvoices = `update invoice i set currency = 'USD', exchange_rate = 1.5, exchange_rate_on = date '2100-01-01'`;
const credits = 'update credit_note n set amount = 0.01';
const drafts = `update invoice i set status = 'draft'`;
const workedLately = `update time_entry t set worked_on = '${plusDays(new Date().toISOString().slice(0, 10), 50)}'`;
const loss = 'update project_budget b set cost_at_completion = 1e9';
const noRevenue = 'update revenue_schedule r set deleted = true';
it.each([
  ['R24', 'how a line of the contract is billed', `${noRevenue}; update contract_line n set billing_method = null`],
  ['R24', 'what may be tolerated', 'update contract c set value = null'],
  ['C6', 'whether a milestone is in scope', 'update milestone m set scope_state = null'],
  ['C6', 'whether time is billable', 'update time_entry t set billable = null'],
  ['C6', 'whether an invoice is out', 'update invoice i set status = null'],
  ['R04', 'whether what bills a milestone stands', 'update invoice i set status = null'],
  ['R05', 'whether a milestone that is billed is in scope', 'update milestone m set scope_state = null'],
  ['R06', 'through when an invoice bills', 'update invoice_line l set service_to = null'],
  ['R09', 'whether what bills a line stands', 'update invoice i set status = null'],
  [
    'R13',
    'whether what bills a milestone stands',
    'update billing_schedule_line b set due_on = due_on + 60; update invoice i set status = null',
  ],
  ['R13', 'how much is planned', 'update billing_schedule_line b set due_on = due_on + 60, amount = null'],
  ['R16', 'whether what was billed before still stands', 'update invoice i set status = null'],
  ['R16', 'how much was credited', 'update credit_note n set amount = null'],
  ['R17', 'whether what bills the hours is out', 'update invoice i set status = null'],
  [
    'R26',
    'whether an invoice of a stopped contract is out',
    `update contract c set status = 'on_hold'; update time_entry t set billable = false;
     update billing_event b set held = true; update invoice i set status = null`,
  ],
  ['R19', 'whether what bills the time stands', 'update invoice i set status = null'],
  ['R21', 'whether what bills the expense stands', `${billedExpense}; update invoice i set status = null`],
  ['R10', 'how the line is sold that the time is for', 'update contract_line n set billing_method = null'],
  ['R11', 'whether a code is for time', 'update charge_code k set applies_to = null'],
  ['R11', 'since when a code is valid', 'update charge_code k set starts_on = null'],
  ['R11E', 'what a code is for', 'update charge_code k set activity = null'],
  ['R15', 'which currency the contract is in', 'update contract c set currency = null'],
  ['R15', 'whether it is out and may be credited', `${foreignInvoices}; update invoice i set status = null`],
  ['R15X', 'at which rate it was converted', `${foreignInvoices}; update invoice i set exchange_rate = null`],
  ['R15X', 'what a rate is worth that may be the one', `${foreignInvoices}; update fx_rate r set rate_on = null`],
  [
    'R08',
    'where the customer is',
    `${drafts}; update tax_profile p set country = null where p.customer_id is not null`,
  ],
  ['R08', 'whether the company is registered', `${drafts}; update tax_profile p set registration_number = null`],
  ['R08', 'whether a line has a tax code', `${drafts}; update invoice_line l set tax_code = null`],
  ['R08', 'whether an order must be named', `${drafts}; update billing_schedule b set order_reference_required = null`],
  [
    'R08',
    'which order',
    `${drafts}; update billing_schedule b set order_reference_required = true, order_reference = null`,
  ],
  [
    'R08',
    'whether an invoice without a tax code is out',
    `update invoice_line l set tax_code = ''; update invoice i set status = null`,
  ],
  ['R20', 'for how many hours somebody is scheduled', 'update assignment a set monday_hours = null'],
  ['R20', 'when an assignment ends', 'update assignment a set ends_on = null'],
  ['R20', 'when time was worked', 'update time_entry t set worked_on = null'],
  ['R20', 'whether time was submitted', `${workedLately}, approval_state = null`],
  ['R20', 'how long was worked', `${workedLately}, hours = null`],
  ['R27', 'whether what bills the event stands', `${credits}; update invoice i set status = null`],
  ['R27', 'how much was credited', 'update credit_note n set amount = null'],
  ...receivablesUnknowns,
  ['R33', 'what a project will bring in', 'update project_budget b set revenue_at_completion = null'],
  ['R33', 'what a project will cost', 'update project_budget b set cost_at_completion = null'],
  ['R33', 'whether it is billed', `${loss}; update project p set billable = null`],
  ...unknownOfTheBooks,
])('%s can not tell where it is not known %s', async (rule, _what, change) => {
  const judged = await judgedWith(async (sql) => {
    for (const statement of change.split(/;\s+/)) await sql.run(statement);
  });
  const outcomes = [...judged].filter(([place]) => place.startsWith(`${rule} `)).map(([, outcome]) => outcome);
  expect(outcomes).toContain('cannotEvaluate');
});

it('finds the same duplicates among drafts whether they bear a date already or not', async () => {
  const dated = (day: string) =>
    judgedWith(async (sql) => {
      await sql.run(`update invoice i set status = 'draft', issued_on = ${day}`);
    });
  const last = `case when i.number = (select max(n.number) from invoice n) then date '2026-01-01' else '2026-02-01' end`;
  const undated = await dated('null');
  expect([...undated].some(([place, outcome]) => place.startsWith('R16 ') && outcome === 'fires')).toBe(true);
  expect(broken(undated, await dated(last))).toEqual([]);
});

it('compares with a literal that reads like a part of the query', async () => {
  const number = '$1::uuid[] is null or ';
  const rule = compileRule(ruleWith(contractFacts, { fact: 'contractNumber', operator: 'equal', value: number }));
  await transaction(hub.db.hub, async (sql) => {
    const [contract] = await sql.rows<{ id: string }>('select c.id from contract c');
    await sql.run('update contract c set number = $2 where c.id = $1', [contract?.id, number]);
    const { findings } = await judge(sql, contractFacts, [rule], [String(contract?.id)], later, policy());
    expect(findings.map(({ facts }) => facts['contractNumber'])).toEqual([number]);
  });
});
