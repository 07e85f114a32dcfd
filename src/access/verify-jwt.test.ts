import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { type FakeIdp, fakeIdp, idpClient } from '../../test/fake-idp.ts';
import { outbound } from '../server/outbound.ts';
import { fetchOver } from './fetch-over.ts';
import { jwtVerifier } from './verify-jwt.ts';

let idp: FakeIdp;
let verify: ReturnType<typeof jwtVerifier>;
const send = outbound({ timeoutMs: 2000, maxBytes: 100_000, loopback: true });
const seconds = () => Math.floor(Date.now() / 1000);
const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

beforeAll(async () => {
  idp = await fakeIdp();
  verify = jwtVerifier({
    issuer: idp.issuer,
    audience: idpClient.audience,
    jwksUri: `${idp.issuer}/keys`,
    fetch: fetchOver(send),
    cooldownMs: 0,
  });
});
afterAll(() => idp.stop());

it('reads a good access token, and one that expired or begins within the tolerance of clocks', async () => {
  expect(await verify(await idp.accessToken())).toMatchObject({ sub: 'ada' });
  expect(await verify(await idp.accessToken({ claims: { exp: seconds() - 20 } }))).toMatchObject({ sub: 'ada' });
  expect(await verify(await idp.accessToken({ claims: { nbf: seconds() + 20 } }))).toMatchObject({ sub: 'ada' });
  expect(await verify(await idp.accessToken({ header: { typ: 'JWT' } }))).toMatchObject({ sub: 'ada' });
});

it('follows the provider to new keys, and no longer trusts the old one', async () => {
  const old = await idp.accessToken();
  await idp.rotate();
  expect(await verify(await idp.accessToken())).toMatchObject({ sub: 'ada' });
  expect(await verify(old)).toBeUndefined();
});

it('refuses what is expired, early, for others, from others, or for another purpose', async () => {
  const bad = [
    { claims: { exp: seconds() - 60 } },
    { claims: { nbf: seconds() + 120 } },
    { claims: { exp: undefined } },
    { claims: { sub: undefined } },
    { claims: { aud: idpClient.id } },
    { claims: { aud: undefined } },
    { claims: { iss: 'https://elsewhere.example' } },
    { claims: { iss: `${idp.issuer}/` } },
    { header: { typ: 'logout+jwt' } },
    { header: { kid: '../../etc/passwd' } },
  ];
  for (const options of bad)
    expect([options, await verify(await idp.accessToken(options as never))]).toEqual([options, undefined]);
});

it('refuses a token that somebody else has signed under the key id of the provider', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  expect(await verify(await idp.accessToken({ key: privateKey }))).toBeUndefined();
});

it('refuses tokens without a signature, and the public key as a shared secret', async () => {
  const [, payload = ''] = (await idp.accessToken()).split('.');
  const keys = (await (await fetch(`${idp.issuer}/keys`)).json()) as { keys: [{ kid: string }] };
  const { kid } = keys.keys[0];
  for (const alg of ['none', 'None', 'NONE']) expect(await verify(`${b64({ alg, kid })}.${payload}.`)).toBeUndefined();
  const pem = await exportSPKI((await importJWK(keys.keys[0], 'RS256')) as never);
  const signed = `${b64({ alg: 'HS256', kid, typ: 'at+jwt' })}.${payload}`;
  const mac = createHmac('sha256', pem).update(signed).digest('base64url');
  expect(await verify(`${signed}.${mac}`)).toBeUndefined();
});

it('refuses a header that wants to bring its own key, or one that it must understand and does not', async () => {
  const token = await idp.accessToken();
  const [header = '', payload, signature] = token.split('.');
  const read = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as object;
  const reads = idp.reads.keys;
  for (const extra of [{ crit: ['exp'], exp: 1 }, { jku: 'http://127.0.0.1:9/keys' }, { x5u: 'http://127.0.0.1:9' }]) {
    expect(await verify(`${b64({ ...read, ...extra })}.${payload}.${signature}`)).toBeUndefined();
  }
  expect(idp.reads.keys).toBe(reads);
});

it('refuses what is not a token at all', async () => {
  for (const text of [
    '',
    'x',
    'a.b',
    'a.b.c',
    'a.b.c.d.e',
    `${b64({ alg: 'RS256' })}.${b64({})}.!`,
    '.'.repeat(9000),
  ]) {
    expect([text.slice(0, 20), await verify(text)]).toEqual([text.slice(0, 20), undefined]);
  }
});

it('says that it can not know while the keys can not be read', async () => {
  const away = jwtVerifier({
    issuer: idp.issuer,
    audience: idpClient.audience,
    jwksUri: `${idp.issuer}/nowhere`,
    fetch: async () => new Response('gone', { status: 503 }),
    cooldownMs: 0,
  });
  await expect(away(await idp.accessToken())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
