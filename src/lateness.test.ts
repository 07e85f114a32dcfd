import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend, correct, held, openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { systemRoles } from './domain/roles.ts';

// Only the ERP may not be silent for long: whatever else the machine is busy with, the others are not late. During the
// first load a stream rests for half of this after each poll, and is not to be late because of that.
const freshnessSeconds = Object.fromEntries(systemRoles.map((role) => [role, role === 'erp' ? 20 : 600]));
const deliveredWithinSeconds = Object.fromEntries(systemRoles.map((role) => [role, role === 'erp' ? 1 : 600]));

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables, { timing: { freshnessSeconds, deliveredWithinSeconds } });
});
afterAll(() => running.close());

interface Standing {
  id: string;
  subject_label: string;
  amount: string | null;
  currency: string | null;
  legal_entity_id: number;
  sentence: string;
}

const standing = (rule: string): Promise<Standing[]> =>
  running.db.hub.query(
    `select e.id, e.subject_label, trim_scale(e.amount)::text as amount, e.currency, e.legal_entity_id, e.sentence
       from exception e where e.rule = $1 and e.closed_at is null order by e.subject_label`,
    [rule],
  );

const historyOf = async (id: string) => {
  const events = await running.db.hub.query(
    'select v.type from exception_event v where v.exception_id = $1 order by v.id',
    [id],
  );
  return events.map(({ type }: { type: string }) => type);
};

it('finds each stream of a source that went silent once for each legal entity, and clears them when it is back', async () => {
  const { erp } = running.world.simulators;
  const depending: { label: string }[] = await running.db.hub.query(
    `select distinct 'Stream ' || c.system || '/' || c.stream || ' of ' || e.code as label
       from stream_coverage c join legal_entity e on e.id = c.legal_entity_id where c.system = 'fusion' order by 1`,
  );
  expect(await standing('R30')).toEqual([]);
  await erp.stop();
  const found = await running.until(async () => {
    const all = await standing('R30');
    return all.length >= depending.length && all;
  }, 'the silent streams');
  expect(found.map(({ subject_label }) => subject_label)).toEqual(depending.map(({ label }) => label));
  expect(found[0]?.sentence).toMatch(/^fusion\/\S+ was last heard of .* and was due by .*: none\.$/);
  const { exceptions } = await running.ask<{ exceptions: { nodes: { kind: string; ownerRole: string }[] } }>(
    'integration',
    '{ exceptions(first: 200, filter: { rule: { eq: "R30" }, open: { eq: true } }) { nodes { kind ownerRole } } }',
  );
  expect(exceptions.nodes).toEqual(depending.map(() => ({ kind: 'stream', ownerRole: 'integration' })));

  await erp.start();
  await running.until(async () => (await standing('R30')).length === 0, 'every stream heard of again');
  expect(await historyOf(found[0]?.id as string)).toEqual(['opened', 'cleared']);
});

it('finds an approved correction that does not reach its system in time, with its money, until it has arrived', async () => {
  const { erp } = running.world.simulators;
  await amend(running, firm);
  await running.until(async () => (await openRules(running)).includes('R02'), 'R02');
  // Otherwise the hold would be late as well.
  await held(running);
  await erp.stop();
  await correct(running);
  const toErp = /^\d+ steps for fusion pending since .*; 0 corrections behind: 75,000\.50 EUR\.$/;
  // It may be found late while its steps in the PSA are still under way.
  const late = await running.until(
    async () => (await standing('R35')).find(({ sentence }) => toErp.test(sentence)),
    'the correction that is late in the ERP alone',
  );
  expect(late).toMatchObject({ amount: '75000.5', currency: 'EUR', legal_entity_id: firm.contract.entity.id });
  expect(late.sentence).toMatch(toErp);
  await erp.start();
  await running.until(async () => (await standing('R35')).length === 0, 'the correction has arrived');
  expect(await historyOf(late.id)).toContain('cleared');
});
