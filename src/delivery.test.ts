import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend, correct, held, openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

interface Pending {
  system: string;
  lane: string;
  label: string;
  outcome: string;
  attempts: number;
  correctionId: string;
  amount: { formatted: string } | null;
}

const pending = async () =>
  (
    await running.ask<{ pendingFinancialUpdates: Pending[] }>(
      'finance',
      '{ pendingFinancialUpdates { system lane label outcome attempts correctionId amount { formatted } } }',
    )
  ).pendingFinancialUpdates;

const stateOf = async (id: string) => {
  const { corrections } = await running.ask<{ corrections: { nodes: { id: string; state: string }[] } }>(
    'finance',
    '{ corrections { nodes { id state } } }',
  );
  return corrections.nodes.find((each) => each.id === id)?.state;
};

it('lets a correction wait in order while its target is down, with its money, and then carries it out once', async () => {
  const { erp, psa } = running.world.simulators;
  await amend(running, firm);
  await running.until(async () => (await openRules(running)).includes('R02'), 'R02');
  // Otherwise the hold would be waiting for the ERP as well.
  await held(running);
  await erp.stop();
  const id = await correct(running);

  // The PSA's steps are not held up by the ERP's.
  await running.until(async () => psa.effects.some(({ action }) => action === 'create'), 'the milestone in the PSA');
  const waiting = await running.until(async () => {
    const all = await pending();
    const isLeft = all.every(({ system }) => system === 'fusion');
    return isLeft && all.some(({ attempts }) => attempts >= 2) ? all : undefined;
  }, 'deliveries to the ERP alone, which have been tried');
  expect(waiting.every(({ system, correctionId }) => system === 'fusion' && correctionId === id)).toBe(true);
  expect(waiting.map(({ attempts }) => attempts > 0)).toEqual(waiting.map((_each, place) => place === 0));
  expect(waiting.map(({ label, amount }) => [label, amount?.formatted])).toEqual([
    ['milestone Cutover', '30,000.50 EUR'],
    ['milestone Hypercare', '45,000.00 EUR'],
    ['contract Nordwind Energie: Design', undefined],
    ['billing event Cutover', undefined],
  ]);

  await erp.start();
  await running.until(async () => (await stateOf(id)) === 'CONFIRMED', 'the confirmation');
  expect(await pending()).toEqual([]);
  const creates = erp.effects.filter(({ action }) => action === 'create');
  expect(creates.map(({ object }) => object)).toEqual(['projectBillingEvents']);
  expect(psa.effects.filter(({ action }) => action === 'create').map(({ object }) => object)).toEqual([
    'pse__Milestone__c',
  ]);
});
