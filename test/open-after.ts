import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { OrgRecord } from '../sandbox/force/org.ts';
import { type PodItem, podInstant } from '../sandbox/fusion/pod.ts';
import { withConnection } from '../src/entities/sql.ts';
import type { FirmHub } from './firm-hub.ts';
import { judgeChanges, sweep } from './sweep-book.ts';
import { until } from './until.ts';

/** What a hub finds after single changes, which must be what it finds when it judges the whole book. */
export function openAfter(hubOf: () => FirmHub) {
  const open = () =>
    withConnection(hubOf().db.hub, async (sql) => {
      const found = await sql.rows<{ rule: string; subject_label: string; amount: string }>(
        `select e.rule, e.subject_label, trim_scale(e.amount)::text as amount from exception e
          where e.closed_at is null order by e.rule, e.subject_label`,
      );
      return found.map(({ rule, subject_label, amount }) => `${rule} ${subject_label}: ${amount}`);
    });

  /** Lets the hub take in what changed until just that is open; to judge the whole book must not change it. */
  async function expectOpenAfter(change: () => void | Promise<void>, expected: readonly string[]): Promise<void> {
    const hub = hubOf();
    await change();
    const settled = async () => {
      await hub.poll();
      await hub.settle();
      await judgeChanges(hub);
      return isDeepStrictEqual(await open(), expected);
    };
    await until(settled, `${expected.join(', ') || 'nothing'} to be open`);
    await sweep(hub);
    expect(await open()).toEqual(expected);
  }

  const inErp = (resource: string, item: PodItem, fields: object) => () =>
    hubOf().world.changePod(resource, { ...item, ...fields, LastUpdateDate: podInstant(new Date()) }, 'update', null);

  const inOrg = (org: 'crm' | 'psa') => (object: string, record: OrgRecord, fields: object) => () =>
    hubOf().world.changeOrg(org, object, { ...record, ...fields } as OrgRecord);

  return { open, expectOpenAfter, inErp, inCrm: inOrg('crm'), inPsa: inOrg('psa') };
}
