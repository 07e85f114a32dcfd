import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import type { OrgRecord } from '../sandbox/force/org.ts';
import { type PodItem, podInstant, podResources } from '../sandbox/fusion/pod.ts';
import type { Simulator } from '../sandbox/simulator.ts';
import type { World } from '../sandbox/world.ts';
import { certify, type Subject } from '../src/domain/certification.ts';
import type { PushCommand, SourceMessage, Stream } from '../src/domain/connector.ts';
import { HubError } from '../src/domain/errors.ts';
import type { OutboundResponse } from '../src/domain/http.ts';
import { readingChecks } from '../src/ingest/certify/checks.ts';
import { outbound } from '../src/server/outbound.ts';
import { writingChecks } from '../src/sync/certify-writing.ts';
import { installSystems } from '../src/systems.ts';
import { type SimulatedFirm, type SimulationOptions, simulateFirm } from './sandbox-config.ts';
import { type WholeFirm, wholeFirm } from './whole-firm.ts';

/** What the suite has to know of a connector besides what it says of itself. */
export interface ConformanceCase {
  system: 'salesforce' | 'certinia' | 'fusion';
  options?: SimulationOptions;
  /** The product's own way to ask for a pause, and to say that a session has ended. */
  throttled: OutboundResponse;
  commands: (firm: WholeFirm) => PushCommand[];
}

const simulators = { salesforce: 'crm', certinia: 'psa', fusion: 'erp' } as const;

/** A connector at work: against the simulator of its product, over real HTTP. */
export interface ConnectorAtWork {
  firm: WholeFirm;
  world: World;
  simulator: Simulator;
  subject: Subject;
  close(): Promise<void>;
}

/** Starts the simulators, and a connector that reads one of them. */
export async function atWork(
  of: Pick<ConformanceCase, 'system' | 'options'>,
  change: (tables: FirmTables) => void = () => {},
): Promise<ConnectorAtWork> {
  const firm = wholeFirm();
  change(firm.tables);
  const simulated: SimulatedFirm = await simulateFirm(firm.tables, of.options);
  const config = simulated.config('postgres://nobody@localhost/none');
  const send = outbound({ timeoutMs: 3000, maxBytes: 1 << 26, loopback: true });
  const installed = installSystems(config, send).get(of.system);
  if (installed === undefined) throw new Error(`the sandbox has no system ${of.system}`);
  const { connector, description: system } = installed;
  const limits = { pageSize: 12, overlapSeconds: 60, lagSeconds: 1 };
  return {
    firm,
    world: simulated.world,
    simulator: simulated.world.simulators[simulators[of.system]],
    subject: { connector, system, limits, mostPages: 1000 },
    close: () => simulated.close(),
  };
}

/** Gives every record four doubles with the same stamp, so that pages end within an instant. */
export function crowd(tables: FirmTables): void {
  const doubles = [1, 2, 3, 4];
  for (const table of [...Object.values(tables.crm), ...Object.values(tables.psa)]) {
    table.push(
      ...table.flatMap((record) => doubles.map((at) => ({ ...record, Id: record.Id.replace('GN', `G${at}`) }))),
    );
  }
  for (const [resource, table] of Object.entries(tables.erp)) {
    const key = podResources[resource]?.key ?? '';
    table.push(
      ...table.flatMap((item) => doubles.map((at) => ({ ...item, [key]: Number(item[key]) + at * 1_000_000 }))),
    );
  }
}

/** What a stream reads: the object or resource that it names first. */
export const objectOf = ({ about }: Stream<unknown>): string => /^\w+/.exec(about)?.[0] ?? '';

/** Changes a record as the firm's own people would. */
export function touch({ world, subject }: ConnectorAtWork, stream: Stream<unknown>, key: string): void {
  const object = objectOf(stream);
  if (subject.system.role === 'erp') {
    const item = world.pod.get(object, key) as PodItem;
    world.changePod(object, { ...item, LastUpdateDate: podInstant(new Date()) }, 'update', null);
  } else {
    const system = subject.system.role === 'crm' ? 'crm' : 'psa';
    world.changeOrg(system, object, world[system].get(object, key) as OrgRecord);
  }
}

/** Reads a stream to its end and once more, changing a record that was read and one that was not after the first page. */
async function readWhileChanging(work: ConnectorAtWork, stream: Stream<unknown>, keys: readonly string[]) {
  const client = work.subject.connector.client(work.subject.system);
  const limits = { ...work.subject.limits, pageSize: 2 };
  const seen: SourceMessage[] = [];
  const touched: string[] = [];
  let state: unknown;
  for (let runs = 0; runs < 2; ) {
    const page = await stream.pull(client, state, limits);
    seen.push(...page.messages);
    state = page.state;
    if (touched.length === 0) {
      const read = new Set(seen.map(({ key }) => key));
      touched.push(...[seen[0]?.key, keys.find((key) => !read.has(key))].filter((key) => key !== undefined));
      for (const key of touched) touch(work, stream, key);
    }
    if (!page.more) runs += 1;
  }
  return { seen, touched };
}

async function errorOf(action: Promise<unknown>): Promise<HubError> {
  const thrown = await action.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof HubError)) throw thrown;
  return thrown;
}

function describeReading(of: ConformanceCase): void {
  describe('read', () => {
    let work: ConnectorAtWork;
    beforeAll(async () => {
      work = await atWork(of, crowd);
    });
    afterAll(() => work.close());
    const firstPage = (at: ConnectorAtWork, timeoutMs = 3000) => {
      const [stream] = Object.values(at.subject.connector.streams) as [Stream<unknown>];
      const send = outbound({ timeoutMs, maxBytes: 1 << 26, loopback: true });
      return stream.pull(at.subject.connector.client({ ...at.subject.system, send }), undefined, at.subject.limits);
    };

    it('has records in every stream', async () => {
      for (const stream of Object.values(work.subject.connector.streams)) {
        const client = work.subject.connector.client(work.subject.system);
        const page = await stream.pull(client, undefined, work.subject.limits);
        expect({ about: stream.about, count: page.messages.length }).not.toMatchObject({ count: 0 });
      }
    });
    for (const check of readingChecks) {
      it(check.sentence, async () => expect((await certify(check, work.subject)).problems).toEqual([]));
    }

    it('loses nothing that changes while its pages are read', async () => {
      for (const stream of Object.values(work.subject.connector.streams)) {
        const client = work.subject.connector.client(work.subject.system);
        const all = await stream.pull(client, undefined, { ...work.subject.limits, pageSize: 500 });
        const keys = all.messages.map(({ key }) => key);
        const before = new Map(all.messages.map(({ key, version }) => [key, version]));
        const { seen, touched } = await readWhileChanging(work, stream, keys);
        const lost = keys.filter((key) => !seen.some((message) => message.key === key));
        const latest = new Map(seen.map(({ key, version }) => [key, version]));
        const stale = touched.filter((key) => latest.get(key) === before.get(key));
        expect({ about: stream.about, lost, stale }).toEqual({ about: stream.about, lost: [], stale: [] });
      }
    });

    it('follows the pages that its source makes of an answer', async () => {
      const [name, stream] = Object.entries(work.subject.connector.streams).at(-1) as [string, Stream<unknown>];
      const client = work.subject.connector.client(work.subject.system);
      const limits = { ...work.subject.limits, pageSize: 500 };
      const whole = await stream.pull(client, undefined, limits);
      work.simulator.faults.rowsPerPage = 1;
      const inParts = await stream.pull(client, undefined, limits);
      work.simulator.faults.rowsPerPage = 0;
      expect({ name, messages: inParts.messages }).toEqual({ name, messages: whole.messages });
    });

    it('leaves out keys that are not there', async () => {
      for (const stream of Object.values(work.subject.connector.streams)) {
        const client = work.subject.connector.client(work.subject.system);
        const { messages } = await stream.pull(client, undefined, { ...work.subject.limits, pageSize: 1 });
        const key = messages[0]?.key ?? '';
        const gone = key.replace(/\d(?=\d{0,8}(AAA)?$)/g, '9');
        expect((await stream.fetch(client, [key, gone])).messages.map((message) => message.key)).toEqual([key]);
      }
    });

    it("understands its product's own way to ask for a pause", async () => {
      const { connector, system, limits } = work.subject;
      const send = async (request: Parameters<typeof system.send>[0]) =>
        request.headers?.['authorization']?.startsWith('Bearer') ? of.throttled : system.send(request);
      const [stream] = Object.values(connector.streams) as [Stream<unknown>];
      const error = await errorOf(stream.pull(connector.client({ ...system, send }), undefined, limits));
      expect(error.code).toBe('UPSTREAM_THROTTLED');
      expect(error.retryAfter).toBeGreaterThan(0);
    });

    it('tells a throttle, a time-out and a system that is down', async () => {
      work.simulator.faults.throttled = true;
      expect((await errorOf(firstPage(work))).code).toBe('UPSTREAM_THROTTLED');
      work.simulator.faults.throttled = false;
      work.simulator.faults.latencyMs = 300;
      expect((await errorOf(firstPage(work, 50))).code).toBe('UPSTREAM_UNAVAILABLE');
      work.simulator.faults.latencyMs = 0;
      await work.simulator.stop();
      expect((await errorOf(firstPage(work))).code).toBe('UPSTREAM_UNREACHABLE');
      await work.simulator.start();
      expect((await firstPage(work)).messages.length).toBeGreaterThan(0);
    });
  });
}

function describeWriting(of: ConformanceCase): void {
  describe('written', () => {
    let work: ConnectorAtWork;
    const commands = of.commands(wholeFirm());
    beforeAll(async () => {
      work = await atWork(of);
    });
    afterAll(() => work.close());
    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 60)));
    const made = (effects: Simulator['effects']) => effects.filter(({ action }) => action === 'create');

    it('declares what it can do, and each command is of that', () => {
      const capabilities = work.subject.connector.push?.capabilities(work.subject.system) ?? [];
      const tried = new Set(commands.map(({ kind, action }) => `${action} ${kind}`));
      expect(capabilities.map(({ kind, action }) => `${action} ${kind}`).filter((each) => !tried.has(each))).toEqual(
        [],
      );
      for (const { stream } of capabilities) expect(Object.keys(work.subject.connector.streams)).toContain(stream);
    });
    for (const check of writingChecks(commands, wait)) {
      it(check.sentence.replace(/\d{4}-\d\d-\d\d/g, 'a date'), async () => {
        const before = made(work.simulator.effects).length;
        expect((await certify(check, work.subject)).problems).toEqual([]);
        const isCreate = check.sentence.includes(': create ');
        expect(made(work.simulator.effects).length - before).toBe(isCreate ? 1 : 0);
      });
    }

    it('finds what it created when the answer got lost, and does not create it again', async () => {
      const { connector, system } = work.subject;
      for (const command of commands.filter(({ action }) => action === 'create')) {
        const fields = command.fields.map((change) =>
          change.field === 'name' ? { ...change, after: 'Lost' } : change,
        );
        const other = { ...command, fields, origin: { ...command.origin, key: '802GN9999999998AAA' } };
        const before = made(work.simulator.effects).length;
        const client = connector.client(system);
        work.simulator.faults.dropReplies = 1;
        const error = await errorOf(connector.push?.send(client, other) as Promise<unknown>);
        expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
        await wait(60);
        const key = await connector.push?.find(client, other);
        expect(key).toBeDefined();
        expect(await connector.push?.send(client, other)).toMatchObject({ outcome: 'sent', key });
        expect(made(work.simulator.effects).length - before).toBe(1);
      }
    });
  });
}

/** Holds a connector to all that the hub relies on. */
export function describeConnector(title: string, of: ConformanceCase): void {
  describe(title, () => {
    describeReading(of);
    if (of.commands(wholeFirm()).length > 0) describeWriting(of);
  });
}
