import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import type { Item } from '../../sandbox/firm/contracts.ts';
import { billWeeks, deliver, hourDeal, milestoneDeal } from '../../sandbox/firm/deals.ts';
import type { Work } from '../../sandbox/firm/engagement.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import { addWriteOff } from '../../sandbox/firm/write-offs.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import type { PodItem } from '../../sandbox/fusion/pod.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { openAfter } from '../../test/open-after.ts';
import { until } from '../../test/until.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { factSources } from './fact-catalogue.ts';
import { readFacts } from './fact-query.ts';
import { type FactSource, subjectIdsSql } from './fact-source.ts';
import { type Mark, subjectsReached } from './reached.ts';

// Hours and milestones that are sold, delivered, billed and paid.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const office = officeOf(firm, 'DE01');
const hourly = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 1, hours: 30 } });
billWeeks(firm, hourly, { from: 7, through: 2, status: 'Released' });
const worker = (hourly.work[0] as Work).assignment.resource;
closeBooks(firm, hourly);
const phased = milestoneDeal(firm, office, { due: [-60, 40] });
const invoice = deliver(firm, phased, phased.items[0] as Item);
for (const amount of [120.5, 80.25]) {
  addWriteOff(ledger, invoice, { amount, on: ledger.today, by: 'AR.CLERK', approvedBy: 'AR.CLERK' });
}
closeBooks(firm, phased);

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(ledger.tables);
  await takeIn();
});
afterAll(() => hub.close());

const { inErp, inCrm, inPsa } = openAfter(() => hub);

async function takeIn(): Promise<void> {
  await hub.poll();
  await hub.settle();
}

const golden = factSources.filter(({ own }) => own === undefined);
const asOf = new Date().toISOString();

/** The facts of all subjects, by subject; how far streams are known changes for all of them with each poll. */
async function factsNow(source: FactSource): Promise<Map<string, object>> {
  return transaction(hub.db.hub, async (sql) => {
    const ids = await sql.rows<{ id: string }>(subjectIdsSql(source));
    const subjects = await readFacts(
      sql,
      source,
      [],
      ids.map(({ id }) => id),
      asOf,
      hub.config.policy,
    );
    return new Map(
      subjects.map(({ row, facts }) => [
        row.id,
        Object.fromEntries(Object.entries(facts).filter(([name]) => !name.endsWith('KnownThrough'))),
      ]),
    );
  });
}

async function allFacts(): Promise<Map<FactSource, Map<string, object>>> {
  const all = new Map<FactSource, Map<string, object>>();
  for (const source of golden) all.set(source, await factsNow(source));
  return all;
}

/** Takes the marks of what has changed, and returns which subjects they reach, by kind. */
function reachedNow(): Promise<(source: FactSource) => ReadonlySet<string>> {
  return transaction(hub.db.hub, async (sql) => {
    const marks = await sql.rows<Mark & Record<string, unknown>>(
      'select d.kind, d.golden_id, d.correlation_id, d.causation_id from dirty d order by d.id',
    );
    const reached = await subjectsReached(sql, marks);
    return (source) => new Set(reached(source).keys());
  });
}

const theirs = <Row>(system: 'crm' | 'psa' | 'erp', table: string): Row => ledger.tables[system][table]?.at(-1) as Row;
const crm = (object: string, fields: object) => inCrm(object, theirs<OrgRecord>('crm', object), fields);
const psa = (object: string, fields: object) => inPsa(object, theirs<OrgRecord>('psa', object), fields);
const erp = (resource: string, fields: object) => inErp(resource, theirs<PodItem>('erp', resource), fields);
const later = plusDays(ledger.today, 20);
const [applied] = theirs<{ remittanceReferences: object[] }>('erp', 'standardReceipts').remittanceReferences;
const smallerReceipt = { Amount: 4_500, remittanceReferences: [{ ...applied, ReferenceAmount: 4_500 }] };

/** What changes in a system of the firm, and some of the kinds whose facts must be others then. */
const changes: [what: string, reaches: string[], change: () => void][] = [
  ['another approves a write-off', ['write_off'], erp('receivablesAdjustments', { ApprovedBy: 'AR.MANAGER' })],
  [
    'a customer is renamed',
    ['customer', 'payment'],
    inCrm('Account', phased.contract.customer.account, { Name: 'Fenmere' }),
  ],
  ['a contract is put on hold', ['contract', 'billing_schedule_line'], crm('Contract', { Status: 'On Hold' })],
  ['a contract is cut short', ['contract'], crm('Contract', { EndDate: ledger.today })],
  ['something is sold for another price', ['contract_line', 'contract'], crm('OrderItem', { UnitPrice: 99_000 })],
  ['a project is closed', ['project'], psa('pse__Proj__c', { pse__Is_Active__c: false, pse__Stage__c: 'Completed' })],
  ['a milestone is put off', ['milestone', 'billing_schedule_line'], crm('OrderItem', { ServiceDate: later })],
  ['a person is renamed', ['time_entry'], inPsa('Contact', worker, { Name: 'Ida Lindqvist' })],
  ['an assignment is closed', ['assignment'], psa('pse__Assignment__c', { pse__Status__c: 'Closed' })],
  ['hours lose their approval', ['time_entry'], psa('pse__Timecard_Header__c', { pse__Status__c: 'Submitted' })],
  ['a planned bill is raised', ['billing_schedule_line'], erp('projectBillingEvents', { BillTrnsAmount: 12_345 })],
  ['a bill is held', ['billing_event'], erp('projectBillingEvents', { EventDescription: 'Held', BillHold: 'Y' })],
  [
    'an invoice is cancelled',
    ['invoice', 'payment', 'billing_schedule_line'],
    erp('projectContractInvoices', { InvoiceStatus: 'Canceled' }),
  ],
  [
    'an invoice falls due later',
    ['payment'],
    erp('receivablesInvoices', { DueDate: later, InvoiceBalanceAmount: 4_500 }),
  ],
  ['a payment turns out smaller', ['payment'], erp('standardReceipts', smallerReceipt)],
];

/** What has other facts than before. */
async function changedSince(before: Awaited<ReturnType<typeof allFacts>>) {
  return [...(await allFacts())].flatMap(([source, now]) =>
    [...now].flatMap(([id, facts]) =>
      isDeepStrictEqual(facts, before.get(source)?.get(id)) ? [] : [{ kind: source.kind, id, source }],
    ),
  );
}

it.each(changes)('reaches whatever has other facts when %s', async (_what, reaches, change) => {
  const before = await allFacts();
  await withConnection(hub.db.owner, (sql) => sql.run('delete from dirty'));
  change();
  // The pod shows what was changed a moment later.
  const changed = await until(
    async () => {
      await takeIn();
      const found = await changedSince(before);
      return reaches.every((kind) => found.some((each) => each.kind === kind)) && found;
    },
    `other facts about ${reaches.join(', ')}`,
  );
  const reached = await reachedNow();
  const missed = changed.filter(({ id, source }) => !reached(source).has(id));
  expect(missed.map(({ kind }) => kind)).toEqual([]);
});
