import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { sandboxConfig } from './entities.ts';
import type { FirmTables } from './firm/tables.ts';
import { postgresSettings } from './postgres-settings.ts';
import { supervise } from './start/supervise.ts';
import { openWorld, sandboxCredentials, type World } from './world.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
// A bench fills empty tables within seconds; the planner has to hear of it.
const settings = { ...postgresSettings, autovacuum_naptime: '5s' };
// For runs that prove what is found, not how fast or how safely it is kept.
const careless = { fsync: 'off', full_page_writes: 'off' };
const demoKey = 'only-for-this-run';

/** A hub over a firm, in a world of its own that leaves nothing behind. */
export interface Stage {
  url: string;
  world: World;
  databaseUrl: string;
  demoKey: string;
  /** Stops and removes everything; also what was started before a start that failed. */
  strike(): Promise<void>;
}

function environmentFor(config: string, databaseUrl: string): Record<string, string | undefined> {
  const credentials = ['SALESFORCE', 'CERTINIA', 'FUSION'].flatMap((system) => [
    [`${system}_CLIENT_ID`, sandboxCredentials.clientId],
    [`${system}_CLIENT_SECRET`, sandboxCredentials.clientSecret],
  ]);
  return {
    ...process.env,
    HUB_CONFIG: config,
    DATABASE_URL: databaseUrl,
    THROUGHLINE_DEMO_KEY: demoKey,
    ...Object.fromEntries(credentials),
  };
}

type HubConfig = ReturnType<typeof sandboxConfig>;

/** What differs from the sandbox as it ships. */
export interface StageOptions {
  say: (line: string) => void;
  /** Whether what is committed must survive a crash of the machine; slower, and the only honest way to time it. */
  durable?: boolean;
  adapt?: (config: HubConfig) => object;
  environment?: Record<string, string>;
  /** A database that is there already, to be used instead of a Postgres of its own. */
  databaseUrl?: string | undefined;
}

/** A firm's systems and a Postgres of their own, with nothing in it yet: what hubs are started over. */
export interface Scene extends Omit<Stage, 'url'> {
  /** Of a hub process over this firm and this database. */
  environment: Record<string, string | undefined>;
  /** What else is to be undone when the scene is struck; the last first. */
  undo: (() => Promise<void> | void)[];
  folder: string;
}

type Undo = (() => Promise<void> | void)[];

async function ownPostgres(durable: boolean, undo: Undo): Promise<string> {
  const name = `stage-${process.pid}`;
  undo.push(() => removePostgres({ root, name }));
  const server = await startPostgres({
    root,
    name,
    port: 0,
    settings: durable ? settings : { ...settings, ...careless },
  });
  return server.url;
}

/** Starts the firm's systems in this process, and a Postgres of its own unless there is one. */
export async function setScene(tables: FirmTables, options: Omit<StageOptions, 'say'>): Promise<Scene> {
  const { durable = false, adapt = (config) => config } = options;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-stage-'));
  const undo: Undo = [() => rmSync(folder, { recursive: true, force: true })];
  let striking: Promise<void> | undefined;
  const undoAll = async () => {
    for (const step of undo.reverse()) await step();
  };
  const strike = () => (striking ??= undoAll());
  try {
    const world = openWorld(tables, { folder, ports: { crm: 0, psa: 0, erp: 0 } });
    for (const simulator of Object.values(world.simulators)) {
      await simulator.start();
      undo.push(() => simulator.stop());
    }
    const databaseUrl = options.databaseUrl ?? (await ownPostgres(durable, undo));
    const at = (system: keyof typeof world.simulators) => `http://127.0.0.1:${world.simulators[system].port()}`;
    const places = { crm: at('crm'), psa: at('psa'), erp: at('erp'), hubPort: 0 };
    const config = join(folder, 'hub.config.json');
    const folders = { policies: join(root, 'policies'), rules: join(root, 'rules') };
    writeFileSync(config, JSON.stringify(adapt(sandboxConfig(places, folders))));
    const environment = { ...environmentFor(config, databaseUrl), ...options.environment };
    return { world, databaseUrl, demoKey, environment, folder, undo, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}

/** The same, with a hub in a process of its own. */
export async function setStage(tables: FirmTables, { say, ...options }: StageOptions): Promise<Stage> {
  const scene = await setScene(tables, options);
  try {
    const hub = supervise({
      name: 'the hub',
      script: join(here, '../src/main.js'),
      args: [],
      environment: scene.environment,
      logFile: join(scene.folder, 'hub.log'),
      say,
    });
    scene.undo.push(() => hub.stop());
    return { ...scene, url: String(await hub.ready) };
  } catch (error) {
    await scene.strike();
    throw error;
  }
}
