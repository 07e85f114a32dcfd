import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
});
afterAll(() => running.close());

const cli = (...args: string[]) => throughline(running.environment, args);

async function asked(token: string, query: string) {
  const response = await fetch(`${running.hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as object };
}

it('makes a token that the hub takes, with its roles and its legal entities', async () => {
  const made = await cli('token', 'create', '--role', 'bi', '--entities', 'DE01', '--name', 'power-bi', '--json');
  expect(made).toMatchObject({ code: 0, err: '' });
  const { token, roles, legalEntityIds } = JSON.parse(made.out) as Record<string, unknown>;
  expect([roles, legalEntityIds]).toEqual([['bi'], [4]]);
  const query = '{ viewer { id roles wholeGroup } contracts { totalCount } }';
  expect(await asked(String(token), query)).toEqual({
    status: 200,
    body: {
      data: { viewer: { id: 'token:power-bi', roles: ['bi'], wholeGroup: false }, contracts: { totalCount: 1 } },
    },
  });
  const abroad = await cli('token', 'create', '--role', 'bi', '--entities', 'FR01', '--json');
  expect(await asked(String(JSON.parse(abroad.out).token), '{ contracts { totalCount } }')).toMatchObject({
    body: { data: { contracts: { totalCount: 0 } } },
  });
});

it('shows the secret once, and keeps nothing that it could be read from', async () => {
  const made = await cli('token', 'create', '--role', 'finance,bi', '--name', 'closing');
  const [token = ''] = made.out.split('\n');
  expect(token).toMatch(/^thl_[\w-]{43}$/);
  expect(made.out).toContain('closing: finance, bi for the whole group, until ');
  const listed = await cli('token', 'list');
  expect(listed.out).toMatch(/^active +closing +finance,bi +\* /m);
  expect(listed.out).not.toContain(token);
  const rows = await running.db.hub.query('select t::text as text from service_token t');
  expect(JSON.stringify(rows)).not.toContain(token.slice(4));
});

it('revokes a token by its name, once', async () => {
  const made = await cli('token', 'create', '--role', 'auditor', '--name', 'audit-bot', '--json');
  const { token } = JSON.parse(made.out) as { token: string };
  expect((await asked(token, '{ viewer { id } }')).status).toBe(200);
  expect(await cli('token', 'revoke', 'audit-bot')).toMatchObject({ code: 0 });
  expect((await asked(token, '{ viewer { id } }')).status).toBe(401);
  expect(await cli('token', 'revoke', 'audit-bot')).toEqual({
    code: 1,
    out: '',
    err: 'NOT_FOUND: no token "audit-bot" is good',
  });
});

it('says what is wrong with what it was told, and makes nothing', async () => {
  const before = await running.db.hub.query('select count(*) from service_token t');
  await cli('token', 'create', '--role', 'bi', '--name', 'taken');
  const refusals = [
    [['--role', 'emperor'], 1, /^BAD_USER_INPUT: --role: "emperor" is none of executive, finance/],
    [['--role', 'bi', '--entities', 'XX99'], 1, /^BAD_USER_INPUT: --entities: no legal entity "XX99"; there are US01/],
    [['--role', 'bi', '--expires', '400d'], 1, /^BAD_USER_INPUT: --expires: "400d"/],
    [['--role', 'bi', '--expires', '2001-01-01'], 1, /^BAD_USER_INPUT: --expires/],
    [['--role', 'bi', '--name', 'taken'], 1, /^CONFLICT: there is a token "taken" already/],
    [[], 2, /required option '--role/],
  ] as const;
  for (const [args, code, sentence] of refusals) {
    const said = await cli('token', 'create', ...args);
    expect([args, said.code]).toEqual([args, code]);
    expect(said.err).toMatch(sentence);
  }
  const json = await cli('token', 'create', '--role', 'emperor', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
  const after = await running.db.hub.query('select count(*) from service_token t');
  expect(Number(after[0].count)).toBe(Number(before[0].count) + 1);
});

it('leaves an audit entry of what it did', async () => {
  const entries = await running.db.hub.query(
    `select a.actor, a.action, a.correlation_id from audit_log a where a.subject = 'token:audit-bot' order by a.id`,
  );
  expect(entries.map(({ action }: { action: string }) => action)).toEqual(['token.create', 'token.revoke']);
  for (const { actor, correlation_id } of entries) {
    expect([actor, correlation_id]).toEqual([expect.stringMatching(/^operator:\w+$/), expect.any(String)]);
  }
});
