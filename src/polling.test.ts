import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend, openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { systemRoles } from './domain/roles.ts';

// While the ERP is away the hub may not find itself late as well.
const tenMinutes = Object.fromEntries(systemRoles.map((role) => [role, 600]));

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  const timing = { reconcileEverySeconds: 5, freshnessSeconds: tenMinutes, deliveredWithinSeconds: tenMinutes };
  running = await runningHub(firm.tables, { timing });
});
afterAll(() => running.close());

it('compares every stream that can be asked with its source, by itself', async () => {
  const left = () =>
    running.db.hub.query(
      `select s.system, s.name from stream s
        where s.pulled
          and not exists (
            select from stream_scan t where t.system = s.system and t.stream = s.name and t.outcome = 'complete')`,
    );
  await running.until(async () => (await left()).length === 0, 'a scan of every stream');
});

interface RuleState {
  id: string;
  cannotEvaluate: number;
  waitsFor: string[];
}

const rule = async (id: string) =>
  (await running.ask<{ rules: RuleState[] }>('integration', '{ rules { id cannotEvaluate waitsFor } }')).rules.find(
    (each) => each.id === id,
  );

interface Unevaluated {
  unevaluated: {
    totalCount: number;
    nodes: {
      rule: string;
      missing: string[];
      subjectId: string;
      waits: { role: string; kind: string; knownThrough: string }[];
    }[];
  };
  unevaluatedGroups: { key: string; count: number }[];
}

const unevaluated = (filter: object) =>
  running.ask<Unevaluated>(
    'finance',
    `query ($filter: UnevaluatedFilter) {
      unevaluated(filter: $filter) {
        totalCount nodes { rule title missing subjectId since waits { role kind neededThrough knownThrough } }
      }
      unevaluatedGroups(by: STREAM, filter: $filter) { key count oldestSince }
    }`,
    { filter },
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
  const late = await unevaluated({ rule: { in: ['R02', 'R24'] }, waitsForRole: { eq: 'erp' } });
  const counted = late.unevaluated.nodes.map((node) => node.rule).sort();
  expect([counted, late.unevaluated.totalCount]).toEqual([['R02', 'R24'], 2]);
  const value = late.unevaluated.nodes.find((node) => node.rule === 'R24');
  expect(value?.waits).toContainEqual(
    expect.objectContaining({ role: 'erp', kind: 'billing_schedule_line', knownThrough: expect.any(String) }),
  );
  expect(late.unevaluatedGroups.map(({ key }) => key)).toContain('erp billing_schedule_line');
  const [fact = ''] = value?.missing ?? [];
  const byFact = await unevaluated({ rule: { eq: 'R24' }, missing: { eq: fact } });
  expect(byFact.unevaluated.nodes.map((node) => node.rule)).toEqual(['R24']);
  const byOther = await unevaluated({ rule: { eq: 'R24' }, missing: { eq: 'lineAmount' } });
  expect(byOther).toEqual({ unevaluated: { totalCount: 0, nodes: [] }, unevaluatedGroups: [] });
  const byPsa = await unevaluated({ rule: { eq: 'R24' }, waitsForRole: { eq: 'psa' } });
  expect(byPsa.unevaluated.totalCount).toBe(0);
  // Only what is known for certain has opened.
  expect((await openRules(running)).filter((id) => !before.includes(id)).sort()).toEqual(['R01', 'R03']);

  await erp.start();
  await running.until(async () => {
    const open = await openRules(running);
    return open.includes('R02') && open.includes('R24');
  }, 'what the ERP lacks');
  expect((await rule('R02'))?.cannotEvaluate).toBe(0);
});
