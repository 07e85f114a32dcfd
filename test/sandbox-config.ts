import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { sandboxConfig } from '../sandbox/entities.ts';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import { openWorld, sandboxCredentials, type World } from '../sandbox/world.ts';
import { type Config, readConfig } from '../src/config.ts';

/** A simulated firm with its systems running, and the configuration of a hub that reads it. */
export interface SimulatedFirm {
  world: World;
  config(databaseUrl: string): Config;
  /** The same for a hub in a process of its own. */
  environment(databaseUrl: string): Record<string, string>;
  folder: string;
  close(): Promise<void>;
}

/** What may differ from the sandbox as it ships. */
export interface SimulationOptions {
  psaExternalIds?: boolean;
  timing?: object;
  /** What `hub.config.json` says otherwise, and the environment. */
  hub?: object;
  environment?: Record<string, string>;
  /** Systems besides the three, as `hub.config.json` names them, all with the sandbox's credentials. */
  moreSystems?: (places: { crm: string; psa: string; erp: string }) => readonly { name: string }[];
  /** Files besides those in `policies`, by their path there. */
  policies?: Readonly<Record<string, object>>;
}

// A slow machine must make no hub of a test refuse what it is asked.
const never = 3_600_000;
const neverLate = { expensiveReads: never, reads: never, polls: never, webhooks: never };

/** Starts the simulated systems of a firm on ports of their own. */
export async function simulateFirm(tables: FirmTables, options: SimulationOptions = {}): Promise<SimulatedFirm> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
  const { psaExternalIds = true } = options;
  const world = openWorld(tables, { folder, ports: { crm: 0, psa: 0, erp: 0 }, searchLagMs: 50, psaExternalIds });
  const simulators = Object.values(world.simulators);
  for (const simulator of simulators) await simulator.start();
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const { crm, psa, erp } = world.simulators;
  const policies = join(folder, 'policies');
  cpSync(resolve('policies'), policies, { recursive: true });
  const timing = JSON.parse(readFileSync(join(policies, 'timing.json'), 'utf8'));
  Object.assign(timing.sandbox, { sheddingMs: neverLate }, options.timing);
  writeFileSync(join(policies, 'timing.json'), JSON.stringify(timing));
  for (const [path, content] of Object.entries(options.policies ?? {})) {
    mkdirSync(dirname(join(policies, path)), { recursive: true });
    writeFileSync(join(policies, path), JSON.stringify(content));
  }
  const places = { crm: at(crm.port()), psa: at(psa.port()), erp: at(erp.port()) };
  const file = sandboxConfig({ ...places, hubPort: 0 }, { policies, rules: resolve('rules') });
  const more = options.moreSystems?.(places) ?? [];
  if (!psaExternalIds) {
    const certinia = file.systems.find((system) => system.name === 'certinia');
    Object.assign(certinia ?? {}, {
      options: {
        externalIds: { contract: null, milestone: null, assignment: null },
        // What has no external id is looked for, and the sandbox's wait is as long as twice this.
        readLagMs: 500,
        accountFields: { taxId: null, paymentTerms: null },
        projectFields: { revenueAtCompletion: null, costAtCompletion: null },
      },
    });
  }
  const path = join(folder, 'hub.config.json');
  writeFileSync(path, JSON.stringify({ ...file, systems: [...file.systems, ...more], ...options.hub }));
  const credentials = ['salesforce', 'certinia', 'fusion', ...more.map(({ name }) => name)].flatMap((system) => {
    const prefix = system.toUpperCase().replace(/[^A-Z0-9]/g, '_');
    return [
      [`${prefix}_CLIENT_ID`, sandboxCredentials.clientId],
      [`${prefix}_CLIENT_SECRET`, sandboxCredentials.clientSecret],
    ];
  });
  const environment = (databaseUrl: string) => ({
    HUB_CONFIG: path,
    DATABASE_URL: databaseUrl,
    THROUGHLINE_DEMO_KEY: 'demo-key-of-the-tests',
    LOG_LEVEL: 'silent',
    ...Object.fromEntries(credentials),
    ...options.environment,
  });
  return {
    world,
    folder,
    environment,
    config: (databaseUrl) => readConfig(environment(databaseUrl)),
    async close() {
      for (const simulator of simulators) await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
