import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { ownKinds } from './domain/subject-kind.ts';
import { factSources } from './rules/fact-catalogue.ts';
import { encodeId } from './schema/ids.ts';

const firm = smallFirm();
// Its sign-off is not asked for, so that nothing is wrong before the amendment.
const cutover = firm.project.milestones.get(firm.items[2]);
if (cutover !== undefined) cutover['pse__Requires_Customer_Sign_off__c'] = false;

let running: RunningHub;
let invoice: string;
let contract: string;
beforeAll(async () => {
  running = await runningHub(firm.tables);
  const found = await running.ask<{ invoices: { nodes: { id: string; contract: { id: string } }[] } }>(
    'finance',
    '{ invoices { nodes { id contract { id } } } }',
  );
  invoice = found.invoices.nodes[0]?.id as string;
  contract = found.invoices.nodes[0]?.contract.id as string;
});
afterAll(() => running.close());

interface Answer {
  verdict: string;
  asOf: string;
  reasons: { rule: string; outcome: string; comparisons: { fact: string; holds: boolean | null }[] }[];
}

const selection = `{ verdict asOf reasons { rule version title outcome sentence subjectId subjectLabel missing
  amount { amount currency } comparisons { fact value comparison expected holds }
  waitsFor { role kind stream through knownThrough } } }`;

async function release(asOf?: string): Promise<Answer | null> {
  const { validateInvoiceRelease } = await running.ask<{ validateInvoiceRelease: Answer | null }>(
    'finance',
    `query ($id: ID!, $asOf: DateTimeISO) { validateInvoiceRelease(id: $id, asOf: $asOf) ${selection} }`,
    { id: invoice, asOf },
  );
  return validateInvoiceRelease;
}

async function activation(): Promise<Answer | null> {
  const { validateActivation } = await running.ask<{ validateActivation: Answer | null }>(
    'finance',
    `query ($id: ID!) { validateActivation(contractId: $id) ${selection} }`,
    { id: contract },
  );
  return validateActivation;
}

it('lets an invoice out, holds it once an amendment drops what it bills, and knows what it said before', async () => {
  await running.until(async () => (await release())?.verdict === 'ALLOW', 'it may go out');
  const [before] = await running.db.hub.query('select clock_timestamp() as now');
  await amend(running, firm);
  const held = await running.until(async () => {
    const answer = await release();
    return answer?.verdict === 'HOLD' && answer;
  }, 'it must not go out');
  expect(held.reasons).toContainEqual(
    expect.objectContaining({
      rule: 'R03',
      version: 2,
      outcome: 'FIRES',
      sentence: expect.stringContaining('30,000.50 EUR is no longer owed'),
      amount: { amount: '30000.5', currency: 'EUR' },
      comparisons: expect.arrayContaining([expect.objectContaining({ fact: 'obsoleteAmount', holds: true })]),
    }),
  );
  expect(await release(before.now)).toEqual({ verdict: 'ALLOW', asOf: before.now, reasons: [] });
  expect(await release('2020-01-01T00:00:00.000Z')).toBeNull();
});

it('holds the activation of terms that the billing plan does not follow', async () => {
  const held = await running.until(async () => {
    const answer = await activation();
    return answer?.verdict === 'HOLD' && answer;
  }, 'the contract must not be activated');
  expect(held.reasons.map(({ rule }) => rule)).toContain('R02');
});

it('does not tell what is still to come', async () => {
  const query = `{ validateInvoiceRelease(id: "${invoice}", asOf: "2100-01-01T00:00:00Z") { verdict } }`;
  expect((await running.raw('finance', { query })).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

it('tells every fact of a record, with its type, its meaning and its value in words', async () => {
  type Facts = { facts: { name: string; value: string | null; waitsFor: object[] }[] };
  const { facts } = await running.ask<Facts>(
    'finance',
    `query ($id: ID!) { facts(kind: INVOICE, id: $id) { kind name type unit about oneOf value words
       waitsFor { role kind through stream knownThrough } } }`,
    { id: invoice },
  );
  const { factCatalogue } = await running.ask<{ factCatalogue: { name: string }[] }>(
    'finance',
    '{ factCatalogue(kind: INVOICE) { name } }',
  );
  expect(facts.map(({ name }) => name)).toEqual(factCatalogue.map(({ name }) => name));
  expect(facts).toContainEqual({
    kind: 'INVOICE',
    name: 'invoiceTotal',
    type: 'DECIMAL',
    unit: null,
    about: 'What it bills in all.',
    oneOf: null,
    value: '55000.5',
    words: '55,000.50 EUR',
    waitsFor: [],
  });
});

it('says of a fact that is not known what it waits for', async () => {
  // It changed at an instant through which no stream is known yet.
  await running.db.hub.query(`update invoice i set occurred_at = '2090-01-01'`);
  const { facts } = await running.ask<{ facts: { name: string; value: string | null; waitsFor: object[] }[] }>(
    'finance',
    'query ($id: ID!) { facts(kind: INVOICE, id: $id) { name value waitsFor { role kind through stream } } }',
    { id: invoice },
  );
  expect(facts.find(({ name }) => name === 'purchaseOrderCovers')).toEqual({
    name: 'purchaseOrderCovers',
    value: null,
    waitsFor: [
      {
        role: 'psa',
        kind: 'purchase_order',
        through: '2090-01-01T00:00:00.000Z',
        stream: expect.stringMatching(/^certinia\//),
      },
    ],
  });
});

it('tells the facts of a record of every kind that rules can be about, now and as they were known', async () => {
  const { factCatalogue } = await running.ask<{ factCatalogue: { kind: string }[] }>(
    'finance',
    '{ factCatalogue { kind } }',
  );
  const answered: string[] = [];
  const kinds = new Set(factCatalogue.map(({ kind }) => kind));
  for (const kind of [...kinds].filter((each) => !ownKinds.map((own) => own.toUpperCase()).includes(each))) {
    const table = kind.toLowerCase();
    const [row] = await running.db.hub.query(`select t.id from ${table} t limit 1`);
    if (row === undefined) continue;
    const ask = async (asOf?: string) =>
      running.ask<{ facts: { name: string }[] }>(
        'finance',
        `query ($id: ID!, $asOf: DateTimeISO) { facts(kind: ${kind}, id: $id, asOf: $asOf) { name } }`,
        { id: encodeId(table, row.id), asOf },
      );
    expect((await ask(new Date().toISOString())).facts).toEqual((await ask()).facts);
    answered.push(kind);
  }
  expect(answered).toHaveLength(10);
});

it('tells the facts of what the hub keeps of its own as it is now, and nothing of how it was', async () => {
  const [stream] = await running.db.hub.query(
    `select c.subject_id as id from stream_coverage c where c.system = 'fusion' limit 1`,
  );
  const [correction, drift] = [randomUUID(), randomUUID()];
  const subjects = { STREAM: stream.id, CORRECTION: correction, DRIFT: drift };
  for (const [kind, id] of Object.entries(subjects)) {
    const ask = (asOf?: string) =>
      running.raw('finance', {
        query: `query ($id: ID!, $asOf: DateTimeISO) { facts(kind: ${kind}, id: $id, asOf: $asOf) { name value } }`,
        variables: { id: encodeId(kind.toLowerCase(), id), asOf },
      });
    const now = (await ask()).body;
    expect(now.errors).toBeUndefined();
    if (kind === 'STREAM') {
      expect(now.data).toMatchObject({ facts: expect.arrayContaining([{ name: 'fileRefused', value: 'false' }]) });
    } else expect(now.data).toEqual({ facts: null });
    const then = (await ask('2026-01-01T00:00:00Z')).body;
    expect(then.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  }
});

it('lists the facts that rules may use, of all kinds', async () => {
  const { factCatalogue } = await running.ask<{ factCatalogue: { kind: string; name: string }[] }>(
    'finance',
    '{ factCatalogue { kind name } }',
  );
  expect(new Set(factCatalogue.map(({ kind }) => kind)).size).toBe(factSources.length);
  expect(factCatalogue).toContainEqual({ kind: 'MILESTONE', name: 'billedLines' });
});
