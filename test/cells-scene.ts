import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { entities } from '../sandbox/entities.ts';
import { postSigned } from '../sandbox/signed-webhook.ts';
import { type Cells, startCells } from '../src/cells.ts';
import { readGroup } from '../src/group-config.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { RawSocket } from './socket.ts';
import { declares, tells, toldSecret } from './told-system.ts';
import { until } from './until.ts';

/** The cells of the scene: two share a database, the third has one of its own. */
export const sceneCells = [
  { name: 'main', entity: 'DE01' },
  { name: 'americas', entity: 'US01' },
  { name: 'apac', entity: 'IN01' },
] as const;
/** The name of one of them. */
export type SceneCell = (typeof sceneCells)[number]['name'];

/** A firm of three cells, each with one system that tells of time, and one process that serves them all. */
export interface CellsScene {
  /** Where `main` and `americas` are. */
  shared: TestDatabase;
  /** Where `apac` is. */
  apart: TestDatabase;
  environment: Record<string, string>;
  /** Starts the process. Every cell is up when this returns. */
  start(): Promise<Cells>;
  /** Stops it. */
  stop(): Promise<void>;
  health(): Promise<{ status: number; body: { status: string } }>;
  /** Tells of an entry of time by the front, as the system of a cell. */
  tell(cell: SceneCell, key: string): Promise<number>;
  /** Asks a cell at its own address as a persona. */
  ask(cell: SceneCell, persona: string, query: string): Promise<{ data: never; errors?: unknown }>;
  socket(cell: SceneCell): Promise<RawSocket>;
  close(): Promise<void>;
}

const demoKey = 'demo-key-of-the-tests';

function systemOf(cell: SceneCell): string {
  return `timekeeper-${cell}`;
}

function configOf({ name, entity }: (typeof sceneCells)[number]) {
  return {
    cell: name,
    listen: { host: '127.0.0.1', port: 0 },
    demo: true,
    timing: 'sandbox',
    policies: resolve('policies'),
    rules: resolve('rules'),
    legalEntities: entities.filter(({ code }) => code === entity).map((each) => ({ ...each, calendar: 'ALL' })),
    calendars: [{ code: 'ALL', name: 'All' }],
    systems: [{ name: systemOf(name), connector: 'delivery', role: 'delivery', legalEntities: { [entity]: entity } }],
  };
}

/** Writes the firm's configuration: a file for the group, and one for each cell, which could be served alone by it. */
function writeConfig(folder: string): string {
  for (const cell of sceneCells) {
    mkdirSync(join(folder, cell.name));
    writeFileSync(join(folder, cell.name, 'hub.config.json'), JSON.stringify(configOf(cell)));
  }
  const cells = sceneCells.map(({ name }) => ({
    name,
    config: `${name}/hub.config.json`,
    seesGroup: name === 'main',
    answerWithinSeconds: 20,
  }));
  const file = join(folder, 'hub.config.json');
  writeFileSync(file, JSON.stringify({ listen: { host: '127.0.0.1', port: 0 }, cells }));
  return file;
}

function timeEntry(entity: string, key: string): string {
  const values = {
    workedOn: '2026-01-12',
    hours: '8',
    role: 'Consultant',
    amount: '800.01',
    currency: entities.find(({ code }) => code === entity)?.currency,
    billable: true,
    approvalState: 'approved',
  };
  return tells('time_entry', [{ key, version: new Date().toISOString(), legalEntity: entity, values }]);
}

/** Makes the databases and the configuration. `apac` has no schema yet; nothing runs. */
export async function cellsScene(): Promise<CellsScene> {
  const folder = mkdtempSync(join(tmpdir(), 'cells-'));
  const shared = await testDatabase();
  const apart = await testDatabase('template0');
  const secrets = sceneCells.map(({ name }) => [`TIMEKEEPER_${name.toUpperCase()}_WEBHOOK_SECRET`, toldSecret]);
  const environment: Record<string, string> = {
    HUB_CONFIG: writeConfig(folder),
    DATABASE_URL: shared.url,
    APAC_DATABASE_URL: apart.url,
    THROUGHLINE_DEMO_KEY: demoKey,
    ...Object.fromEntries(secrets),
  };
  let cells: Cells | undefined;
  const urlOf = (name: SceneCell) => {
    const hub = cells?.cells.find(({ config }) => config.cell === name)?.hub();
    if (hub === undefined) throw new Error(`${name} is not up`);
    return hub.url;
  };

  async function cookie(cell: SceneCell, persona: string): Promise<string> {
    const response = await fetch(`${urlOf(cell)}/auth/persona/${persona}?key=${demoKey}`, { redirect: 'manual' });
    return response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  const scene: CellsScene = {
    shared,
    apart,
    environment,
    async start() {
      const group = readGroup(environment);
      if (group === undefined) throw new Error('the configuration is not one of several cells');
      cells = await startCells(group, pino({ level: process.env['TEST_LOG'] ?? 'silent' }), 'no pages');
      await until(async () => (await scene.health()).body.status === 'ok', 'all cells up');
      return cells;
    },
    async stop() {
      await cells?.stop();
      cells = undefined;
    },
    async health() {
      const response = await fetch(`${cells?.url}/healthz`);
      return { status: response.status, body: (await response.json()) as { status: string } };
    },
    async tell(cell, key) {
      const { entity } = sceneCells.find(({ name }) => name === cell) as (typeof sceneCells)[number];
      const sender = { name: systemOf(cell), secret: toldSecret };
      const post = (id: string, body: string) => postSigned(cells?.url ?? '', sender, { id, body });
      const { status } = await post(`${cell}-${key}`, timeEntry(entity, key));
      await post(`${cell}-${key}-known`, declares('time_entry', new Date().toISOString()));
      return status;
    },
    async ask(cell, persona, query) {
      const response = await fetch(`${urlOf(cell)}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: await cookie(cell, persona) },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as never;
    },
    socket: async (cell) => RawSocket.acknowledged(urlOf(cell), { cookie: await cookie(cell, 'executive') }),
    async close() {
      await scene.stop();
      await Promise.all([shared.close(), apart.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return scene;
}
