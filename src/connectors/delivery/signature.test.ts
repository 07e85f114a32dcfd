import { expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signingKeys, verifySignature } from './signature.ts';

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`;
const now = new Date('2026-02-01T10:00:00Z');
const keysOf = (webhookSecret: string) => signingKeys({ name: 'time-keeper', credentials: { webhookSecret } });

function request(body: string, by: string, at = now) {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at.getTime() / 1000),
    'webhook-signature': new Webhook(by).sign('msg_1', at, body),
  };
  return { headers, body: Buffer.from(body), receivedAt: now.toISOString() };
}

it('accepts what the reference library signs, under any of the secrets while one replaces another', () => {
  const keys = keysOf(`${secret('a')} ${secret('b')}`);
  expect(() => verifySignature(request('{"a":"ö"}', secret('a')), keys)).not.toThrow();
  expect(() => verifySignature(request('{"a":"ö"}', secret('b')), keys)).not.toThrow();
  expect(() => verifySignature(request('{"a":"ö"}', secret('c')), keys)).toThrow('signature');
});

it('looks through several signatures and past schemes that it does not know', () => {
  const sent = request('{}', secret('a'));
  const headers = { ...sent.headers, 'webhook-signature': `v1a,AAAA v1,AAAA ${sent.headers['webhook-signature']}` };
  expect(() => verifySignature({ ...sent, headers }, keysOf(secret('a')))).not.toThrow();
});

it('proves the bytes as they came, not the text that they decode to', () => {
  const sent = request('{"a":"\ufffd"}', secret('a'));
  const broken = Buffer.from(sent.body.toString('latin1').replace('\u00ef\u00bf\u00bd', '\u00ff'), 'latin1');
  expect(broken.toString('utf8')).toBe('{"a":"\ufffd"}');
  expect(() => verifySignature({ ...sent, body: broken }, keysOf(secret('a')))).toThrow('signature');
});

it.each([
  ['five minutes and a second ago', new Date(now.getTime() - 301_000)],
  ['five minutes and a second ahead', new Date(now.getTime() + 301_000)],
])('refuses a delivery signed %s', (_when, at) => {
  expect(() => verifySignature(request('{}', secret('a'), at), keysOf(secret('a')))).toThrow('five minutes');
});

it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('refuses a delivery without %s', (name) => {
  const sent = request('{}', secret('a'));
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([each]) => each !== name));
  expect(() => verifySignature({ ...sent, headers }, keysOf(secret('a')))).toThrow();
});

it('refuses everything where no secret is set, and a secret that could never prove anything at the start', () => {
  expect(() => verifySignature(request('{}', secret('a')), keysOf(''))).toThrow('signature');
  expect(() => keysOf('whsec_dG9vIHNob3J0')).toThrow('TIME_KEEPER_WEBHOOK_SECRET: secret 1');
  expect(() => keysOf(`${secret('a')} not base64!`)).toThrow('secret 2');
});
