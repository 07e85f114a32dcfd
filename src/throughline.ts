import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { CommanderError } from 'commander';
import type { DataSource } from 'typeorm';
import { type DatabaseRole, dataSource } from '../ormconfig.ts';
import type { CliParts } from './cli/command.ts';
import { program } from './cli/main.ts';
import { type Config, environmentHere, readConfig } from './config.ts';
import { migrateDatabase } from './database.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { chainState } from './feed/audit-chain.ts';
import { runningHere } from './running-here.ts';

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

/** The configuration: the firm's own, else that of a Throughline which runs from this folder. */
function configHere(): Config {
  const environment = environmentHere();
  const here = runningHere('.');
  if (here === undefined) return readConfig(environment);
  const known = Object.keys(here.environment).filter((name) => environment[name] === undefined);
  if (known.length > 0) process.stderr.write(`Using the Throughline that runs from this folder, at ${here.url}.\n`);
  return readConfig({ ...here.environment, ...environment });
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

const config = once(configHere);
const { close, ...roles } = databases(config);
const parts: CliParts = {
  config,
  ...roles,
  migrate: () => migrateDatabase(config()),
  auditChain: chainState,
  input: () => text(process.stdin),
  actor: `operator:${userInfo().username}`,
  now: () => new Date(),
  print: (line) => void process.stdout.write(`${line}\n`),
  fail() {
    process.exitCode = failure;
  },
};

/** Says what went wrong, to a person or to a program. Bugs keep their stack. */
function tell(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : misuse;
    return;
  }
  process.exitCode = failure;
  if (!(error instanceof HubError)) throw error;
  const { code, message } = error;
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else process.stderr.write(`${code}: ${message}\n`);
}

try {
  await program(parts).parseAsync();
} catch (error) {
  tell(error);
} finally {
  await close();
}
