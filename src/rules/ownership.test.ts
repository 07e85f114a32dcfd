import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { plusDays } from '../../sandbox/firm/tables.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { judgeChanges, sweep } from '../../test/sweep-book.ts';
import { until } from '../../test/until.ts';
import { systemRoles } from '../domain/roles.ts';
import { withConnection } from '../entities/sql.ts';

const firm = smallFirm();
const [, build] = firm.items;
const { ServiceDate: plannedOn } = build.record;
const copy = [...firm.project.milestones].find(([item]) => item === build)?.[1] as OrgRecord;

let hub: FirmHub;
beforeAll(async () => {
  const propagationSeconds = Object.fromEntries(systemRoles.map((role) => [role, 0.001]));
  hub = await firmHub(firm.tables, { timing: { propagationSeconds } });
  await hub.poll();
  await hub.settle();
  await sweep(hub);
});
afterAll(() => hub.close());

const inPsa = (fields: object) => () => hub.world.changeOrg('psa', 'pse__Milestone__c', { ...copy, ...fields });
const inCrm = (fields: object) => () => hub.world.changeOrg('crm', 'OrderItem', { ...build.record, ...fields });

function conflicts() {
  return withConnection(hub.db.hub, async (sql) => {
    const rows = await sql.rows<{ label: string; amount: string | null; both: string; attributes: string }>(
      `select e.subject_label as label, trim_scale(e.amount)::text as amount, e.facts->>'bothChanged' as both,
              e.facts->>'conflictingAttributes' as attributes
         from exception e where e.closed_at is null and e.rule = 'R31' order by 1`,
    );
    return rows.map(({ label, attributes, amount, both }) => `${label}: ${attributes} ${amount} ${both}`);
  });
}

/** What systems say of the date of the milestone, the owner last. */
const dates = () =>
  withConnection(hub.db.hub, async (sql) => {
    const rows = await sql.rows<{ on: string }>(
      `select r.attributes->>'plannedOn' as on from source_record r
        where r.kind = 'milestone' and r.attributes->>'name' = 'Build' and r.system in ('certinia', 'salesforce')
        order by r.system`,
    );
    return rows.map(({ on }) => on);
  });

/** Takes in what changed until the systems say just that, and judges it; to judge the whole book must say the same. */
async function expectAfter(change: () => void, said: readonly unknown[], expected: readonly string[]): Promise<void> {
  change();
  const settled = async () => {
    await hub.poll();
    await hub.settle();
    await judgeChanges(hub);
    return isDeepStrictEqual(await dates(), said) && isDeepStrictEqual(await conflicts(), expected);
  };
  await until(settled, `${expected.join(', ') || 'nothing'} to be at odds`);
  await sweep(hub);
  expect(await conflicts()).toEqual(expected);
}

const day = (days: number) => plusDays(firm.ledger.today, days);

it('takes a copy that is late for no conflict, whichever of the values of the owner it has got to', async () => {
  await expectAfter(inCrm({ ServiceDate: day(25) }), [plannedOn, day(25)], []);
  await expectAfter(inCrm({ ServiceDate: day(26) }), [plannedOn, day(26)], []);
  await expectAfter(inPsa({ pse__Target_Date__c: day(25) }), [day(25), day(26)], []);
  await expectAfter(inPsa({ pse__Target_Date__c: day(26) }), [day(26), day(26)], []);
});

it('finds that a system has changed what another one owns, until the owner follows', async () => {
  const conflict = 'Milestone Build: plannedOn null 0';
  await expectAfter(inPsa({ pse__Target_Date__c: day(40) }), [day(40), day(26)], [conflict]);
  await expectAfter(inCrm({ ServiceDate: day(40) }), [day(40), day(40)], []);
});

it('finds that both have changed it since they last said the same, with the money that is at odds', async () => {
  const repriced = { pse__Target_Date__c: day(41), pse__Milestone_Amount__c: 65_000.25 };
  const one = 'Milestone Build: amount, plannedOn 5000.25 0';
  await expectAfter(inPsa(repriced), [day(41), day(40)], [one]);
  const both = 'Milestone Build: amount, plannedOn 5000.25 1';
  await expectAfter(inCrm({ ServiceDate: day(42) }), [day(41), day(42)], [both]);
  await expectAfter(inPsa({ pse__Target_Date__c: day(42) }), [day(42), day(42)], []);
});
