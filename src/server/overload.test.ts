import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Principal } from '../access/principal.ts';
import { type Sheddable, shedInOrder } from '../domain/shedding.ts';
import { apiSchema } from '../resolvers/schema.ts';
import { serveGraphql } from './graphql-http.ts';
import { httpServer } from './http.ts';

const log = pino({ level: 'silent' });
const schema = await apiSchema();
let shed: readonly Sheddable[] = [];
let app: FastifyInstance;

const principal = (role: 'bi' | 'finance'): Principal => ({
  id: `persona:${role}`,
  name: role,
  roles: [role],
  legalEntityIds: [1],
  wholeGroup: true,
});

/** The API, for whoever calls themselves so in place of a token, over no database: what is let in fails behind the door. */
beforeEach(async () => {
  app = httpServer(log, false);
  const nothing = {} as never;
  const parts = {
    reader: nothing,
    cell: 'main',
    firm: nothing,
    verbs: nothing,
    group: nothing,
    principals: {
      byToken: async () => undefined,
      bySession: async () => undefined,
      byJwt: async (jwt: string) => principal(jwt.startsWith('bi') ? 'bi' : 'finance'),
    },
    trustMs: 0,
    now: () => new Date(),
    readTimeoutSeconds: 1,
    shedding: {
      get shed() {
        return shed;
      },
    },
  };
  await serveGraphql(app, schema, parts, 'throughline', log);
});
afterEach(() => app.close());

async function ask(role: string, query: string) {
  const answer = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${role}.of.test`, accept: 'application/json' },
    payload: { query },
  });
  const { errors = [] } = answer.json();
  return { status: answer.statusCode, wait: answer.headers['retry-after'], code: errors[0]?.extensions.code };
}

const refused = (wait: string) => ({ status: 503, wait, code: 'OVERLOADED' });
const little = '{ __typename }';
const many = `{ contracts(first: 200) { nodes { ${Array.from({ length: 30 }, (_each, place) => `f${place}: id`).join(' ')} } } }`;

it('refuses what BI reads first, and whatever else costs much; then all that is read', async () => {
  shed = [];
  expect(await ask('bi', little)).toMatchObject({ status: 200, code: undefined });
  shed = ['expensiveReads'];
  expect(await ask('bi', little)).toEqual(refused('30'));
  expect(await ask('finance', many)).toEqual(refused('30'));
  expect(await ask('finance', little)).toMatchObject({ status: 200, code: undefined });
  shed = ['expensiveReads', 'reads'];
  expect(await ask('finance', little)).toEqual(refused('5'));
});

it('lets changes pass to where rights are asked, however late it is', async () => {
  shed = shedInOrder;
  const change = 'mutation { pollStream(input: { system: "fusion", stream: "invoice" }) { started } }';
  expect((await ask('finance', change)).code).toBe('FORBIDDEN');
});
