import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrgRecord } from '../../../sandbox/force/org.ts';
import { atWork, type ConnectorAtWork } from '../../../test/conformance/at-work.ts';
import { describeConnector } from '../../../test/conformance/describe-connector.ts';
import { certiniaCommands } from '../../../test/push-commands.ts';
import type { PushCommand } from '../../domain/connector.ts';

const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
const throttled = { status: 403, headers: {}, text: JSON.stringify(limit) };

describeConnector('Certinia', { system: 'certinia', throttled, commands: certiniaCommands });

const bare = { psaExternalIds: false };
describeConnector("Certinia without the firm's own fields", {
  system: 'certinia',
  options: bare,
  throttled,
  commands: certiniaCommands,
});

const object = 'pse__Milestone__c';

describe('a milestone', () => {
  let work: ConnectorAtWork;
  let commands: PushCommand[];
  beforeAll(async () => {
    work = await atWork({ system: 'certinia' });
    commands = certiniaCommands(work.firm);
  });
  afterAll(() => work.close());
  const stored = (key: string) => work.world.psa.get(object, key) as OrgRecord;
  const [changed, , created] = [0, 1, 2].map((at) => () => commands[at] as PushCommand);
  const client = () => work.subject.connector.client(work.subject.system);
  const send = (command: PushCommand, system = work.subject.system) =>
    work.subject.connector.push?.send(work.subject.connector.client(system), command);

  it('that the financials contain keeps its date, in the words of the product', async () => {
    const command = changed?.() as PushCommand;
    const before = stored(command.key ?? '');
    work.world.changeOrg('psa', object, { ...before, pse__Include_In_Financials__c: true });
    const result = await send(command);
    expect(result).toMatchObject({
      outcome: 'rejected',
      detail: expect.stringContaining('FIELD_CUSTOM_VALIDATION_EXCEPTION'),
    });
    work.world.changeOrg('psa', object, before);
  });

  it('that changes between the look and the write is not written over', async () => {
    const command = changed?.() as PushCommand;
    const before = stored(command.key ?? '');
    const { send: through } = work.subject.system;
    const result = await send(command, {
      ...work.subject.system,
      send: (request) => {
        // The platform compares whole seconds: it is moved into the next one.
        const later = new Date(Date.now() + 2000).toISOString().replace('Z', '+0000');
        if (request.method === 'PATCH') {
          work.world.psa.put(object, { ...before, Name: 'Renamed', SystemModstamp: later, LastModifiedDate: later });
        }
        return through(request);
      },
    });
    expect(result).toMatchObject({ outcome: 'stale' });
    expect(stored(command.key ?? '')['Name']).toBe('Renamed');
  });

  it('that is gone is stale', async () => {
    const gone = { ...(changed?.() as PushCommand), key: 'a0MGN9999999999AAA' };
    expect(await send(gone)).toEqual({ outcome: 'stale', detail: 'the milestone is gone' });
  });

  it('that is deleted is stale, and made anew by an upsert instead of being written to where it lies', async () => {
    const command = changed?.() as PushCommand;
    const key = command.key ?? '';
    const external = String(stored(key)['Order_Item_External_Id__c']);
    work.world.deleteFromOrg('psa', object, key);
    expect(await send(command)).toEqual({ outcome: 'stale', detail: 'the milestone is gone' });
    const again = { ...(created?.() as PushCommand), origin: { system: 'salesforce', key: external } };
    expect(await work.subject.connector.push?.find(client(), again)).toEqual([]);
    const made = await send(again);
    expect(made).toMatchObject({ outcome: 'sent' });
    expect(made).not.toMatchObject({ key });
    expect(stored(key)).toMatchObject({ IsDeleted: true });
  });

  it('is refused before anything is sent when a number can not hold its price', async () => {
    const command = created?.() as PushCommand;
    const fields = command.fields.map((change) =>
      change.field === 'amount' ? { ...change, after: '9007199254740993.01' } : change,
    );
    await expect(send({ ...command, fields })).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', retryable: false });
  });
});

describe("a milestone without the firm's own fields", () => {
  let work: ConnectorAtWork;
  beforeAll(async () => {
    work = await atWork({ system: 'certinia', options: bare });
  });
  afterAll(() => work.close());

  it('is another one than a dropped one of its name', async () => {
    const [milestone] = [...work.firm.project.milestones.values()];
    const command = certiniaCommands(work.firm)[2] as PushCommand;
    work.world.changeOrg('psa', object, {
      ...(milestone as OrgRecord),
      Id: 'a0MGN9999999997AAA',
      Name: 'Hypercare',
      pse__Status__c: 'Canceled',
    });
    const client = work.subject.connector.client(work.subject.system);
    expect(await work.subject.connector.push?.find(client, command)).toEqual([]);
    expect(await work.subject.connector.push?.send(client, command)).toMatchObject({ outcome: 'sent' });
    const named = [...work.world.psa.table(object).values()].filter((record) => record['Name'] === 'Hypercare');
    expect(named.map((record) => record['pse__Status__c']).sort()).toEqual(['Canceled', 'Planned']);
  });
});
