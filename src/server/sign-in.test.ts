import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { Browser } from '../../test/browser.ts';
import { type FakeIdp, fakeIdp, idpClient } from '../../test/fake-idp.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';

let idp: FakeIdp;
let running: RunningHub;
const redirectUrl = 'http://127.0.0.1/auth/callback';
const ada = { name: 'Ada', throughline_roles: ['finance'], throughline_entities: ['DE01'] };
const seconds = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  idp = await fakeIdp();
  // The hub starts while the provider is down.
  await idp.stop();
  running = await runningHub(smallFirm().tables, {
    hub: { oidc: { issuer: idp.issuer, clientId: idpClient.id, audience: idpClient.audience, redirectUrl } },
    environment: { OIDC_CLIENT_SECRET: idpClient.secret },
  });
});
afterAll(async () => {
  await running.close();
  await idp.stop();
});
beforeEach(async () => {
  await idp.start();
  idp.person = ada;
  idp.idToken = {};
});

const viewer = '{ viewer { id name roles rights wholeGroup } }';

/** Sends a browser to the provider; returns the path with which it comes back. */
async function come(browser: Browser, to?: string): Promise<string> {
  const sent = await browser.go(`/auth/login${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`);
  const back = new URL(await idp.visit(sent.headers.get('location') ?? ''));
  return back.pathname + back.search;
}

async function signedIn(): Promise<Browser> {
  const browser = new Browser(running.hub.url);
  const response = await browser.go(await come(browser));
  expect(response.status).toBe(302);
  return browser;
}

it('says that the provider does not answer, and starts signing in once it does', async () => {
  await idp.stop();
  const browser = new Browser(running.hub.url);
  const away = await browser.go('/auth/login');
  expect([away.status, await away.text()]).toEqual([
    503,
    'The identity provider does not answer; try again in a moment.',
  ]);
  const bearer = { authorization: `Bearer ${await idp.accessToken()}` };
  const asked = await browser.go('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer },
    body: JSON.stringify({ query: viewer }),
  });
  expect(asked.status).toBe(503);
  expect(await asked.json()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
  await idp.start();
  expect((await browser.go('/auth/login')).status).toBe(302);
});

it('signs a person in with roles and legal entities from the claims, and back to where they wanted to go', async () => {
  const browser = new Browser(running.hub.url);
  const response = await browser.go(await come(browser, '/contracts?open=1'));
  expect(response.headers.get('location')).toBe('/contracts?open=1');
  expect(await browser.ask(viewer)).toMatchObject({
    data: { viewer: { id: 'person:ada', name: 'Ada', roles: ['finance'], wholeGroup: false } },
  });
  const { data } = (await browser.ask('{ contracts { totalCount } }')) as { data: { contracts: object } };
  expect(data.contracts).toEqual({ totalCount: 1 });
});

it('shows nothing of other legal entities, and no rights without roles', async () => {
  idp.person = { ...ada, throughline_entities: ['FR01'] };
  const abroad = await signedIn();
  expect(await abroad.ask('{ contracts { totalCount } }')).toEqual({ data: { contracts: { totalCount: 0 } } });
  idp.person = { ...ada, throughline_roles: ['emperor'], throughline_entities: '*' };
  const stranger = await signedIn();
  expect(await stranger.ask(viewer)).toMatchObject({ data: { viewer: { roles: [], rights: [] } } });
  expect((await stranger.ask('{ contracts { totalCount } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it('sends nobody to another site after signing in', async () => {
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', '/../..//evil.example']) {
    const browser = new Browser(running.hub.url);
    const response = await browser.go(await come(browser, to));
    const landed = new URL(response.headers.get('location') ?? '', running.hub.url);
    expect([to, landed.origin]).toEqual([to, running.hub.url]);
  }
});

it('takes a code and its state once, and only from the browser that began', async () => {
  const browser = new Browser(running.hub.url);
  const back = await come(browser);
  const thief = new Browser(running.hub.url);
  expect((await thief.go(back)).status).toBe(401);
  await thief.go('/auth/login');
  expect((await thief.go(back)).status).toBe(401);
  const before = new Map(browser.cookies);
  expect((await browser.go(back)).status).toBe(302);
  for (const [name, value] of before) browser.cookies.set(name, value);
  expect((await browser.go(back)).status).toBe(401);
});

it('refuses a state that it did not give, one that is repeated, and a code that the provider does not know', async () => {
  const browser = new Browser(running.hub.url);
  const back = await come(browser);
  const { state = '', code = '' } = Object.fromEntries(new URL(back, running.hub.url).searchParams);
  const attempts = [
    `/auth/callback?code=${code}&state=guess`,
    `/auth/callback?code=${code}`,
    `/auth/callback?code=${code}&state=guess&state=${state}`,
    `/auth/callback?error=access_denied&state=${state}`,
  ];
  for (const attempt of attempts) {
    const response = await browser.go(attempt);
    expect([attempt, response.status, await response.text()]).toEqual([
      attempt,
      401,
      'Signing in did not work; start again.',
    ]);
  }
  const other = new Browser(running.hub.url);
  const wrong = new URL(await come(other), running.hub.url);
  wrong.searchParams.set('code', 'stolen');
  expect((await other.go(wrong.pathname + wrong.search)).status).toBe(401);
});

it('refuses ID tokens that are forged, expired, for another client, for another sign-in, or from elsewhere', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const bad = [
    { key: privateKey },
    { claims: { exp: seconds() - 600 } },
    { claims: { aud: 'another client' } },
    { claims: { nonce: 'of another sign-in' } },
    { claims: { iss: 'https://elsewhere.example' } },
  ];
  for (const idToken of bad) {
    idp.idToken = idToken;
    const browser = new Browser(running.hub.url);
    const response = await browser.go(await come(browser));
    expect([idToken, response.status]).toEqual([idToken, 401]);
    expect((await browser.ask(viewer)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }
});

it('gives a browser a new session at every sign-in, and ends the old one', async () => {
  const browser = await signedIn();
  const old = new Browser(running.hub.url);
  for (const [name, value] of browser.cookies) old.cookies.set(name, value);
  await browser.go(await come(browser));
  expect(browser.header()).not.toBe(old.header());
  expect((await old.ask(viewer)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await browser.ask(viewer)).toMatchObject({ data: { viewer: { id: 'person:ada' } } });
});

it('signs out here and says where to sign out at the provider', async () => {
  const browser = await signedIn();
  const old = new Browser(running.hub.url);
  for (const [name, value] of browser.cookies) old.cookies.set(name, value);
  const response = await browser.go('/auth/sign-out', { method: 'POST' });
  const { continueAt } = (await response.json()) as { continueAt: string };
  expect(continueAt).toContain(`${idp.issuer}/end?`);
  expect(browser.cookies.size).toBe(0);
  expect((await old.ask(viewer)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

it('keeps its cookies from scripts and from other sites', async () => {
  const browser = new Browser(running.hub.url);
  const sent = await browser.go('/auth/login');
  const back = new URL(await idp.visit(sent.headers.get('location') ?? ''));
  const returned = await browser.go(back.pathname + back.search);
  for (const line of [...sent.headers.getSetCookie(), ...returned.headers.getSetCookie()]) {
    expect(line).toMatch(/; Path=\/.*; HttpOnly.*; SameSite=Lax/);
  }
  expect(returned.headers.get('cache-control')).toBe('no-store');
});

async function withBearer(token: string) {
  const response = await fetch(`${running.hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: viewer }),
  });
  return { status: response.status, body: (await response.json()) as { data?: object; errors?: object[] } };
}

it('takes an access token of the provider as proof, and answers every bad one alike', async () => {
  expect(await withBearer(await idp.accessToken())).toMatchObject({
    status: 200,
    body: { data: { viewer: { id: 'person:ada', roles: ['finance'] } } },
  });
  const { privateKey } = await generateKeyPair('RS256');
  const bad = [
    await idp.accessToken({ key: privateKey }),
    await idp.accessToken({ claims: { exp: seconds() - 600 } }),
    await idp.accessToken({ claims: { aud: idpClient.id } }),
    await idp.accessToken({ claims: { iss: 'https://elsewhere.example' } }),
    `thl_${'x'.repeat(43)}`,
    'x'.repeat(10_000),
    'not a token',
  ];
  const answers = new Set<string>();
  for (const token of bad) answers.add(JSON.stringify(await withBearer(token)));
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toMatch(/^\{"status":401,.*UNAUTHENTICATED/);
});

it('leaves an audit entry of every sign-in and sign-out', async () => {
  const entries = await running.db.hub.query(
    `select a.actor, a.action, a.subject, a.detail->>'by' as by from audit_log a
      where a.action like 'session.%' order by a.id desc limit 200`,
  );
  expect(entries).toContainEqual({ actor: 'person:ada', action: 'session.start', subject: 'person:ada', by: 'oidc' });
  expect(entries).toContainEqual({ actor: 'person:ada', action: 'session.end', subject: 'person:ada', by: null });
});
