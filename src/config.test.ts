import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';
import { credentialsOf } from './credentials.ts';
import { installSystems } from './systems.ts';

const example = JSON.parse(readFileSync('docs/hub.config.example.json', 'utf8'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(change: (config: typeof example) => void, environment: Record<string, string> = {}) {
  const config = structuredClone({ ...example, policies: resolve('policies'), rules: resolve('rules') });
  change(config);
  const file = join(folder, 'hub.config.json');
  writeFileSync(file, JSON.stringify(config));
  return readConfig({ HUB_CONFIG: file, DATABASE_URL: 'postgres://localhost/hub', ...environment });
}

it('refuses a freshness target that a poll or two could miss', () => {
  const policies = join(folder, 'policies');
  cpSync(resolve('policies'), policies, { recursive: true });
  const file = join(policies, 'timing.json');
  const timing = JSON.parse(readFileSync(file, 'utf8'));
  timing.production.freshnessSeconds.erp = 3 * timing.production.pollEverySeconds - 1;
  writeFileSync(file, JSON.stringify(timing));
  const refused = () => read((config) => Object.assign(config, { policies }));
  expect(refused).toThrow(/timing\.json: production\.freshnessSeconds\.erp: at least 180: 3 polls may fail/);
});

it('takes the example in the documentation as it stands, every system at stage observe', () => {
  const config = read(() => {});
  expect(config.systems.map(({ name, stage }) => [name, stage])).toEqual([
    ['salesforce', 'observe'],
    ['certinia', 'observe'],
    ['fusion', 'observe'],
  ]);
  const send = () => Promise.reject(new Error('nothing is sent here'));
  expect([...installSystems(config, send).keys()]).toEqual(['salesforce', 'certinia', 'fusion']);
});

it('refuses to look for what may have been created before it can be seen, and says which wait is too short', () => {
  const send = () => Promise.reject(new Error('nothing is sent here'));
  const slow = (readLagMs: number) => () =>
    installSystems(
      read((config) => Object.assign(config.systems[2], { options: { readLagMs } })),
      send,
    );
  expect(slow(30_000)).not.toThrow();
  expect(slow(30_001)).toThrow(
    /systems\.fusion: .* invisible for 30\.001 s, so settleFloorSeconds .* must be at least 60\.002; it is 60/,
  );
  // What its own id keeps from being created twice need not be seen.
  const certinia = (externalIds: object) => () =>
    installSystems(
      read((config) => Object.assign(config.systems[1], { options: { readLagMs: 30_001, externalIds } })),
      send,
    );
  expect(certinia({})).not.toThrow();
  expect(certinia({ milestone: null })).toThrow('systems.certinia');
});

it.each<[string, (config: typeof example) => void]>([
  ['systems.0.baseUrl', (config) => Object.assign(config.systems[0], { baseUrl: 'salesforce' })],
  [
    'systems.salesforce.legalEntities: no legal entity "DE01"',
    (config) => Object.assign(config.systems[0], { legalEntities: { DE01: 'DE01' } }),
  ],
  ['systems.certinia.peers: no system "crm"', (config) => Object.assign(config.systems[1], { peers: { crm: 'crm' } })],
  ['legalEntities.US01: no calendar "GB"', (config) => Object.assign(config.legalEntities[0], { calendar: 'GB' })],
  [
    'personas are for loopback only',
    (config) => Object.assign(config, { demo: true, listen: { host: '0.0.0.0', port: 4000 } }),
  ],
  ['Unrecognized key: "legalEntites"', (config) => Object.assign(config, { legalEntites: [] })],
])('refuses a configuration and says where: %s', (place, change) => {
  expect(() => read(change)).toThrow(place);
});

it('says what is missing when there is no file or no database', () => {
  expect(() => readConfig({ HUB_CONFIG: join(folder, 'nowhere.json') })).toThrow('nowhere.json is missing');
  const file = join(folder, 'hub.config.json');
  writeFileSync(file, JSON.stringify(example));
  expect(() => readConfig({ HUB_CONFIG: file })).toThrow('DATABASE_URL is not set');
});

it('says which policy a folder of a firm lacks, and where to take it from', () => {
  const policies = join(folder, 'policies');
  cpSync(resolve('policies'), policies, { recursive: true });
  rmSync(join(policies, 'matching.json'));
  const lacking = () => read((config) => Object.assign(config, { policies }));
  expect(lacking).toThrow(
    /policies\/matching\.json: there is no such policy; begin with the matching\.json that comes/,
  );
});

it('finds the credentials of a system in the environment by its name', () => {
  const environment = { SALESFORCE_EMEA_CLIENT_ID: 'one', SALESFORCE_CLIENT_ID: 'two', UNRELATED: 'x' };
  expect(credentialsOf({ environment, sealed: {}, sealKey: undefined }, 'salesforce-emea')).toEqual({
    clientId: 'one',
  });
});

it('refuses tolerances of a legal entity that the firm does not have, and says where', () => {
  const policies = join(folder, 'policies');
  cpSync('policies', policies, { recursive: true });
  const file = join(policies, 'tolerances.json');
  const tolerances = JSON.parse(readFileSync(file, 'utf8'));
  const exceptions = [{ legalEntities: ['US01', 'ZZ01'], from: '2026-01-01', approvalCutOffDays: 5 }];
  writeFileSync(file, JSON.stringify({ ...tolerances, exceptions }));
  const place = 'tolerances.json: exceptions.0.legalEntities: no legal entity "ZZ01"';
  expect(() => read((config) => Object.assign(config, { policies }))).toThrow(place);
  const backwards = [{ legalEntities: ['US01'], from: '2026-01-01', to: '2025-01-01' }];
  writeFileSync(file, JSON.stringify({ ...tolerances, exceptions: backwards }));
  expect(() => read((config) => Object.assign(config, { policies }))).toThrow('ends before it begins');
});

it('gives the process the role that the environment says, else that of the file, else all of them', () => {
  const api = (config: typeof example) => Object.assign(config, { role: 'api' });
  expect(read(() => {}).role).toBe('all');
  expect(read(api).role).toBe('api');
  expect(read(api, { HUB_ROLE: 'worker' }).role).toBe('worker');
  expect(() => read(api, { HUB_ROLE: 'boss' })).toThrow('HUB_ROLE: "boss" is none of api, worker, all');
});
