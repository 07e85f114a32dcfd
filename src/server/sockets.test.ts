import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { throughline } from '../../test/command-line.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { RawSocket } from '../../test/socket.ts';
import { createToken } from '../access/tokens.ts';
import { appendFeed } from '../entities/append-feed.ts';
import { transaction } from '../entities/sql.ts';

let running: RunningHub;
let url: string;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables, { timing: { socketPingSeconds: 2 } });
  url = running.hub.url;
});
afterAll(() => running.close());

const signedIn = async (persona = 'finance') => ({ cookie: await running.cookie(persona) });
const alerts = 'subscription { alertEvents { events { type sentence } } }';

/** Lets something happen in a legal entity, for subscribers to be told of. */
function happens(legalEntityId: number, sentence: string, more: object = {}): Promise<void> {
  const about = { aggregate: 'exception', aggregateId: randomUUID(), aggregateVersion: 1, legalEntityId };
  const event = {
    ...about,
    type: 'exception.opened',
    payload: { sentence, ...more },
    correlationId: randomUUID(),
    causationId: null,
  };
  return transaction(running.db.hub, (sql) => appendFeed(sql, [event]));
}

const tells = (sentence: string) => (message: object) => JSON.stringify(message).includes(sentence);

async function token(name: string): Promise<{ authorization: string }> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const wanted = { name, roles: ['finance'] as const, legalEntityIds: [4, 5], expiresAt };
  const made = await transaction(running.db.hub, (sql) => createToken(sql, wanted, 'test'));
  return { authorization: `Bearer ${made.token}` };
}

/** A socket that is acknowledged by a token, as programs show it. */
async function withToken(connectionParams: object): Promise<RawSocket> {
  const socket = await RawSocket.open(url);
  socket.send({ type: 'connection_init', payload: connectionParams });
  await socket.next(({ type }) => type === 'connection_ack');
  return socket;
}

describe('a socket is closed with', () => {
  it('4400 when what comes is not a message of the protocol', async () => {
    for (const nonsense of ['{', '"x"', '{}', '{"type":"nonsense"}', '{"type":"subscribe","id":""}']) {
      const socket = await RawSocket.acknowledged(url, await signedIn());
      socket.send(nonsense);
      expect([nonsense, await socket.closed]).toEqual([nonsense, { code: 4400, reason: 'Invalid message received' }]);
    }
  });

  it('4401 when something is asked before the socket is acknowledged', async () => {
    const socket = await RawSocket.open(url, await signedIn());
    socket.subscribe('1', alerts);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('4403 when what is shown proves nothing', async () => {
    for (const payload of [undefined, {}, { authorization: 'Bearer thl_guess' }, { authorization: 7 }]) {
      const socket = await RawSocket.open(url);
      socket.send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
      expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    }
  });

  it('4406 when it does not speak the protocol', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, { headers: await signedIn() });
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4406, 'Subprotocol not acceptable']);
  });

  it('4408 when it does not say who it is', async () => {
    const socket = await RawSocket.open(url, await signedIn());
    expect(await socket.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('4409 when an id is used again while it is in use', async () => {
    const socket = await RawSocket.acknowledged(url, await signedIn());
    socket.subscribe('1', alerts);
    socket.subscribe('1', alerts);
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
  });

  it('4429 when it says twice who it is', async () => {
    const socket = await RawSocket.acknowledged(url, await signedIn());
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  it('4500, and nothing of the inside, when we fail', async () => {
    const headers = await signedIn();
    await running.db.owner.query('alter table session rename to sessions');
    try {
      const socket = await RawSocket.open(url, headers);
      socket.send({ type: 'connection_init' });
      expect(await socket.closed).toEqual({ code: 4500, reason: 'Internal server error' });
    } finally {
      await running.db.owner.query('alter table sessions rename to session');
    }
  });
});

it('answers a ping before anything else, and goes on after a document that is wrong', async () => {
  const socket = await RawSocket.open(url, await signedIn());
  socket.send({ type: 'ping', payload: { at: 1 } });
  expect(await socket.next(({ type }) => type === 'pong')).toEqual({ type: 'pong', payload: { at: 1 } });
  socket.send({ type: 'connection_init' });
  await socket.next(({ type }) => type === 'connection_ack');
  socket.subscribe('1', 'subscription { nonsense }');
  expect(await socket.next(({ id }) => id === '1')).toMatchObject({ type: 'error' });
  socket.subscribe('2', '{ viewer { id } }');
  expect(await socket.next(({ id }) => id === '2')).toMatchObject({
    payload: { data: { viewer: { id: 'persona:finance' } } },
  });
  await socket.close();
});

describe('an upgrade', () => {
  const status = async (path: string, headers: Record<string, string>) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
    const answered = await Promise.race([
      once(socket, 'unexpected-response').then(([, response]) => response.statusCode),
      once(socket, 'open').then(() => 101),
    ]);
    socket.terminate();
    return answered;
  };

  it('is refused to a page of another site, which would bring the cookie of this one', async () => {
    const cookie = await signedIn();
    const { host, port } = new URL(url);
    const foreign = [
      'https://evil.example',
      'null',
      `http://${host}.evil.example`,
      `http://localhost:${port}`,
      'nonsense',
      '',
    ];
    for (const origin of foreign)
      expect([origin, await status('/graphql', { ...cookie, origin })]).toEqual([origin, 403]);
    expect(await status('/graphql', { ...cookie, origin: url })).toBe(101);
    expect(await status('/graphql', cookie)).toBe(101);
  });

  it('is there for the API alone', async () => {
    for (const path of ['/', '/graphql/x', '/webhooks/salesforce'])
      expect(await status(path, await signedIn())).toBe(404);
  });
});

it('runs 20 operations on one socket at once and no more, however fast they come', async () => {
  const socket = await RawSocket.acknowledged(url, await signedIn());
  for (let id = 1; id <= 25; id += 1) socket.subscribe(String(id), alerts);
  for (const id of ['21', '25']) {
    expect(await socket.next((message) => message.id === id)).toMatchObject({
      type: 'error',
      payload: [{ message: 'at most 20 at once', extensions: { code: 'RATE_LIMITED' } }],
    });
  }
  socket.send({ id: '1', type: 'complete' });
  socket.subscribe('26', '{ viewer { id } }');
  expect(await socket.next(({ id }) => id === '26')).toMatchObject({ type: 'next' });
  await socket.close();
});

it('is told of what is below what matters only where it asks for that', async () => {
  const socket = await RawSocket.acknowledged(url, await signedIn());
  await socket.listen('1', alerts);
  await socket.listen('2', alerts.replace('alertEvents', 'alertEvents(filter: { immaterial: true })'));
  await happens(4, 'too small', { material: false });
  await happens(4, 'large enough', { material: true });
  const firstTo = async (id: string) =>
    JSON.stringify(await socket.next((message) => message.id === id && tells('sentence')(message)));
  expect(await firstTo('2')).toContain('too small');
  const first = await firstTo('1');
  expect(first).toContain('large enough');
  expect(first).not.toContain('too small');
  await socket.close();
});

it('ends a socket whose other side does not read, and serves the others meanwhile', async () => {
  const headers = await signedIn();
  const [slow, quick] = [await RawSocket.acknowledged(url, headers), await RawSocket.acknowledged(url, headers)];
  for (const socket of [slow, quick]) await socket.listen('1', alerts);
  await happens(4, 'both hear this');
  for (const socket of [slow, quick]) await socket.next(tells('both hear this'));
  slow.socket.pause();
  await happens(4, 'one hears this');
  await quick.next(tells('one hears this'));
  // It reads nothing, so it learns that it was ended only when it reads again.
  for (let pings = 0; pings < 3; pings += 1) await quick.ping();
  slow.socket.resume();
  expect((await slow.closed).code).toBe(1006);
  await quick.close();
});

it('ends a subscription whose token is revoked, and lets that token in no more', async () => {
  const shown = await token('to be revoked');
  const socket = await withToken(shown);
  await socket.listen('1', alerts);
  await happens(4, 'while it is good');
  await socket.next(tells('while it is good'));
  expect((await throughline(running.environment, ['token', 'revoke', 'to be revoked'])).code).toBe(0);
  expect(await socket.next(({ type }) => type === 'error')).toMatchObject({
    payload: [{ message: 'your session has ended', extensions: { code: 'UNAUTHENTICATED' } }],
  });
  socket.subscribe('2', '{ viewer { id } }');
  expect(JSON.stringify(await socket.next(({ id }) => id === '2'))).toContain('UNAUTHENTICATED');
  await socket.close();
  const again = await RawSocket.open(url);
  again.send({ type: 'connection_init', payload: shown });
  expect((await again.closed).code).toBe(4403);
});

it('tells a subscriber no more of a legal entity that was taken from them', async () => {
  const socket = await withToken(await token('narrowed'));
  await socket.listen('1', alerts);
  await happens(4, 'of the first');
  await socket.next(tells('of the first'));
  await running.db.hub.query(`update service_token set legal_entity_ids = '{5}' where name = 'narrowed'`);
  // In the sandbox the hub trusts what it knows for a second.
  const grace = Date.now() + 1000;
  await running.until(async () => Date.now() > grace, 'the end of the trust');
  // Several times: what is found out once must hold afterwards too.
  for (const round of ['one', 'two', 'three']) {
    await happens(4, `hidden ${round}`);
    await happens(5, `shown ${round}`);
    await socket.next(tells(`shown ${round}`));
  }
  expect(JSON.stringify(socket.messages)).not.toContain('hidden');
  await running.db.hub.query(`update service_token set roles = '{}' where name = 'narrowed'`);
  expect(await socket.next(({ type }) => type === 'error')).toMatchObject({
    payload: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  await socket.close();
});
