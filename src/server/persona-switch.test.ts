import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { personasFor } from '../access/personas.ts';
import type { Principal } from '../access/principal.ts';
import { secretHash } from '../access/secrets.ts';
import { httpServer } from './http.ts';
import { servePersonaSwitch } from './persona-switch.ts';

const sessions = new Map<string, Principal>();
const nameOf = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
const app = httpServer(pino({ level: 'silent' }), false);

function signedIn(id: string): string {
  const secret = `ths_${id}`;
  const principal = { id, name: id, roles: ['finance' as const], legalEntityIds: [4], wholeGroup: false };
  sessions.set(nameOf(secretHash(secret)), principal);
  return `throughline=${secret}`;
}

beforeAll(async () => {
  servePersonaSwitch(app, {
    cookieName: 'throughline',
    secureCookie: false,
    demo: { personas: personasFor(['DE01']), entityIds: new Map([['DE01', 4]]) },
    bySession: async (hash) => sessions.get(nameOf(hash)),
    async saveSession(hash, former, { principal }) {
      if (former !== undefined) sessions.delete(nameOf(former));
      sessions.set(nameOf(hash), principal);
    },
    async endSession(hash) {
      sessions.delete(nameOf(hash));
    },
  });
  await app.ready();
});
afterAll(() => app.close());

const go = (persona: string, headers: Record<string, string>) =>
  app.inject({ method: 'POST', url: `/auth/persona/${persona}`, headers: { host: '127.0.0.1:4000', ...headers } });

it('lets a persona go on as another, and ends the session that it had', async () => {
  const cookie = signedIn('persona:finance');
  const answer = await go('approver-de01', { cookie, origin: 'http://127.0.0.1:4000' });
  expect(answer.statusCode).toBe(204);
  const fresh = String(answer.headers['set-cookie']).split(';')[0] ?? '';
  const principal = sessions.get(nameOf(secretHash(fresh.replace('throughline=', ''))));
  expect(principal).toMatchObject({ id: 'persona:approver-de01', roles: ['approver'], legalEntityIds: [4] });
  expect((await go('finance', { cookie })).statusCode).toBe(401);
});

it('lets nobody in who is not a persona already, and no other page of this machine switch', async () => {
  expect((await go('finance', {})).statusCode).toBe(401);
  expect((await go('finance', { cookie: signedIn('person:ada') })).statusCode).toBe(401);
  expect((await go('nobody', { cookie: signedIn('persona:finance') })).statusCode).toBe(401);
  const cookie = signedIn('persona:finance');
  expect((await go('approver', { cookie, origin: 'http://127.0.0.1:3000' })).statusCode).toBe(401);
  expect((await go('approver', { cookie, origin: 'null' })).statusCode).toBe(401);
});
