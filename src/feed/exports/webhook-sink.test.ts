import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { exportSecret, type WebhookReceiver, wayOut, webhookReceiver } from '../../../test/webhook-receiver.ts';
import { outbound } from '../../server/outbound.ts';
import { cloudEventOf } from './cloud-event.ts';
import { webhookSink } from './webhook-sink.ts';

const place = { epoch: 3, cell: 'main', pos: 9 };
const entry = {
  pos: 7,
  type: 'exception.opened',
  aggregate: 'exception',
  aggregateId: '0b0e1c1e-6a3e-4c0f-9e0e-6b1d5f6c7a80',
  aggregateVersion: 2,
  recordedAt: '2026-02-01T06:00:00.123Z',
  legalEntityId: 4,
  payload: { rule: 'R03', amount: '30000.50', sentence: 'Größe “m²” – ✓' },
  correlationId: '5a1e7a0c-93e3-4b52-8e9d-2a6b8d1f0c11',
  causationId: 'message:17',
};
const words = { source: 'urn:throughline:main', legalEntity: () => 'DE01' };
const event = cloudEventOf(entry, place, words);
const newSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const always = () => true;

let started: WebhookReceiver[];
let receiver: WebhookReceiver;
async function start(secret = exportSecret): Promise<WebhookReceiver> {
  const one = await webhookReceiver(secret);
  started.push(one);
  return one;
}
beforeEach(async () => {
  started = [];
  receiver = await start();
});
afterEach(async () => {
  for (const each of started) await each.close();
});

const now = () => new Date();
const sink = (secrets = [exportSecret], send = wayOut(), url = receiver.url, by = now) =>
  webhookSink({ url, secrets, send, now: by });
const sendOne = (to = sink()) => to.send([{ pos: 7, event }], always);

it('puts an entry of the feed as a CloudEvent, keyed by what it is about', () => {
  expect(event).toEqual({
    specversion: '1.0',
    id: '3.main:7',
    source: 'urn:throughline:main',
    type: 'throughline.exception.opened',
    time: '2026-02-01T06:00:00.123Z',
    subject: 'exception/0b0e1c1e-6a3e-4c0f-9e0e-6b1d5f6c7a80',
    datacontenttype: 'application/json',
    dataschema: 'urn:throughline:event:exception.opened:1',
    data: entry.payload,
    partitionkey: 'exception/0b0e1c1e-6a3e-4c0f-9e0e-6b1d5f6c7a80',
    aggregateversion: 2,
    correlationid: '5a1e7a0c-93e3-4b52-8e9d-2a6b8d1f0c11',
    causationid: 'message:17',
    legalentity: 'DE01',
  });
  const bare = cloudEventOf({ ...entry, causationId: null, legalEntityId: null }, place, words);
  expect(Object.keys(bare)).not.toContain('causationid');
  expect(Object.keys(bare)).not.toContain('legalentity');
  // The specification allows extensions nothing but small letters and digits.
  for (const member of Object.keys(event)) expect(member).toMatch(/^[a-z0-9]{1,20}$/);
});

it('signs what it sends, so that whoever has one of its secrets can verify it', async () => {
  expect(await sendOne(sink([newSecret, exportSecret]))).toEqual({ through: 7 });
  expect(receiver.got).toEqual([event]);
  const goneOver = await start(newSecret);
  expect(await sendOne(sink([newSecret, exportSecret], wayOut(), goneOver.url))).toEqual({ through: 7 });
});

it('dates what it signs by the clock that it is given, whatever its machine says', async () => {
  const behind = () => new Date(Date.now() - 600_000);
  expect(await sendOne(sink([exportSecret], wayOut(), receiver.url, behind))).toMatchObject({
    refusal: { message: 'the receiver answered 401' },
  });
  expect(receiver.got).toEqual([]);
});

it('is refused by a receiver that has another secret', async () => {
  expect(await sendOne(sink([newSecret]))).toMatchObject({ refusal: { message: 'the receiver answered 401' } });
  expect(receiver.got).toEqual([]);
});

describe('an answer', () => {
  it.each([
    [200, { through: 7 }],
    [202, { through: 7 }],
    [410, { refusal: { gone: true } }],
    [500, { refusal: { gone: false, message: 'the receiver answered 500' } }],
  ])('of %d is understood', async (status, expected) => {
    receiver.answer = () => status;
    expect(await sendOne()).toMatchObject(expected);
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await start();
    receiver.answer = () => ({ status: 307, headers: { location: elsewhere.url } });
    expect(await sendOne()).toMatchObject({ refusal: { message: 'the receiver answered 307' } });
    expect(elsewhere.got).toEqual([]);
  });

  it('that does not come in time is a refusal', async () => {
    let answer: (status: number) => void = () => undefined;
    receiver.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    expect(await sendOne(sink([exportSecret], wayOut(200)))).toMatchObject({ through: undefined, refusal: {} });
    answer(204);
  });
});

it('says so when nobody listens, or when the hub may not connect to there', async () => {
  const { url } = receiver;
  await receiver.close();
  started = [];
  expect(await sendOne(sink([exportSecret], wayOut(), url))).toMatchObject({
    refusal: { message: expect.stringContaining('ECONNREFUSED') },
  });
  const strict = outbound({ timeoutMs: 5000, maxBytes: 1024, loopback: false });
  for (const place of [
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://10.0.0.1/',
  ]) {
    expect(await sendOne(sink([exportSecret], strict, place))).toMatchObject({
      refusal: { message: expect.stringMatching(/is not an address that the hub may connect to$/) },
    });
  }
});

type Receive = (
  headers: Record<string, string>,
  body: Buffer,
  secret: string,
  keep: (id: string, event: unknown) => Promise<void>,
) => Promise<number>;

/** The receiver that the documentation shows, as it stands there. */
async function documented(): Promise<Receive> {
  const text = readFileSync('docs/exports.md', 'utf8');
  const code = /^```js\n(.*?)^```$/ms.exec(text)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
  const file = join(folder, 'receive.mjs');
  writeFileSync(file, code);
  const { receive } = (await import(pathToFileURL(file).href)) as { receive: Receive };
  rmSync(folder, { recursive: true });
  return receive;
}

it('is understood by the receiver of the documentation, which takes nothing that was changed', async () => {
  const receive = await documented();
  const kept = new Map<string, unknown>();
  const keep = async (id: string, what: unknown) => void kept.set(id, kept.get(id) ?? what);
  const sent: { headers: Record<string, string>; body: Buffer }[] = [];
  const taking = webhookSink({
    url: receiver.url,
    secrets: [newSecret, exportSecret],
    now,
    async send({ headers = {}, json }) {
      sent.push({ headers, body: Buffer.from(JSON.stringify(json)) });
      return { status: 204, headers: {}, text: '' };
    },
  });
  await sendOne(taking);
  await sendOne(taking);
  for (const { headers, body } of sent) expect(await receive(headers, body, exportSecret, keep)).toBe(204);
  expect([...kept]).toEqual([[event.id, event]]);

  const [{ headers, body }] = sent as [(typeof sent)[0]];
  const changed = Buffer.from(body.toString().replace('30000.50', '90000.50'));
  // Signed as it should be, ten minutes ago.
  const then = new Date(Date.now() - 600_000);
  const old = {
    ...headers,
    'webhook-timestamp': String(Math.floor(then.getTime() / 1000)),
    'webhook-signature': new Webhook(exportSecret).sign(event.id, then, body),
  };
  const renamed = { ...headers, 'webhook-id': '3.main:8' };
  const stranger = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  expect(await receive(headers, changed, exportSecret, keep)).toBe(401);
  expect(await receive(old, body, exportSecret, keep)).toBe(401);
  expect(await receive(renamed, body, exportSecret, keep)).toBe(401);
  expect(await receive(headers, body, stranger, keep)).toBe(401);
  expect(await receive({}, body, exportSecret, keep)).toBe(401);
});
