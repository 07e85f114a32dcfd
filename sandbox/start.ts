import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { sandboxConfig } from './entities.ts';
import type { SandboxOptions } from './main.ts';
import { postgresSettings } from './postgres-settings.ts';
import { watchFirstLoad } from './start/first-load.ts';
import { greeting, threeThings } from './start/greeting.ts';
import { HubClient } from './start/hub-client.ts';
import { choosePorts, type Ports } from './start/ports.ts';
import { type Running, State } from './start/state.ts';
import { type Supervised, supervise } from './start/supervise.ts';
import { sandboxCredentials } from './world.ts';

const usage = `npm start -- [options]
  --reset       forget everything and begin anew
  --seed N      which sandbox firm (with --reset)
  --life        let time be booked and invoices be reviewed in the background
  --port N      the hub's port (4000)`;

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const say = (line: string) => void process.stdout.write(`${line}\n`);
const postgresPort = 54329;
const usualSeed = 7;

type Environment = Record<string, string | undefined>;
/** What has been started, to be stopped in the opposite order. */
const started: (() => Promise<void> | void)[] = [];
let stopping: Promise<void> | undefined;

async function stopAll(): Promise<void> {
  for (const stop of started.reverse()) await stop();
}

/** The firm's own configuration, when it has one; without it the sandbox runs. */
function ownConfig(): string | undefined {
  const named = process.env['HUB_CONFIG'] ?? join(root, 'hub.config.json');
  if (process.env['HUB_CONFIG'] === undefined && !existsSync(named)) return undefined;
  return resolve(named);
}

async function database(): Promise<string> {
  const own = process.env['DATABASE_URL'];
  if (own !== undefined) return own;
  const server = await startPostgres({ root, name: 'main', port: postgresPort, settings: postgresSettings });
  started.push(server.stop);
  if (server.attached) say(`Postgres was still running on port ${server.port}.`);
  else if (server.port !== postgresPort) say(`Port ${postgresPort} is busy: Postgres takes ${server.port} instead.`);
  return server.url;
}

/** Builds the page or the API explorer, if it has to be. */
async function built(part: 'page' | 'explorer'): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'build-page.mjs'), part], { stdio: 'inherit' });
  started.push(() => void child.kill());
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The ${part} could not be built; what is wrong stands above.`);
}

function run(name: string, script: string, args: string[], environment: Environment, state: State): Supervised {
  const logFile = join(state.logs, `${name.split(' ').at(-1)}.log`);
  const task = supervise({ name, script: join(here, script), args, environment, logFile, say });
  started.push(() => task.stop());
  task.ready.catch(fail);
  return task;
}

async function startSandbox(state: State, ports: Ports, life: boolean): Promise<Environment> {
  const firm = state.firm();
  if (firm === undefined) throw new Error('the sandbox has no firm');
  const { hub, ...own } = ports;
  const options: SandboxOptions = {
    folder: state.sandbox,
    ...firm,
    ports: own,
    webhookUrl: `http://127.0.0.1:${hub}/webhooks/salesforce`,
    life,
  };
  const file = join(state.sandbox, 'options.json');
  state.write(file, options);
  await run('the sandbox', 'main.js', [file], process.env, state).ready;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const places = { crm: at(ports.crm), psa: at(ports.psa), erp: at(ports.erp), hubPort: hub };
  state.write(state.config, sandboxConfig(places, { policies: join(root, 'policies'), rules: join(root, 'rules') }));
  const environment: Environment = { HUB_CONFIG: state.config, THROUGHLINE_DEMO_KEY: state.demoKey() };
  for (const system of ['SALESFORCE', 'CERTINIA', 'FUSION']) {
    environment[`${system}_CLIENT_ID`] = sandboxCredentials.clientId;
    environment[`${system}_CLIENT_SECRET`] = sandboxCredentials.clientSecret;
  }
  return environment;
}

/** A folder without a firm has never been started, or has been told to forget. */
function prepareFirm(state: State, reset: boolean, seed: number | undefined): void {
  const known = state.firm();
  if (known !== undefined && !reset) {
    if (seed === undefined || seed === known.seed) return;
    throw new Error(
      `This sandbox was made with seed ${known.seed}; npm start -- --reset --seed ${seed} makes another.`,
    );
  }
  if (process.env['DATABASE_URL'] === undefined) removePostgres({ root, name: 'main' });
  state.begin({ seed: seed ?? usualSeed, today: new Date().toISOString().slice(0, 10) });
}

function fail(error: unknown): void {
  // Whatever fails because everything is being stopped is no news.
  if (stopping !== undefined) return;
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  stopping = stopAll().then(() => process.exit(1));
}

/** Says how far the first load of the firm is, until it is through. */
async function firmTakenIn({ url, demoKey = '' }: Running): Promise<void> {
  say('Taking in the firm …');
  const seconds = await watchFirstLoad(await HubClient.signIn(url, 'integration', demoKey));
  say(seconds === undefined ? 'The firm was in already.' : `The firm is in, after ${seconds.toFixed(0)} s.`);
}

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: {
      reset: { type: 'boolean', default: false },
      seed: { type: 'string' },
      life: { type: 'boolean', default: false },
      port: { type: 'string' },
    },
  });
  const state = new State(root);
  const other = state.runningNow();
  if (other !== undefined)
    throw new Error(`Throughline already runs from this folder, at ${other.url}: stop it first.`);
  const config = ownConfig();
  if (config === undefined)
    prepareFirm(state, values.reset, values.seed === undefined ? undefined : Number(values.seed));
  let sandbox: Promise<Environment> | undefined;
  let control: string | undefined;
  if (config === undefined) {
    say('Starting the sandbox firm and its three systems …');
    const ports = await choosePorts(values.port === undefined ? undefined : Number(values.port), say);
    control = `http://127.0.0.1:${ports.control}`;
    sandbox = startSandbox(state, ports, values.life);
    // The firm is made up while the database starts.
    sandbox.catch(fail);
  }
  say('Starting Postgres …');
  const url = await database();
  const environment: Environment = (await sandbox) ?? { HUB_CONFIG: config };
  say('Starting the hub …');
  // The hub readies its tables meanwhile, which leaves a processor free.
  const page = built('page');
  page.catch(fail);
  const hub = run('the hub', '../src/main.js', [], { ...process.env, ...environment, DATABASE_URL: url }, state);
  const hubUrl = String(await hub.ready);
  // It takes the firm in meanwhile; whoever is shown where the page is can open it.
  await page;
  const running = {
    pid: process.pid,
    url: hubUrl,
    control,
    demoKey: environment['THROUGHLINE_DEMO_KEY'],
    environment: { ...environment, DATABASE_URL: url },
  };
  state.declareRunning(running);
  started.push(() => state.declareStopped());
  say(greeting(running, state.logs));
  const isSandbox = running.demoKey !== undefined;
  if (isSandbox) await firmTakenIn(running);
  await built('explorer');
  if (isSandbox) say(threeThings(running.url));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping !== undefined) return;
    say('\nStopping …');
    stopping = stopAll().then(() => process.exit(process.exitCode ?? 0));
  });
}

if (process.argv.includes('--help')) say(usage);
else await start().catch(fail);
