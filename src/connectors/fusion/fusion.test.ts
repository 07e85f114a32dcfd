import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PodItem, podInstant } from '../../../sandbox/fusion/pod.ts';
import { atWork, type ConnectorAtWork } from '../../../test/conformance/at-work.ts';
import { describeConnector } from '../../../test/conformance/describe-connector.ts';
import { fusionCommands } from '../../../test/push-commands.ts';
import type { ConnectedSystem, PushCommand } from '../../domain/connector.ts';
import type { SendRequest } from '../../domain/http.ts';

describeConnector('Fusion', {
  system: 'fusion',
  throttled: { status: 429, headers: {}, text: 'Too many requests' },
  commands: fusionCommands,
});

const resource = 'projectBillingEvents';

describe('a billing event', () => {
  let work: ConnectorAtWork;
  let update: PushCommand;
  let create: PushCommand;
  beforeAll(async () => {
    work = await atWork({ system: 'fusion' });
    [update, , create] = fusionCommands(work.firm) as [PushCommand, PushCommand, PushCommand];
  });
  afterAll(() => work.close());
  const stored = () => work.world.pod.get(resource, update.key ?? '') as PodItem;
  const send = (command: PushCommand, over?: (through: SendRequest) => SendRequest) => {
    const { system, connector } = work.subject;
    const changed: ConnectedSystem = over === undefined ? system : { ...system, send: over(system.send) };
    return connector.push?.send(connector.client(changed), command);
  };

  it('that stands on an invoice keeps its amount, in the words of the pod', async () => {
    const before = stored();
    work.world.changePod(resource, { ...before, InvoicedFlag: 'Y' }, 'update', null);
    expect(await send(update)).toMatchObject({ outcome: 'rejected', detail: expect.stringContaining('PJB-EVENT') });
    work.world.changePod(resource, before, 'update', null);
  });

  it('that changes between the look and the write is not written over', async () => {
    const before = stored();
    const result = await send(update, (through) => (request) => {
      if (request.method === 'PATCH') {
        const LastUpdateDate = podInstant(new Date());
        work.world.changePod(resource, { ...before, EventDescription: 'Renamed', LastUpdateDate }, 'update', null);
      }
      return through(request);
    });
    expect(result).toMatchObject({ outcome: 'stale' });
    expect(stored()['EventDescription']).toBe('Renamed');
    work.world.changePod(resource, before, 'update', null);
  });

  it('is reached on the pod alone, wherever its link leads', async () => {
    const asked: string[] = [];
    const result = await send(update, (through) => async (request) => {
      asked.push(new URL(request.url).origin);
      const response = await through(request);
      const text = response.text.replaceAll(work.subject.system.baseUrl, 'https://elsewhere.example.com');
      return { ...response, text };
    });
    expect(result).toMatchObject({ outcome: 'sent' });
    expect(new Set(asked)).toEqual(new Set([work.subject.system.baseUrl]));
  });

  it('needs a contract that the pod knows', async () => {
    const command = { ...create, parents: { ...create.parents, contract: '300000999999999' } };
    expect(await send(command)).toMatchObject({ outcome: 'rejected', detail: expect.stringContaining('no contract') });
  });

  it('is refused before anything is created when a number can not hold its amount', async () => {
    const fields = create.fields.map((change) =>
      change.field === 'amount' ? { ...change, after: '9007199254740993.01' } : change,
    );
    const before = work.simulator.effects.length;
    await expect(send({ ...create, fields })).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', retryable: false });
    expect(work.simulator.effects).toHaveLength(before);
  });
});
