import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeNats } from '../../../test/fake-nats.ts';
import { type NatsBroker, natsServer, natsServerHere } from '../../../test/nats-broker.ts';
import { cloudEventOf } from './cloud-event.ts';
import { natsSink } from './nats-sink.ts';
import type { Outgoing, Sink } from './sink.ts';

const stream = 'THROUGHLINE';
const subject = 'throughline.main';
const brokers: [string, () => Promise<NatsBroker>][] = [['a fake of its protocol', () => fakeNats(stream, subject)]];
if (natsServerHere === undefined) {
  process.stderr.write(
    'No nats-server on this machine: the NATS sink is tested against a fake of the protocol alone.\n',
  );
} else {
  const program = natsServerHere;
  brokers.push(['a NATS server', () => natsServer(program, stream, subject)]);
}

let positions = 0;
function outgoing(aggregate = 'exception', aggregateId = randomUUID()): Outgoing {
  positions += 1;
  const about = { type: `${aggregate}.opened`, aggregate, aggregateId, aggregateVersion: 1, legalEntityId: 4 };
  const entry = {
    ...about,
    pos: positions,
    recordedAt: '2026-02-01T06:00:00.000Z',
    payload: { sentence: 'Größe ✓', amount: '12.50' },
    correlationId: randomUUID(),
    causationId: null,
  };
  const words = { source: 'urn:throughline:main', legalEntity: () => 'DE01' };
  return { pos: positions, event: cloudEventOf(entry, { epoch: 1, cell: 'main', pos: 0 }, words) };
}
const always = () => true;
const sinkFor = (url: string, more: object = {}): Sink =>
  natsSink({ name: 'test', servers: [url], stream, subject, credentials: {}, timeoutMs: 20_000, ...more });

describe.each(brokers)('a stream of %s', (_what, start) => {
  let broker: NatsBroker;
  let sink: Sink;
  beforeAll(async () => {
    broker = await start();
    sink = sinkFor(broker.url);
  });
  afterAll(async () => {
    await sink.close();
    await broker.close();
  });

  it('gets each event under its id and the subject of what it is about, in order, and once', async () => {
    const all = [outgoing(), outgoing('invoice'), outgoing()];
    expect(await sink.send(all, always)).toEqual({ through: all[2]?.pos });
    expect(await sink.send(all.slice(1), always)).toEqual({ through: all[2]?.pos });
    expect(await broker.messages()).toEqual(
      all.map(({ event }) => ({
        subject: `throughline.main.${event.subject.split('/')[0]}`,
        id: event.id,
        contentType: 'application/cloudevents+json',
        text: JSON.stringify(event),
      })),
    );
  });

  it('refuses what another stream should have got', async () => {
    const other = sinkFor(broker.url, { stream: 'OTHER' });
    const { through, refusal } = await other.send([outgoing()], always);
    expect([through, refusal?.message]).toEqual([undefined, expect.stringMatching(/expected stream does not match/)]);
    await other.close();
  });

  it('is not sent anything in the clear where its address says that it is encrypted', async () => {
    const before = (await broker.messages()).length;
    const strict = sinkFor(broker.url.replace('nats:', 'tls:'));
    expect(await strict.send([outgoing()], always)).toMatchObject({
      refusal: { message: expect.stringMatching(/tls/i) },
    });
    expect((await broker.messages()).length).toBe(before);
  });

  it('is told of an event again when the server was away, by a sink that lives on', async () => {
    const [one, two] = [outgoing(), outgoing()];
    await sink.send([one], always);
    await broker.close();
    const { through, refusal } = await sink.send([two], always);
    expect([through, typeof refusal?.message]).toEqual([undefined, 'string']);
    broker = await start();
    const again = sinkFor(broker.url);
    expect(await again.send([two], always)).toEqual({ through: two.pos });
    await again.close();
    expect((await broker.messages()).map(({ id }) => id)).toEqual([two.event.id]);
  });
});
