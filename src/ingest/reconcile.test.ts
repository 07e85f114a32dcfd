import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeUntold, deleteUntold, hide, keysOf } from '../../sandbox/mischief.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { multiplyScanned, reconcile, type ScannedStream, scannedStreams } from '../../test/reconciled.ts';
import { until } from '../../test/until.ts';
import { wholeFirm } from '../../test/whole-firm.ts';
import { pulledStreams } from '../domain/connector.ts';
import { withConnection } from '../entities/sql.ts';
import { canaryOf } from './canary.ts';
import type { ScanContext, ScanReport } from './reconcile.ts';
import { oldestKnown } from './scan-rows.ts';

let hub: FirmHub;
beforeAll(async () => {
  const { tables } = wholeFirm();
  multiplyScanned(tables);
  hub = await firmHub(tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

const reconciled = (of: Pick<ScannedStream, 'hub' | 'stream'>, given?: Partial<ScanContext>) =>
  reconcile(hub, of, given);

const found = ({ outcome, missing, changed, gone, deleted }: ScanReport) => ({
  outcome,
  missing,
  changed,
  gone,
  deleted,
});
const nothing = { outcome: 'complete', missing: 0, changed: 0, gone: 0, deleted: 0 };

const rows = <Row>(text: string, values: unknown[]) =>
  withConnection(hub.db.hub, (sql) => sql.rows<Row & Record<string, unknown>>(text, values));

async function record({ hub: system, kind }: ScannedStream, key: string) {
  const [row] = await rows<{ deleted: boolean; attributes: Record<string, unknown> }>(
    'select r.deleted, r.attributes from source_record r where (r.system, r.kind, r.key) = ($1, $2, $3)',
    [system, kind, key],
  );
  return row;
}

/** Scans until a record is held to be deleted or not: what is read within one second of a source's clock is of one instant. */
const untilHeld = (deleted: boolean, of: ScannedStream, key: string) =>
  until(
    async () => {
      await reconciled(of);
      return (await record(of, key))?.deleted === deleted;
    },
    deleted ? 'the deletion' : 'the return',
  );

it('finds nothing where the hub has what the sources have, in any stream', async () => {
  for (const [system, { connector }] of hub.systems) {
    for (const [stream] of pulledStreams(connector)) {
      const report = await reconciled({ hub: system, stream }, { share: { part: 0, of: 1 } });
      const count = await rows<{ count: number }>(
        'select count(*)::int as count from source_aggregate a where (a.system, a.stream) = ($1, $2)',
        [system, stream],
      );
      expect({ system, stream, ...found(report), records: report.records }).toEqual({
        system,
        stream,
        ...nothing,
        records: count[0]?.count,
      });
    }
  }
});

for (const subject of scannedStreams) {
  const { system, object, field, value, attribute } = subject;
  const at = (place: number) => keysOf(hub.world, { system, object })[place] as string;

  describe(`a stream of ${subject.hub}`, () => {
    it('gets a change whose stamp was older than polls look back, and looks back further from then on', async () => {
      const key = at(0);
      const before = await rows<{ overlap: number | null }>(
        'select s.overlap_seconds as overlap from stream s where (s.system, s.name) = ($1, $2)',
        [subject.hub, subject.stream],
      );
      expect(before).toEqual([{ overlap: null }]);
      // The next poll looks back from this one.
      await hub.poll(subject.hub, subject.stream);
      changeUntold(hub.world, { system, object, key }, { [field]: value }, new Date(Date.now() - 60_000));
      await hub.poll(subject.hub, subject.stream);
      await hub.settle();
      expect((await record(subject, key))?.attributes[attribute]).not.toBe(value);
      expect(found(await reconciled(subject, { dryRun: true }))).toEqual({ ...nothing, changed: 1 });
      expect((await record(subject, key))?.attributes[attribute]).not.toBe(value);
      expect(found(await reconciled(subject))).toEqual({ ...nothing, changed: 1 });
      expect((await record(subject, key))?.attributes[attribute]).toBe(value);
      expect(found(await reconciled(subject))).toEqual(nothing);
      const after = await rows(
        'select s.overlap_seconds as overlap from stream s where (s.system, s.name) = ($1, $2)',
        [subject.hub, subject.stream],
      );
      expect(after).toEqual([{ overlap: 2 * hub.config.policy.timing.pollOverlapSeconds }]);
    });

    it('gets a change that moved no stamp when its turn has come to be read whole', async () => {
      const key = at(1);
      changeUntold(hub.world, { system, object, key }, { [field]: value });
      expect(found(await reconciled(subject))).toEqual(nothing);
      const turns = [];
      for (const part of [0, 1]) turns.push((await reconciled(subject, { share: { part, of: 2 } })).changed);
      expect(turns.sort()).toEqual([0, 1]);
      expect((await record(subject, key))?.attributes[attribute]).toBe(value);
    });

    it('gets a record that it never heard of', async () => {
      const key = at(2);
      for (const table of ['source_record', 'source_aggregate']) {
        const column = table === 'source_record' ? 'aggregate_key' : 'key';
        await rows(`delete from ${table} t where t.system = $1 and t.stream = $2 and t.${column} = $3`, [
          subject.hub,
          subject.stream,
          key,
        ]);
      }
      expect(found(await reconciled(subject))).toEqual({ ...nothing, missing: 1 });
      expect(await record(subject, key)).toMatchObject({ deleted: false });
    });

    it('takes what was not named twice in a row for deleted, and for there again once it shows as it was', async () => {
      const key = at(3);
      const show = hide(hub.world, { system, object }, [key]);
      expect(found(await reconciled(subject))).toEqual({ ...nothing, gone: 1 });
      expect(await record(subject, key)).toMatchObject({ deleted: false });
      await untilHeld(true, subject, key);
      expect(found(await reconciled(subject))).toEqual(nothing);
      show();
      expect(found(await reconciled(subject, { dryRun: true }))).toEqual({ ...nothing, missing: 1 });
      await untilHeld(false, subject, key);
      deleteUntold(hub.world, { system, object, key });
      expect(found(await reconciled(subject))).toEqual({ ...nothing, gone: 1 });
      await untilHeld(true, subject, key);
    });

    it('forgets that something was not named once it is named again', async () => {
      const hideOne = () => hide(hub.world, { system, object }, [at(4)]);
      for (const show of [hideOne(), hideOne()]) {
        expect(found(await reconciled(subject))).toEqual({ ...nothing, gone: 1 });
        show();
        expect(found(await reconciled(subject))).toEqual(nothing);
        hideOne();
      }
      hideOne()();
    });

    it('takes nothing for deleted when a tenth is not named, until a person says that it is right', async () => {
      const show = hide(hub.world, { system, object }, [at(5), at(6), at(7)]);
      const short = { ...nothing, outcome: 'short', gone: 3 };
      for (let night = 0; night < 3; night += 1) expect(found(await reconciled(subject))).toEqual(short);
      expect(await record(subject, at(5))).toMatchObject({ deleted: false });
      const [{ reason }] = (await rows(
        'select t.reason from stream_scan t where (t.system, t.stream) = ($1, $2) order by t.id desc limit 1',
        [subject.hub, subject.stream],
      )) as [{ reason: string }];
      expect(reason).toMatch(/^\d+ records, and \d+ before: less than 90 % are not taken for the whole$/);
      expect(found(await reconciled(subject, { acceptFewer: true }))).toEqual({ ...nothing, gone: 3 });
      show();
      expect(found(await reconciled(subject))).toEqual(nothing);
    });

    it('takes nothing for deleted when not even the oldest records can be read', async () => {
      const oldest = await withConnection(hub.db.hub, (sql) => oldestKnown(sql, subject.hub, subject.stream, 3));
      const show = hide(hub.world, { system, object }, oldest);
      for (let night = 0; night < 3; night += 1) {
        const report = await reconciled(subject, { acceptFewer: true });
        expect(found(report)).toEqual({ ...nothing, outcome: 'access_lost', gone: 3 });
        expect(report.reason).toBe(
          `what has stood longest (${oldest.join(', ')}) is not readable any more: access may be lost`,
        );
      }
      show();
      expect(found(await reconciled(subject))).toEqual(nothing);
    });
  });
}

it('believes the canary of a system before the oldest records of a stream', async () => {
  const [subject] = scannedStreams as [ScannedStream];
  const installed = hub.systems.get(subject.hub);
  const [project] = keysOf(hub.world, { system: 'psa', object: 'pse__Proj__c' }) as [string];
  const configured = { stream: 'project', key: project };
  const canary = installed && canaryOf(installed.connector, subject.hub, configured);
  const [other] = keysOf(hub.world, subject) as [string];
  const showOther = hide(hub.world, subject, [other]);
  expect(found(await reconciled(subject, { canary, dryRun: true }))).toEqual({ ...nothing, gone: 1 });
  const show = hide(hub.world, { system: 'psa', object: 'pse__Proj__c' }, [project]);
  const report = await reconciled(subject, { canary, dryRun: true });
  expect(report).toMatchObject({ outcome: 'access_lost', reason: expect.stringContaining(`project/${project}`) });
  show();
  showOther();
  const strange = { stream: 'nothing', key: '1' };
  expect(() => installed && canaryOf(installed.connector, subject.hub, strange)).toThrow('systems.certinia.canary: ');
});

it('says why it does not scan a stream', async () => {
  const [{ hub: system, stream }] = scannedStreams as [ScannedStream];
  const set = (text: string) =>
    rows(`update stream s set ${text} where (s.system, s.name) = ($1, $2)`, [system, stream]);
  const outcomes = [];
  for (const state of ['paused = true', "paused = false, baseline = 'loading'", "baseline = 'complete'"]) {
    await set(state);
    const { outcome, reason } = await reconciled({ hub: system, stream }, { dryRun: true });
    outcomes.push([outcome, reason]);
  }
  expect(outcomes).toEqual([
    ['skipped', 'it is paused'],
    ['skipped', 'its first load is not complete'],
    ['complete', null],
  ]);
});

it('notes a scan that broke off, and tells why', async () => {
  const [of] = scannedStreams as [ScannedStream];
  hub.world.simulators.psa.faults.throttled = true;
  await expect(reconciled(of)).rejects.toThrow('REQUEST_LIMIT_EXCEEDED');
  hub.world.simulators.psa.faults.throttled = false;
  const last = await rows<{ outcome: string }>(
    'select t.outcome, t.reason from stream_scan t order by t.id desc limit 1',
    [],
  );
  expect(last).toEqual([{ outcome: 'failed', reason: expect.stringContaining('REQUEST_LIMIT_EXCEEDED') }]);
});
