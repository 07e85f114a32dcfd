import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend, openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
}, 60_000);
afterAll(() => running.close());

interface RuleState {
  id: string;
  cannotEvaluate: number;
  waitsFor: string[];
}

const rule = async (id: string) =>
  (await running.ask<{ rules: RuleState[] }>('integration', '{ rules { id cannotEvaluate waitsFor } }')).rules.find(
    (each) => each.id === id,
  );

it('opens no exception because a source is late: the rule can not be evaluated, and names the stream', async () => {
  const { erp } = running.world.simulators;
  const before = await openRules(running);
  await erp.stop();
  await amend(running, firm);
  // The PSA is read, so what it lacks is known; of the ERP nothing is known since it stopped.
  await running.until(async () => (await openRules(running)).includes('R01'), 'R01');
  const waiting = await running.until(async () => {
    const state = await rule('R02');
    return state !== undefined && state.cannotEvaluate > 0 ? state : undefined;
  }, 'R02 that can not be evaluated');
  expect(waiting.waitsFor.join()).toMatch(/fusion\/billing-event known through \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
  expect((await rule('R24'))?.cannotEvaluate).toBe(1);
  // Only what is known for certain has opened.
  expect((await openRules(running)).filter((id) => !before.includes(id)).sort()).toEqual(['R01', 'R03']);

  await erp.start();
  await running.until(async () => {
    const open = await openRules(running);
    return open.includes('R02') && open.includes('R24');
  }, 'what the ERP lacks');
  expect((await rule('R02'))?.cannotEvaluate).toBe(0);
}, 90_000);
