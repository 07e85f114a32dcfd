import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certify } from '../../src/domain/certification.ts';
import { pulledStreams, type SourceMessage, type Stream } from '../../src/domain/connector.ts';
import { canonicalJson } from '../../src/domain/json.ts';
import { readingChecks } from '../../src/ingest/certify/checks.ts';
import { outbound } from '../../src/server/outbound.ts';
import { namedByScan } from '../named-by-scan.ts';
import { atWork, type ConformanceCase, type ConnectorAtWork, crowd, errorOf, touch } from './at-work.ts';

/** What makes a message news: its version, or of the same one what it says. */
const said = ({ version, body }: SourceMessage) => `${version} ${canonicalJson(body)}`;

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

/** Holds the way in of a connector to what the hub relies on. */
export function describeReading(of: ConformanceCase): void {
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
      for (const [, stream] of pulledStreams(work.subject.connector)) {
        const client = work.subject.connector.client(work.subject.system);
        const page = await stream.pull(client, undefined, work.subject.limits);
        expect({ about: stream.about, count: page.messages.length }).not.toMatchObject({ count: 0 });
      }
    });
    for (const check of readingChecks) {
      it(check.sentence, async () => expect((await certify(check, work.subject)).problems).toEqual([]));
    }

    it('loses nothing that changes while its pages are read', async () => {
      for (const [, stream] of pulledStreams(work.subject.connector)) {
        const client = work.subject.connector.client(work.subject.system);
        const all = await stream.pull(client, undefined, { ...work.subject.limits, pageSize: 500 });
        const keys = all.messages.map(({ key }) => key);
        const before = new Map(all.messages.map((message) => [message.key, said(message)]));
        const { seen, touched } = await readWhileChanging(work, stream, keys);
        const lost = keys.filter((key) => !seen.some((message) => message.key === key));
        const latest = new Map(seen.map((message) => [message.key, said(message)]));
        const stale = touched.filter((key) => latest.get(key) === before.get(key));
        expect({ about: stream.about, lost, stale }).toEqual({ about: stream.about, lost: [], stale: [] });
      }
    });

    it('names every record in a scan as it reads it, whatever the size of a page', async () => {
      for (const [name, stream] of pulledStreams(work.subject.connector)) {
        const client = work.subject.connector.client(work.subject.system);
        const all = await stream.pull(client, undefined, { ...work.subject.limits, pageSize: 500 });
        const read = all.messages.map(({ key, version }) => [key, version]);
        const few = await namedByScan(stream, client, 3);
        const many = await namedByScan(stream, client, 2000);
        expect({ name, few, many }).toEqual({ name, few: read.sort(), many: read });
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
      for (const [, stream] of pulledStreams(work.subject.connector)) {
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
