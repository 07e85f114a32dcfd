import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { asAdmin, placeOf } from './cell-databases.ts';
import { moveCell } from './cell-move.ts';
import type { Config } from './config.ts';
import { asOwner, migrateDatabase } from './database.ts';
import type { CellDesk, ListedCell, MadeCell } from './domain/cell.ts';
import { wrongCellName } from './domain/cell-name.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { within } from './domain/within.ts';
import { appendAudit } from './entities/append-audit.ts';
import { cellNames, demandMayCreate, madeSoFar, standingCell } from './entities/cells.ts';
import { makePartitions, monthsAhead } from './entities/partitions.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { writeReference } from './ingest/reference.ts';

const answersWithinMs = 10_000;

async function listed(admin: DataSource, name: string, database: string, configured: boolean): Promise<ListedCell> {
  try {
    const problem = configured ? {} : { problem: 'no configuration names it' };
    return { ...(await standingCell(admin, name)), database, configured, ...problem };
  } catch (error) {
    return { name, database, configured, problem: messageOf(error) };
  }
}

/** The cells of one database: those that are there, and those that the configuration has there. */
async function listAt(url: string, configured: readonly string[]): Promise<ListedCell[]> {
  const database = placeOf(url);
  const looking = asAdmin(url, async (admin) => {
    const there = await cellNames(admin);
    const missing = configured.filter((name) => !there.includes(name));
    const cells = await Promise.all(there.map((name) => listed(admin, name, database, configured.includes(name))));
    const unmade = missing.map((name) => ({
      name,
      database,
      configured: true,
      problem: `it is not made yet: throughline cell create ${name}`,
    }));
    return [...cells, ...unmade];
  });
  const late = () => new HubError('DATABASE_UNAVAILABLE', `it did not answer within ${answersWithinMs / 1000} s`);
  return within(answersWithinMs, looking, late).catch((error: unknown) =>
    configured.map((name) => ({ name, database, configured: true, problem: messageOf(error) })),
  );
}

/** What a cell lacks now. Throws CONFIG_INVALID where whoever is connected may not make it. */
async function lacking(config: Config): Promise<MadeCell> {
  const { cell: name, database, legalEntities } = config;
  return asAdmin(database.ownerUrl, async (admin) => {
    await withConnection(admin, demandMayCreate);
    const made = await madeSoFar(admin, name);
    const ran = new Set(made?.migrations);
    const kept = new Map(made?.legalEntities.map((entity) => [entity.id, JSON.stringify(Object.values(entity))]));
    const changed = legalEntities.filter(
      ({ id, code, name: called, currency, country, timeZone, calendar }) =>
        kept.get(id) !== JSON.stringify([id, code, called, currency, country, timeZone, calendar]),
    );
    const known = admin.migrations.map((migration) => migration.name ?? migration.constructor.name);
    return {
      name,
      database: placeOf(database.ownerUrl),
      schemaMade: made === undefined,
      migrations: known.filter((migration) => !ran.has(migration)),
      legalEntities: changed.map(({ code }) => code),
    };
  });
}

async function make(config: Config, made: MadeCell, actor: string): Promise<void> {
  await migrateDatabase(config);
  await asOwner(config, (owner) => makePartitions(owner, monthsAhead));
  const { cell, database } = config;
  const hub = await dataSource({ url: database.url, role: 'throughline_hub', cell, poolSize: 1 }).initialize();
  const isNews = made.schemaMade || made.migrations.length > 0 || made.legalEntities.length > 0;
  const entry = { actor, action: 'cell.create', subject: cell, detail: { ...made }, legalEntityId: null };
  try {
    await transaction(hub, async (sql) => {
      await writeReference(sql, config);
      if (isNews) await appendAudit(sql, [{ ...entry, correlationId: randomUUID() }]);
    });
  } finally {
    await hub.destroy();
  }
}

/** The configured cell of a name. Throws CELL_NAME_INVALID and UNKNOWN_CELL with what to do about it. */
function named(configs: readonly Config[], name: string): Config {
  const config = configs.find(({ cell }) => cell === name);
  if (config !== undefined) return config;
  const wrong = wrongCellName(name);
  if (wrong !== undefined) throw new HubError('CELL_NAME_INVALID', wrong);
  const known = configs.map(({ cell }) => cell).join(', ');
  throw new HubError(
    'UNKNOWN_CELL',
    `no cell "${name}" is configured; there are ${known}. Write its own hub.config.json first, and name that under "cells" ` +
      `in the hub.config.json of the group: { "name": "${name}", "config": "${name}/hub.config.json" }`,
  );
}

/** What operators do about whole cells, over the configured ones. */
export function cellDesk(configs: () => readonly Config[], actor: string): CellDesk {
  return {
    async list() {
      const all = configs();
      const urls = [...new Set(all.map(({ database }) => database.ownerUrl))];
      const at = (url: string) => all.filter(({ database }) => database.ownerUrl === url).map(({ cell }) => cell);
      return (await Promise.all(urls.map((url) => listAt(url, at(url))))).flat();
    },

    async create(name, { database: url, dryRun }) {
      const config = named(configs(), name);
      const database = url === undefined ? config.database : { url, ownerUrl: url, readerUrl: url };
      const at = { ...config, database };
      const made = await lacking(at);
      if (!dryRun) await make(at, made, actor);
      return made;
    },

    move: (name, options) => moveCell(named(configs(), name), options, actor),
  };
}
