import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { throughline } from '../test/command-line.ts';
import { type TestDatabase, testDatabase } from '../test/database.ts';
import { type SimulatedFirm, simulateFirm } from '../test/sandbox-config.ts';
import { smallFirm } from '../test/small-firm.ts';
import { newSealKey } from './access/seal.ts';
import { readConfig } from './config.ts';
import { credentialsOf } from './credentials.ts';

const key = newSealKey();
const secret = 'c0rrect horse; battery "staple" ✓';
let db: TestDatabase;
let firm: SimulatedFirm;
let folder: string;
let file: string;

beforeAll(async () => {
  db = await testDatabase();
  firm = await simulateFirm(smallFirm().tables);
});
afterAll(async () => {
  await firm.close();
  await db.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  const config = JSON.parse(readFileSync(join(firm.folder, 'hub.config.json'), 'utf8'));
  writeFileSync(
    join(folder, 'hub.config.json'),
    JSON.stringify({ ...config, policies: join(firm.folder, 'policies') }),
  );
  file = join(folder, 'hub.secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = (more: Record<string, string> = {}) => ({
  HUB_CONFIG: join(folder, 'hub.config.json'),
  DATABASE_URL: db.url,
  THROUGHLINE_SEAL_KEY: key,
  ...more,
});
const seal = (system: string, name: string, value = secret, more: Record<string, string> = {}) =>
  throughline(environment(more), ['credentials', 'seal', system, name], { input: `${value}\n` });
const opened = (system: string, more: Record<string, string> = {}) =>
  credentialsOf(readConfig(environment(more)), system);
type Kept = Record<string, Record<string, Record<string, string>>>;
const kept = () => JSON.parse(readFileSync(file, 'utf8')) as Kept;

it('seals what it reads from standard input, and the hub opens it', async () => {
  expect(await seal('fusion', 'CLIENT_SECRET')).toMatchObject({ code: 0, err: '' });
  await seal('fusion', 'CLIENT_ID', 'someone');
  await seal('certinia', 'CLIENT_SECRET', 'another');
  expect(opened('fusion')).toEqual({ clientSecret: secret, clientId: 'someone' });
  expect(opened('salesforce')).toEqual({});
  expect(readFileSync(file, 'utf8')).not.toContain('staple');
  expect(statSync(file).mode & 0o077).toBe(0);
});

it('lets the environment win', async () => {
  await seal('fusion', 'CLIENT_SECRET');
  expect(opened('fusion', { FUSION_CLIENT_SECRET: 'of today' })).toEqual({ clientSecret: 'of today' });
});

it('says that a credential was sealed with another key, or that there is no key', async () => {
  await seal('fusion', 'CLIENT_SECRET');
  expect(() => opened('fusion', { THROUGHLINE_SEAL_KEY: newSealKey() })).toThrow(
    /^fusion\/CLIENT_SECRET was sealed with the key [0-9a-f]{12}; THROUGHLINE_SEAL_KEY is the key [0-9a-f]{12}$/,
  );
  expect(() => opened('fusion', { THROUGHLINE_SEAL_KEY: 'a password' })).toThrow(/is not a key of 32 bytes/);
  const { THROUGHLINE_SEAL_KEY: _key, ...without } = environment();
  expect(() => credentialsOf(readConfig(without), 'fusion')).toThrow(/^THROUGHLINE_SEAL_KEY is not set; /);
  expect(credentialsOf(readConfig(without), 'salesforce')).toEqual({});
});

it('says that a credential was changed, or moved to another system or name', async () => {
  await seal('fusion', 'CLIENT_SECRET');
  const { fusion = {} } = kept();
  const sealed = fusion['CLIENT_SECRET'] as Record<string, string>;
  const flipped = (text = '') => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`);
  const spoiled: Kept[] = [
    { fusion: { CLIENT_SECRET: { ...sealed, text: flipped(sealed['text']) } } },
    { fusion: { CLIENT_SECRET: { ...sealed, tag: flipped(sealed['tag']) } } },
    { fusion: { CLIENT_SECRET: { ...sealed, tag: sealed['tag']?.slice(0, 6) ?? '' } } },
    { fusion: { CLIENT_SECRET: { ...sealed, nonce: flipped(sealed['nonce']) } } },
    { fusion: { CLIENT_ID: sealed } },
    { certinia: { CLIENT_SECRET: sealed } },
  ];
  for (const each of spoiled) {
    writeFileSync(file, JSON.stringify(each));
    const [system = ''] = Object.keys(each);
    expect(() => opened(system)).toThrow(
      / is not as it was sealed: it was changed, or sealed for another system or name/,
    );
  }
  writeFileSync(file, '{"fusion": {"CLIENT_SECRET": "in the clear"}}');
  expect(() => opened('fusion')).toThrow(/hub\.secrets\.json: fusion\.CLIENT_SECRET: /);
});

it('never takes a credential from the configuration itself', () => {
  const config = JSON.parse(readFileSync(join(folder, 'hub.config.json'), 'utf8'));
  config.systems[0].clientSecret = secret;
  writeFileSync(join(folder, 'hub.config.json'), JSON.stringify(config));
  expect(() => readConfig(environment())).toThrow(/CONFIG|clientSecret/);
});

it('refuses a system that is not configured, a name that is none, and nothing', async () => {
  expect((await seal('sap', 'CLIENT_SECRET')).err).toMatch(
    /^UNKNOWN_SYSTEM: no system "sap" is configured; there are /,
  );
  expect((await seal('fusion', 'clientSecret')).err).toMatch(/^BAD_USER_INPUT: "clientSecret": write the name as /);
  expect((await seal('fusion', 'CLIENT_SECRET', '')).err).toMatch(/^BAD_USER_INPUT: nothing to seal/);
  expect(() => readFileSync(file)).toThrow();
});

it('makes keys that seal, and leaves an audit entry without the value', async () => {
  const { out } = await throughline({}, ['credentials', 'key']);
  expect((await seal('fusion', 'CLIENT_SECRET', secret, { THROUGHLINE_SEAL_KEY: out })).code).toBe(0);
  const [entry] = await db.hub.query(`select a.actor, a.subject, a.detail from audit_log a order by a.id desc limit 1`);
  expect(entry).toEqual({
    actor: expect.stringMatching(/^operator:/),
    subject: 'system:fusion',
    detail: { name: 'CLIENT_SECRET' },
  });
});
