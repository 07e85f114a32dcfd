import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import type { TolerancesPolicy } from '../domain/policies.ts';
import { transaction } from '../entities/sql.ts';
import { factSources } from './fact-catalogue.ts';
import { type FactPolicy, readFacts } from './fact-query.ts';
import { milestoneFacts } from './facts/milestone.ts';
import { takePolicy } from './policy-in-force.ts';

let hub: FirmHub;
let milestones: string[];
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
  await hub.poll();
  await hub.settle();
  const rows: { id: string }[] = await hub.db.hub.query('select m.id from milestone m');
  milestones = rows.map(({ id }) => id);
});
afterAll(() => hub.close());

function policyWith(exceptions: TolerancesPolicy['exceptions']): FactPolicy {
  const { tolerances, timing } = hub.config.policy;
  return { tolerances: { ...tolerances, exceptions }, timing };
}

/** By how many days a bill of the milestones of DE01 may be off, judged at an instant. */
async function daysAt(asOf: string, policy: FactPolicy): Promise<unknown[]> {
  const subjects = await transaction(hub.db.hub, (sql) => readFacts(sql, milestoneFacts, [], milestones, asOf, policy));
  return [...new Set(subjects.map(({ facts }) => facts['scheduleToleranceDays']))];
}

it('judges a legal entity by its own tolerances, on the days on which they are in force', async () => {
  const own = { legalEntities: ['DE01'], from: '2026-03-01', to: '2026-04-01', billDateWithinDays: 3 };
  const policy = policyWith([own, { ...own, legalEntities: ['US01'], billDateWithinDays: 5 }]);
  expect(await daysAt('2026-02-28T23:59:59Z', policy)).toEqual(['10']);
  expect(await daysAt('2026-03-01T00:00:00Z', policy)).toEqual(['3']);
  expect(await daysAt('2026-03-31T23:59:59Z', policy)).toEqual(['3']);
  expect(await daysAt('2026-04-01T00:00:00Z', policy)).toEqual(['10']);
  const later = policyWith([own, { legalEntities: ['DE01'], from: '2026-03-15', billDateWithinDays: 7 }]);
  expect(await daysAt('2026-03-20T12:00:00Z', later)).toEqual(['7']);
  const other = policyWith([own, { legalEntities: ['DE01'], from: '2026-03-15', approvalCutOffDays: 7 }]);
  expect(await daysAt('2026-03-20T12:00:00Z', other)).toEqual(['3']);
});

it('has no fact query that asks for the policy but by the legal entity', () => {
  for (const { sql } of factSources) {
    expect([sql, readFileSync(`src/rules/facts/${sql}`, 'utf8')]).not.toEqual([sql, expect.stringContaining('$3::')]);
  }
});

it('writes down what comes into force, and has the book judged by it, once', async () => {
  const sweeps = async () =>
    (await hub.db.hub.query(`select count(*)::int as count from sweep_request r where r.cause = 'change'`))[0].count;
  await hub.db.hub.query(
    `insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', now()) on conflict do nothing`,
  );
  expect(await takePolicy(hub.db.hub, policyWith([]))).toBe(true);
  const before = await sweeps();
  expect(await takePolicy(hub.db.hub, policyWith([]))).toBe(false);
  const ended = { legalEntities: ['DE01'], from: '2020-01-01', to: '2020-12-31', billDateWithinDays: 1 };
  expect(await takePolicy(hub.db.hub, policyWith([ended]))).toBe(false);
  expect(await takePolicy(hub.db.hub, policyWith([{ ...ended, to: undefined }]))).toBe(true);
  expect(await sweeps()).toBe(before + 1);
  expect(await takePolicy(hub.db.hub, policyWith([]))).toBe(true);
  const kept = await hub.db.hub.query(
    `select p.policy->'entities'->'DE01'->>'billDateWithinDays' as days from policy_in_force p order by p.id`,
  );
  expect(kept).toEqual([{ days: null }, { days: '1' }, { days: null }]);
  const audited = await hub.db.hub.query(`select a.actor from audit_log a where a.action = 'policy.inForce'`);
  expect(audited).toEqual([{ actor: 'hub' }, { actor: 'hub' }, { actor: 'hub' }]);
});
