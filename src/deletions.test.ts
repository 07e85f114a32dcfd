import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { correct, openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';

const firm = smallFirm();
const [, , cutover] = firm.items;
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

const findings = () =>
  running.db.hub.query(
    `select e.rule, e.effect, e.amount::text from exception e
      where e.rule = 'R03' and e.closed_at is null`,
  );

it('blocks the draft that bills a milestone which was deleted where it was sold, until it is restored', async () => {
  expect(await findings()).toEqual([]);
  running.world.deleteFromOrg('crm', 'OrderItem', cutover.record.Id);
  await running.until(async () => (await findings()).length > 0, 'the block');
  expect(await findings()).toEqual([{ rule: 'R03', effect: 'block', amount: '30000.5' }]);
  // What the contract is worth falls with it, so its parts still add up.
  expect(await openRules(running)).not.toContain('C6');
  running.world.restoreInOrg('crm', 'OrderItem', cutover.record.Id);
  await running.until(async () => (await findings()).length === 0, 'the end of the block');
});

it('brings the deletion to the systems that still have the milestone, as one that was dropped', async () => {
  const key = firm.project.milestones.get(cutover)?.Id ?? '';
  running.world.deleteFromOrg('crm', 'OrderItem', cutover.record.Id);
  await running.until(async () => (await findings()).length > 0, 'the block');
  await correct(running);
  const state = async () =>
    (await running.db.hub.query("select k.state from correction k where k.type = 'propagateContractVersion'"))[0]
      ?.state;
  await running.until(async () => (await state()) === 'confirmed', 'the correction confirmed');
  expect(running.world.psa.get('pse__Milestone__c', key)).toMatchObject({
    Name: 'Cutover',
    pse__Milestone_Amount__c: 0,
    pse__Status__c: 'Canceled',
  });
});
