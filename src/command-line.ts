import { userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { CommanderError } from 'commander';
import type { DataSource } from 'typeorm';
import { type DatabaseRole, dataSource } from '../ormconfig.ts';
import { cellDesk } from './cell-desk.ts';
import type { CliParts, InstalledSystem } from './cli/command.ts';
import { program } from './cli/main.ts';
import { type Config, readConfig } from './config.ts';
import { migrateDatabase } from './database.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { withConnection } from './entities/sql.ts';
import { exportStates, resetExport, resumeExport } from './feed/exports/export-desk.ts';
import { dropOldMonths } from './feed/retention.ts';
import { fileIntakeOf, takeNamedFile } from './files.ts';
import { configuredCells } from './group-config.ts';
import { interpreter } from './ingest/interpret.ts';
import { runningHere } from './running-here.ts';
import { outbound } from './server/outbound.ts';
import { installSystems } from './systems.ts';
import { verifyCell } from './verification.ts';

/** Where a command's words come from and go to. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** The folder that the command is run in. */
  folder: string;
  input(): Promise<string>;
  print(text: string): void;
  complain(text: string): void;
}

const failure = 1;
const misuse = 2;

/** Answers the same thing every time, worked out when it is first asked for. */
function once<T>(find: () => T): () => T {
  let found: { value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** The environment of the firm's own Throughline, else of the one which runs from this folder. */
function environmentHere({ environment, folder, complain }: Terminal): Record<string, string | undefined> {
  const here = environment['DATABASE_URL'] === undefined ? runningHere(folder) : undefined;
  if (here === undefined) return { ...environment };
  complain(`Using the Throughline that runs from this folder, at ${here.url}.`);
  return { ...here.environment, ...environment };
}

/** Databases that are opened when they are first asked for, and closed together. */
function databases(config: () => Config) {
  const opened: Promise<DataSource>[] = [];
  const opener = (role: DatabaseRole, url: (config: Config) => string) =>
    once(() => {
      const address = url(config());
      const database = dataSource({ url: address, role, cell: config().cell, poolSize: 2 })
        .initialize()
        .catch((error: unknown) => {
          const { host, pathname } = new URL(address);
          throw new HubError('DATABASE_UNAVAILABLE', `${host}${pathname}: ${messageOf(error)}`, { cause: error });
        });
      opened.push(database);
      return database;
    });
  return {
    hub: opener('throughline_hub', ({ database }) => database.url),
    reader: opener('throughline_reader', ({ database }) => database.readerUrl),
    owner: opener('throughline_owner', ({ database }) => database.ownerUrl),
    async close() {
      for (const database of await Promise.allSettled(opened)) {
        if (database.status === 'fulfilled') await database.value.destroy();
      }
    },
  };
}

const mostAnswerBytes = 64 * 1024 * 1024;

/** The configured systems, installed when one is first asked for. */
function systemsOf(config: () => Config) {
  return once(() => {
    const timeoutMs = config().policy.timing.outboundTimeoutSeconds * 1000;
    const loopback = config().timing === 'sandbox';
    return installSystems(config(), outbound({ timeoutMs, maxBytes: mostAnswerBytes, loopback }));
  });
}

function finder(systems: () => ReturnType<typeof installSystems>): (name: string) => InstalledSystem | undefined {
  return (name) => {
    const installed = systems().get(name);
    if (installed === undefined) return undefined;
    const { connector, description, config: of, canary } = installed;
    return { connector, system: description, stage: of.stage, canary };
  };
}

/** Says what went wrong, to a person or to a program, and returns the exit code. Bugs are thrown on. */
function tell(error: unknown, asJson: boolean, { print, complain }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : misuse;
  if (!(error instanceof HubError)) throw error;
  const { code, message } = error;
  if (asJson) print(JSON.stringify({ error: { code, message } }));
  else complain(`${code}: ${message}`);
  return failure;
}

/** Runs one command. Returns the exit code: 0, 1 when it failed or found something wrong, 2 when it was misused. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const environment = once(() => environmentHere(terminal));
  const config = once(() => readConfig(environment()));
  const { close, ...roles } = databases(config);
  const systems = systemsOf(config);
  const actor = `operator:${userInfo().username}`;
  let code = 0;
  const parts: CliParts = {
    ...roles,
    config,
    migrate: () => migrateDatabase(config()),
    verify: (patienceMs, onProgress) => verifyCell(config(), { systems: systems(), patienceMs, onProgress }),
    dropOldMonths: async (dryRun) =>
      dropOldMonths(await roles.owner(), await roles.hub(), config().policy.retention.feedMonths, dryRun),
    cells: cellDesk(() => configuredCells(environment()), actor),
    installed: finder(systems),
    interpreter: () => interpreter(systems(), config().policy.mappings),
    takeFile: async (system, file) =>
      takeNamedFile(fileIntakeOf(config(), await roles.hub(), systems(), system), {
        ...file,
        by: actor,
        now: new Date(),
      }),
    exports: {
      list: async () => withConnection(await roles.hub(), (sql) => exportStates(sql, config().cell)),
      resume: async (name) => resumeExport(await roles.hub(), config().cell, name, actor),
      reset: async (name, to) => resetExport(await roles.hub(), config().cell, { name, to, by: actor }),
    },
    wait: (ms) => wait(ms),
    input: terminal.input,
    actor,
    now: () => new Date(),
    print: terminal.print,
    complain: terminal.complain,
    fail() {
      code = failure;
    },
  };
  try {
    await program(parts).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return tell(error, args.includes('--json'), terminal);
  } finally {
    await close();
  }
}
