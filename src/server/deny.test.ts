import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSchema, isObjectType } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { anyCall, rootFields } from '../../test/whole-selection.ts';
import { createToken } from '../access/tokens.ts';
import { transaction } from '../entities/sql.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
let running: RunningHub;
let roleless: string;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
  const wanted = { name: 'nobody', roles: [], legalEntityIds: null, expiresAt: new Date(Date.now() + 3_600_000) };
  roleless = (await transaction(running.db.hub, (sql) => createToken(sql, wanted, 'test'))).token;
});
afterAll(() => running.close());

// Whoever is signed in may ask who they are; that shows somebody without roles that they have none.
const forAnybody = ['viewer'];

const calls = (['query', 'mutation'] as const).flatMap((operation) =>
  rootFields(schema, operation).map((field) => [field.name, `${operation} { ${anyCall(field, 1)} }`] as const),
);

async function refusal(authorization: string | undefined, query: string): Promise<unknown> {
  const response = await fetch(`${running.hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
  const given = Object.values((data ?? {}) as object).some((value) => value !== null);
  return given ? data : errors?.[0]?.extensions.code;
}

it('walks over every root field that there is', () => {
  expect(calls.length).toBe(
    [schema.getQueryType(), schema.getMutationType()].reduce(
      (count, type) => count + (isObjectType(type) ? Object.keys(type.getFields()).length : 0),
      0,
    ),
  );
  expect(calls.length).toBeGreaterThan(20);
});

it.each(calls)('refuses %s to who is not signed in, and to who has no role', async (name, query) => {
  expect(await refusal(undefined, query)).toBe('UNAUTHENTICATED');
  const withoutRole = await refusal(`Bearer ${roleless}`, query);
  if (forAnybody.includes(name)) expect(withoutRole).toMatchObject({ viewer: { roles: [], rights: [] } });
  else expect(withoutRole).toBe('FORBIDDEN');
});

it.each(rootFields(schema, 'subscription').map((field) => [field.name, `subscription { ${anyCall(field, 1)} }`]))(
  'refuses %s to who is not signed in, and to who has no role',
  async (_name, query) => {
    const connect = (connectionParams: Record<string, string>) =>
      createClient({
        url: `${running.hub.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams,
        retryAttempts: 0,
      });
    const told = async (client: ReturnType<typeof connect>) => {
      for await (const result of client.iterate({ query: query as string })) return result;
      return undefined;
    };
    await expect(told(connect({}))).rejects.toMatchObject({ code: 4403 });
    const client = connect({ authorization: `Bearer ${roleless}` });
    const answer = await told(client).catch((error: unknown) => ({ errors: error }));
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    await client.dispose();
  },
);
