import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { throughline } from '../test/command-line.ts';
import { exportSecret } from '../test/webhook-receiver.ts';
import { newSealKey } from './access/seal.ts';
import { readConfig } from './config.ts';
import { installExports } from './exports.ts';

const example = JSON.parse(readFileSync('docs/hub.config.example.json', 'utf8'));
const key = newSealKey();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const webhook = { name: 'warehouse', sink: 'webhook', url: 'https://hooks.example.com/in', legalEntities: ['US01'] };
const nats = {
  name: 'broker',
  sink: 'nats',
  servers: ['tls://nats.example.com:4222'],
  stream: 'HUB',
  legalEntities: 'all',
};

function environment(exports: readonly object[], { timing = 'production', ...more }: Record<string, string> = {}) {
  const file = join(folder, 'hub.config.json');
  const folders = { policies: resolve('policies'), rules: resolve('rules') };
  writeFileSync(file, JSON.stringify({ ...example, ...folders, timing, exports }));
  return { HUB_CONFIG: file, DATABASE_URL: 'postgres://localhost/hub', THROUGHLINE_SEAL_KEY: key, ...more };
}
const install = (exports: readonly object[], more: Record<string, string> = {}) =>
  installExports(readConfig(environment(exports, more)), () => new Date());

it('takes webhooks with a secret of the environment or a sealed one, and NATS', async () => {
  await throughline(environment([webhook]), ['credentials', 'seal', 'warehouse', 'WEBHOOK_SECRET'], {
    input: exportSecret,
  });
  expect(install([webhook, nats]).map(({ name, scope }) => [name, scope.legalEntityIds, scope.wholeGroup])).toEqual([
    ['warehouse', [1], false],
    ['broker', [1], true],
  ]);
  rmSync(join(folder, 'hub.secrets.json'));
  expect(install([webhook], { WAREHOUSE_WEBHOOK_SECRET: `${exportSecret} ${exportSecret}` })).toHaveLength(1);
});

it('wants the types that are named, and those that begin as one that ends with a dot', () => {
  const secret = { WAREHOUSE_WEBHOOK_SECRET: exportSecret };
  const [one] = install([{ ...webhook, types: ['exception.opened', 'invoice.'] }], secret);
  const wanted = ['exception.opened', 'exception.opened_again', 'exception.cleared', 'invoice.held'];
  expect(wanted.filter((type) => one?.wants(type))).toEqual(['exception.opened', 'invoice.held']);
  expect(install([webhook], secret)[0]?.wants('anything')).toBe(true);
});

it.each<[string, readonly object[]]>([
  [
    'exports.warehouse.url: http://example.com/ is not encrypted; write https://',
    [{ ...webhook, url: 'http://example.com/' }],
  ],
  ['exports.warehouse.url: http://localhost/ is not encrypted', [{ ...webhook, url: 'http://localhost/' }]],
  [
    'exports.broker.servers: nats://127.0.0.1 is not encrypted; write tls://',
    [{ ...nats, servers: ['nats://127.0.0.1'] }],
  ],
  ['exports.warehouse.legalEntities: no legal entity "ZZ01"', [{ ...webhook, legalEntities: ['US01', 'ZZ01'] }]],
  ['exports.0.legalEntities: ', [{ ...webhook, legalEntities: [] }]],
  ['exports.fusion: a system or another export has the same name', [{ ...webhook, name: 'fusion' }]],
  ['exports.warehouse: a system or another export has the same name', [webhook, webhook]],
  ['exports.0.types.0: a type such as exception.opened', [{ ...webhook, types: ['exceptions'] }]],
  ['exports.0: Unrecognized key: "secret"', [{ ...webhook, secret: exportSecret }]],
  ['exports.0.name: lower-case letters', [{ ...webhook, name: 'Data Warehouse' }]],
  ['exports.warehouse: nothing to sign with; set WAREHOUSE_WEBHOOK_SECRET, or seal WEBHOOK_SECRET', [webhook]],
])('refuses an export and says where: %s', (place, exports) => {
  expect(() => install(exports)).toThrow(place);
});

it('refuses a secret that is too short or not one, without telling it', () => {
  const short = `whsec_${Buffer.alloc(16, 1).toString('base64')}`;
  for (const secret of ['password', short]) {
    const refused = () => install([webhook], { WAREHOUSE_WEBHOOK_SECRET: `${exportSecret} ${secret}` });
    expect(refused).toThrow('WAREHOUSE_WEBHOOK_SECRET: secret 2 is not whsec_ and base64 of 24 to 64 bytes');
  }
});

it('sends in the clear to this machine alone, and only with the waits of the sandbox', () => {
  const open = [
    { ...webhook, url: 'http://127.0.0.1:8080/in' },
    { ...nats, servers: ['nats://localhost:4222'] },
  ];
  const more = { WAREHOUSE_WEBHOOK_SECRET: exportSecret };
  expect(install(open, { ...more, timing: 'sandbox' })).toHaveLength(2);
  expect(() => install(open, more)).toThrow('is not encrypted');
});
