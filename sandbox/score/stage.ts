import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removePostgres, startPostgres } from '../../scripts/postgres.mjs';
import { sandboxConfig } from '../entities.ts';
import type { FirmTables } from '../firm/tables.ts';
import { supervise } from '../start/supervise.ts';
import { openWorld, sandboxCredentials } from '../world.ts';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const settings = { fsync: 'off', full_page_writes: 'off', shared_buffers: '256MB', max_connections: '100', jit: 'off' };
const demoKey = 'only-for-the-score';

/** A hub over a firm, in a world of its own that leaves nothing behind. */
export interface Stage {
  url: string;
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

/** Starts the firm's systems in this process, a Postgres of its own, and a hub in a process of its own. */
export async function setStage(tables: FirmTables, say: (line: string) => void): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-score-'));
  const undo: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
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
    const name = `score-${process.pid}`;
    undo.push(() => removePostgres({ root, name }));
    const server = await startPostgres({ root, name, port: 0, settings });
    const at = (system: keyof typeof world.simulators) => `http://127.0.0.1:${world.simulators[system].port()}`;
    const places = { crm: at('crm'), psa: at('psa'), erp: at('erp'), hubPort: 0 };
    const config = join(folder, 'hub.config.json');
    writeFileSync(
      config,
      JSON.stringify(sandboxConfig(places, { policies: join(root, 'policies'), rules: join(root, 'rules') })),
    );
    const environment = environmentFor(config, server.url);
    const hub = supervise({
      name: 'the hub',
      script: join(here, '../../src/main.js'),
      args: [],
      environment,
      logFile: join(folder, 'hub.log'),
      say,
    });
    undo.push(() => hub.stop());
    return { url: String(await hub.ready), demoKey, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}
