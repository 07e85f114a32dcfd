import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { isPulled } from '../domain/connector.ts';
import { interpreter } from './interpret.ts';
import { type PolledStream, pollStream } from './poll.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

function milestones(): PolledStream {
  const installed = hub.systems.get('certinia');
  const stream = installed?.connector.streams['milestone'];
  if (installed === undefined || stream === undefined || !isPulled(stream)) throw new Error('no milestones to poll');
  return { system: 'certinia', name: 'milestone', stream, client: installed.client };
}

async function read() {
  const rows = await hub.db.hub.query(
    `select s.baseline, s.received_records::int as received from stream s where s.system = 'certinia' and s.name = 'milestone'`,
  );
  return rows[0];
}

it('leaves a first load after the page at hand when it is stopped, and goes on from there the next time', async () => {
  const limits = { pageSize: 1, overlapSeconds: 1, lagSeconds: 0 };
  const context = {
    limits,
    everySeconds: hub.config.policy.timing.pollEverySeconds,
    interpret: interpreter(hub.systems, hub.config.policy.mappings),
    newCorrelationId: randomUUID,
  };
  await pollStream(hub.db.hub, milestones(), { ...context, signal: AbortSignal.abort() });
  expect(await read()).toEqual({ baseline: 'loading', received: 1 });
  await pollStream(hub.db.hub, milestones(), context);
  expect(await read()).toMatchObject({ baseline: 'complete' });
  const stored = await hub.db.hub.query(
    `select count(*)::int as count from source_record r where r.system = 'certinia' and r.kind = 'milestone'`,
  );
  expect(stored).toEqual([{ count: 3 }]);
});

it('asks for the next page while one is stored; should that fail, what was stored stays and is gone on from', async () => {
  const { stream, client } = milestones();
  if (!isPulled(stream)) throw new Error('not pulled');
  await hub.db.hub.query(
    `update stream set cursor = null, baseline = 'none' where system = 'certinia' and name = 'milestone'`,
  );
  const asked: unknown[] = [];
  const failsOnce: PolledStream = {
    ...milestones(),
    stream: {
      ...stream,
      pull(of, state, limits) {
        asked.push(state);
        return asked.length === 2 ? Promise.reject(new Error('gone')) : stream.pull(of, state, limits);
      },
    },
    client,
  };
  const context = {
    limits: { pageSize: 1, overlapSeconds: 1, lagSeconds: 0 },
    everySeconds: hub.config.policy.timing.pollEverySeconds,
    interpret: interpreter(hub.systems, hub.config.policy.mappings),
    newCorrelationId: randomUUID,
  };
  await expect(pollStream(hub.db.hub, failsOnce, context)).rejects.toThrow('gone');
  expect(await read()).toMatchObject({ baseline: 'loading' });
  await pollStream(hub.db.hub, failsOnce, context);
  expect(asked[0]).toBeUndefined();
  // What is asked for again is what could not be read, not what had been stored before it.
  expect(asked[2]).toEqual(asked[1]);
  expect(await read()).toMatchObject({ baseline: 'complete' });
});
