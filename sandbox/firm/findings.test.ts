import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readDecimal } from '../../src/domain/decimal.ts';
import { timingPolicy, tolerancesPolicy } from '../../src/domain/policies.ts';
import { transaction } from '../../src/entities/sql.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { factSources } from '../../src/rules/fact-catalogue.ts';
import { judge } from '../../src/rules/judge.ts';
import { readRules } from '../../src/rules/rule-files.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { signChangeOrder } from '../amend.ts';
import { sendOutboundMessage } from '../force/outbound-messages.ts';
import type { InvoiceLine } from '../fusion/billing.ts';
import { compareFindings, compareGaps } from '../score/compare.ts';
import { readFindings, readLeftOver, readUnexplained } from '../score/read-hub.ts';
import { generateFirm } from './generate.ts';
import type { Finding } from './manifest.ts';
import type { Play } from './scenario.ts';

const today = new Date().toISOString().slice(0, 10);
const { tables, manifest, scenario } = generateFirm({ seed: 7, today, scale: 0.005 });

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(tables);
}, 150_000);
afterAll(() => running.close());

const wordsOf = ({ rule, subject, amount }: Finding) => `${rule} ${subject}: ${amount}`;
const as =
  (persona: string) =>
  <T>(query: string, variables?: object) =>
    running.ask<T>(persona, query, variables);

it('finds what is wrong with the firm, nothing else, and the amounts to the cent', async () => {
  const { missed, extra, different } = compareFindings(manifest.findings, await readFindings(as('executive')));
  expect({ missed, extra, different }).toEqual({ missed: [], extra: [], different: [] });
});

it('explains every amount between signature and cash but the planted ones', async () => {
  expect(compareGaps(manifest.unexplained, await readUnexplained(as('executive')))).toEqual([]);
});

it('uses everything that the firm has, and judges all but the delivery of milestones that delivery does not know', async () => {
  const { parked, cannotEvaluate, failures } = await readLeftOver(as('integration'));
  const unknownToDelivery = manifest.findings.filter(({ rule }) => rule === 'R01').length;
  expect({ parked, failures }).toEqual({ parked: 0, failures: [] });
  expect(cannotEvaluate).toEqual([{ rule: 'R04', count: unknownToDelivery }]);
});

/** What is ready to go out today, and would be stuck before the week is over. */
function readyAndNothingElse(): string[] {
  const { projectContractInvoices: invoices = [], projectBillingEvents: events = [] } = tables.erp;
  const held = new Set(events.flatMap(({ BillHold, EventId }) => (BillHold === 'Y' ? [EventId] : [])));
  return invoices
    .filter(({ InvoiceStatus }) => InvoiceStatus === 'Approved')
    .filter(
      ({ InvoiceLines }) => !(InvoiceLines as InvoiceLine[]).some(({ BillingEventId }) => held.has(BillingEventId)),
    )
    .map(({ InvoiceNumber, InvoiceAmount }) => ({ subject: `Invoice ${InvoiceNumber}`, amount: Number(InvoiceAmount) }))
    .filter(({ subject }) => !manifest.findings.some((finding) => finding.subject === subject))
    .map(({ subject, amount }) => `R28 ${subject}: ${readDecimal(amount)}`);
}

it('finds the same for the rest of the week, when nobody touches anything, and what does not go out meanwhile', async () => {
  const policyFile = (name: string) => JSON.parse(readFileSync(resolve('policies', `${name}.json`), 'utf8'));
  const timing = timingPolicy.parse(policyFile('timing')).sandbox;
  const policy = { tolerances: tolerancesPolicy.parse(policyFile('tolerances')), timing };
  const asOf = new Date(Date.now() + 6 * 86_400_000).toISOString();
  const rules = readRules(resolve('rules')).map(({ rule }) => compileRule(rule));
  const found: string[] = [];
  const week = transaction(running.db.hub, async (sql) => {
    await sql.run(`update stream_coverage s set known_through = s.known_through + interval '7 days'`);
    await sql.run(`update stream s set last_success_at = s.last_success_at + interval '7 days'`);
    for (const source of factSources) {
      const about = rules.filter(({ rule }) => rule.entity === source.kind);
      const { findings } = await judge(sql, source, about, null, asOf, policy);
      found.push(...findings.map(({ rule, label, amount }) => `${rule.rule.id} ${label}: ${readDecimal(amount)}`));
    }
    throw new Error('it has not passed yet');
  });
  await expect(week).rejects.toThrow('it has not passed yet');
  expect(found.sort()).toEqual([...manifest.findings.map(wordsOf), ...readyAndNothingElse()].sort());
});

it('has a contract on which a change order can be played: all is well before, and four rules see it after', async () => {
  const [play] = scenario.amendments as [Play];
  const dropped = running.world.crm.get('OrderItem', play.drop[0] as string)?.['UnitPrice'] as number;
  const added = play.add[0]?.amount as number;
  const of = (rule: string, subject: string, amount: number) => `${rule} ${subject}: ${amount}`;
  const expected = [
    of('R01', `Amendment 1 of contract ${play.contractNumber}`, dropped + added),
    of('R02', `Amendment 1 of contract ${play.contractNumber}`, dropped + added),
    of('R03', `Line 1 of invoice ${play.invoiceNumber}`, dropped),
    of('R24', `Contract ${play.contractNumber}`, added - dropped),
  ];
  const { notices } = signChangeOrder(running.world, play);
  await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, notices);
  await running
    .until(async () => {
      const found = (await readFindings(as('executive'))).map(wordsOf);
      const fresh = found.filter((each) => !manifest.findings.map(wordsOf).includes(each));
      return fresh.length >= expected.length && fresh;
    }, 'what the change order brings')
    .then((fresh) => expect(fresh.sort()).toEqual(expected));
});
