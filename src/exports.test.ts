import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { throughline } from '../test/command-line.ts';
import { type TestDatabase, testDatabase } from '../test/database.ts';
import { type HubProcess, hubProcess } from '../test/hub-process.ts';
import { type SimulatedFirm, simulateFirm } from '../test/sandbox-config.ts';
import { twoEntities } from '../test/two-entities.ts';
import { until } from '../test/until.ts';
import { exportSecret, type WebhookReceiver, webhookReceiver } from '../test/webhook-receiver.ts';
import type { ExportState } from './domain/feed-export.ts';
import { appendFeed } from './entities/append-feed.ts';
import { transaction } from './entities/sql.ts';

const firm = twoEntities();
let db: TestDatabase;
let simulated: SimulatedFirm;
let hub: HubProcess;
let german: WebhookReceiver;
let group: WebhookReceiver;
let slow: WebhookReceiver;
// A hub on a busy machine takes its time to start.
const patienceMs = 100_000;
/** Lets the slow receiver answer. */
let release: () => void;

beforeAll(async () => {
  db = await testDatabase();
  [german, group, slow] = [await webhookReceiver(), await webhookReceiver(), await webhookReceiver()];
  const slowAnswer = new Promise<number>((resolve) => {
    release = () => resolve(204);
  });
  slow.answer = () => slowAnswer;
  const exports = [
    { name: 'german', url: german.url, legalEntities: [firm.own.entity.code], start: 'oldest' },
    { name: 'group', url: group.url, legalEntities: 'all', start: 'oldest' },
    { name: 'slow', url: slow.url, legalEntities: 'all', types: ['probe.'] },
    // Nobody listens there, and nobody is given this port meanwhile.
    { name: 'down', url: 'http://127.0.0.1:1/hooks', legalEntities: 'all' },
  ];
  simulated = await simulateFirm(firm.tables, {
    hub: { exports: exports.map((each) => ({ ...each, sink: 'webhook' })) },
    // A receiver may be slow for as long as the tests take; a killed hub's round is over soon.
    timing: {
      outboundTimeoutSeconds: 1.5,
      exports: { roundSeconds: 1, retrySeconds: { first: 0.2, most: 1 }, giveUpAfterDays: 5 },
    },
    environment: Object.fromEntries(exports.map(({ name }) => [`${name.toUpperCase()}_WEBHOOK_SECRET`, exportSecret])),
  });
  hub = await hubProcess(simulated, db.url);
  const digested = () => new Set(group.got.map(({ legalentity }) => legalentity));
  const loaded = async () => [firm.own, firm.foreign].every(({ entity }) => digested().has(entity.code));
  await until(loaded, 'the digests of the first load', patienceMs);
});
afterAll(async () => {
  release();
  await hub.stop();
  await simulated.close();
  for (const receiver of [german, group, slow]) await receiver.close();
  await db.close();
});
beforeEach(() => {
  for (const receiver of [german, group]) receiver.answer = () => 204;
});

/** Lets something happen in a legal entity. The sequencer of the hub finds it. */
async function happens(...sentences: string[]): Promise<void> {
  const entries = sentences.map((sentence) => ({
    type: 'probe.happened',
    aggregate: 'probe',
    aggregateId: randomUUID(),
    aggregateVersion: 1,
    legalEntityId: firm.own.entity.id,
    payload: { sentence },
    correlationId: randomUUID(),
    causationId: null,
  }));
  await transaction(db.hub, (sql) => appendFeed(sql, entries));
}

const sentences = ({ got }: WebhookReceiver) =>
  got.filter(({ type }) => type === 'throughline.probe.happened').map(({ data }) => String(data['sentence']));
const has = (receiver: WebhookReceiver, ...wanted: string[]) =>
  until(async () => wanted.every((each) => sentences(receiver).includes(each)), `${wanted} at a receiver`, patienceMs);
const command = async <T>(...words: string[]) => {
  const { code, out } = await throughline(simulated.environment(db.url), ['export', ...words, '--json']);
  return { code, said: JSON.parse(out) as T };
};
const stateOf = async (name: string) => {
  const { said } = await command<{ exports: (ExportState & { configured: boolean })[] }>('list');
  return said.exports.find((each) => each.name === name);
};

it('tells an export of one legal entity nothing of another, and one of the group of both', async () => {
  await happens('of the one');
  await has(german, 'of the one');
  await has(group, 'of the one');
  const { own, foreign } = firm;
  expect(JSON.stringify(group.got)).toContain(foreign.entity.code);
  expect(new Set(german.got.map(({ legalentity }) => legalentity))).toEqual(new Set([own.entity.code]));
  const told = JSON.stringify(german.got);
  for (const secret of [foreign.contract.number, foreign.invoice, 'Lumière']) expect(told).not.toContain(secret);
});

it('keeps telling the others while one receiver is down and another does not answer', async () => {
  await until(async () => slow.got.length > 0, 'what the slow one does not answer', patienceMs);
  await until(
    async () => ((await stateOf('down'))?.failures ?? 0) >= 2,
    'failures of the one that is down',
    patienceMs,
  );
  await happens('the second', 'the third');
  await has(german, 'the second', 'the third');
  await has(group, 'the second', 'the third');
  expect(new Set(sentences(slow))).toEqual(new Set(['of the one']));
  expect(await stateOf('down')).toMatchObject({ status: 'running', message: expect.stringContaining('ECONNREFUSED') });
});

it('tells it again under the same id after a kill between the answer and the note of it; nothing is missing', async () => {
  const [before, after] = ['before the kill', 'after it'];
  // The receiver has taken it when the hub is killed: what it answers nobody hears.
  const killed = new Promise<void>((resolve) => {
    german.answer = async ({ data }) => {
      if (data['sentence'] !== before) return 204;
      german.answer = () => 204;
      await hub.killAndRestart();
      resolve();
      return 204;
    };
  });
  await happens(before, after);
  await killed;
  await has(german, after);
  const told = sentences(german).filter((each) => each === before || each === after);
  expect([...new Set(told)]).toEqual([before, after]);
  expect(told.filter((each) => each === before).length).toBeGreaterThanOrEqual(2);
  const ids = german.got.filter(({ data }) => data['sentence'] === before).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  await has(group, before, after);
});

it('is listed, brought back and set back from the command line, and looked after by the doctor', async () => {
  const doctor = async () => {
    const { out } = await throughline(simulated.environment(db.url), ['doctor', '--json']);
    const { findings } = JSON.parse(out) as { findings: { check: string; state: string; sentence: string }[] };
    return findings.find(({ check }) => check === 'exports');
  };
  await db.hub.query(`update feed_export set state = 'disabled' where name = 'down'`);
  expect(await doctor()).toMatchObject({ state: 'failure', sentence: expect.stringMatching(/given up.*: down \(/) });
  const { out } = await throughline(simulated.environment(db.url), ['export', 'list']);
  expect(out).toMatch(/^down +disabled +\d+ +never .*ECONNREFUSED/m);
  await db.hub.query(`insert into feed_export (name, epoch, pos, state) values ('former', 1, 0, 'running')`);
  expect(await stateOf('former')).toMatchObject({ configured: false, acceptedAt: null });
  expect(await command('resume', 'down')).toMatchObject({ code: 0, said: { status: 'running' } });
  await db.hub.query(
    `update feed_export set failing_since = clock_timestamp() - interval '1 hour' where name = 'down'`,
  );
  expect(await doctor()).toMatchObject({ state: 'warning', sentence: expect.stringMatching(/tried again: down \(/) });
  expect(await command('reset', 'down', '--to', 'end')).toMatchObject({
    code: 0,
    said: { status: 'running', failures: 0 },
  });
  expect(await doctor()).toMatchObject({ state: 'ok' });

  await happens('again and again');
  await has(german, 'again and again');
  const seen = german.got.length;
  const last = german.got.at(-1)?.id ?? '';
  const first = sentences(german).indexOf('of the one');
  expect(first).toBeGreaterThanOrEqual(0);
  const one = german.got.find(({ data }) => data['sentence'] === 'of the one')?.id ?? '';
  expect(await command('reset', 'german', '--to', one)).toMatchObject({ code: 0 });
  await until(async () => german.got.slice(seen).some(({ id }) => id === last), 'everything once more', patienceMs);
  expect(german.got.slice(seen).map(({ id }) => id)).not.toContain(one);
  expect(await command('resume', 'nobody')).toMatchObject({ code: 1, said: { error: { code: 'NOT_FOUND' } } });
  expect(await command('reset', 'down', '--to', 'x')).toMatchObject({
    code: 1,
    said: { error: { code: 'CURSOR_INVALID' } },
  });
});
