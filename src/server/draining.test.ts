import { afterEach, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { draining, healthPath } from './draining.ts';
import { httpServer } from './http.ts';

let app: FastifyInstance;
afterEach(() => app.close());

/** A server with a route that answers when it is let, and one that says how it is. */
async function server() {
  app = httpServer(pino({ level: 'silent' }), false);
  const drain = draining(app);
  let arrived = () => {};
  const there = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.get('/slow', async () => {
    arrived();
    await gate;
    return 'done';
  });
  app.get('/quick', async () => 'done');
  app.get(healthPath, async (_request, reply) => reply.code(drain.begun ? 503 : 200).send());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { drain, url, there, letGo: () => release() };
}

it('answers what had begun, refuses what is new, and says so at its health until it is through', async () => {
  const { drain, url, there, letGo } = await server();
  expect((await fetch(`${url}${healthPath}`)).status).toBe(200);
  const slow = fetch(`${url}/slow`);
  await there;
  let through = false;
  const drained = drain.begin().then(() => {
    through = true;
  });
  const refused = await fetch(`${url}/quick`);
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
    503,
    '1',
    'close',
  ]);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
  expect((await fetch(`${url}${healthPath}`)).status).toBe(503);
  expect(through).toBe(false);
  letGo();
  expect(await (await slow).text()).toBe('done');
  await drained;
});

it('is through at once when nothing is under way, and does not wait for who has gone away', async () => {
  const { drain, url, there, letGo } = await server();
  const gone = new AbortController();
  const slow = fetch(`${url}/slow`, { signal: gone.signal }).catch(() => 'gone');
  await there;
  gone.abort();
  expect(await slow).toBe('gone');
  await drain.begin();
  letGo();
});
