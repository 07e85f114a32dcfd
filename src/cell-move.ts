import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { asAdmin, placeOf } from './cell-databases.ts';
import type { Config } from './config.ts';
import { migrateDatabase } from './database.ts';
import type { CellMove, MoveOptions } from './domain/cell.ts';
import { HubError, messageOf } from './domain/errors.ts';
import type { Halt } from './domain/halt.ts';
import { appendAudit } from './entities/append-audit.ts';
import { demandMayCreate, madeSoFar, standingCell } from './entities/cells.ts';
import {
  type CopiedTable,
  contentOf,
  copiedTables,
  copyPartitions,
  copySequences,
  copyTable,
} from './entities/copied-cell.ts';
import { askHalt } from './entities/halts.ts';
import { movedFrom } from './entities/migrate.ts';
import { type Sql, transaction, withConnection } from './entities/sql.ts';
import { systems } from './views/systems.ts';

/** One move: the cell, from where to where, and who asks for it. */
interface Move {
  config: Config;
  target: Config['database'];
  options: MoveOptions;
  actor: string;
  correlationId: string;
  reason: string;
}

/** Lends the cell at one of its two places as a role, under the name that its schema has there now. */
async function lend<T>(
  url: string,
  role: 'throughline_hub' | 'throughline_owner',
  cell: string,
  work: (database: DataSource) => Promise<T>,
): Promise<T> {
  const database = await dataSource({ url, role, cell, poolSize: 2 }).initialize();
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Throws CONFLICT and CONFIG_INVALID unless the cell can be moved there. Returns how large it is. */
async function demandMovable({ config, target }: Move): Promise<number> {
  const { cell, database } = config;
  const sizeBytes = await asAdmin(database.ownerUrl, async (admin) => {
    if ((await madeSoFar(admin, cell)) === undefined) {
      throw new HubError('CONFLICT', `there is no cell ${cell} in ${placeOf(database.ownerUrl)}`);
    }
    const standing = await standingCell(admin, cell);
    const newest = admin.migrations.map((migration) => migration.name ?? migration.constructor.name).at(-1);
    if (standing.version === newest) return standing.sizeBytes;
    throw new HubError('CONFLICT', `${cell} is not up to date: run throughline migrate first`);
  });
  await asAdmin(target.ownerUrl, async (admin) => {
    await withConnection(admin, demandMayCreate);
    if ((await madeSoFar(admin, cell)) === undefined) return;
    throw new HubError('CONFLICT', `there is a cell ${cell} in ${placeOf(target.ownerUrl)} already`);
  });
  return sizeBytes;
}

/** Asks a halt of all ways that go on, or lets those go on that this move has halted. What an operator halted stays so. */
async function askAll(hub: DataSource, { reason, actor, correlationId }: Move, halt: Halt | null): Promise<void> {
  await transaction(hub, async (sql) => {
    for (const { name: system, ways } of await systems(sql)) {
      const asked = ways.filter((way) => (halt === null ? way.reason === reason : way.state === 'running'));
      const request = { system, directions: asked.map(({ direction }) => direction), halt, reason };
      if (asked.length > 0) await askHalt(sql, request, { actor, correlationId });
    }
  });
}

const lookEveryMs = 250;

/** Lets all systems of the cell come to rest. Throws CONFLICT, saying what is left, when that takes too long. */
async function drain(hub: DataSource, move: Move): Promise<void> {
  const { patienceMs, onProgress } = move.options;
  const until = performance.now() + patienceMs;
  // Drained and not frozen: a move takes minutes, and nothing new is to be taken on here until it is over. What waits for a
  // target that somebody has frozen moves along, and leaves from the new place when it thaws.
  await askAll(hub, move, 'draining');
  for (;;) {
    const all = await withConnection(hub, (sql) => systems(sql));
    const left = all.flatMap(({ name, ways }) =>
      ways.filter(({ remaining }) => remaining !== 0).map((way) => `${name} (${way.direction}): ${way.remaining}`),
    );
    if (left.length === 0) return;
    if (performance.now() > until) throw new HubError('CONFLICT', `it did not come to rest: ${left.join(', ')}`);
    onProgress(`waiting for what has begun: ${left.join(', ')}`);
    await wait(lookEveryMs);
  }
}

const rename = (url: string, from: string, to: string) =>
  asAdmin(url, (admin) => withConnection(admin, (sql) => sql.run(`alter schema ${from} rename to ${to}`)));

/** Copies everything into the empty cell and compares. Throws CONFLICT where a table is not the same. */
async function copyAll(from: Sql, owner: Sql, tables: readonly CopiedTable[], move: Move): Promise<CellMove['tables']> {
  await copyPartitions(from, owner);
  await owner.run(`truncate ${tables.map(({ name }) => name).join(', ')}`);
  const copied: CellMove['tables'] = [];
  for (const table of tables) {
    await copyTable(from, owner, table);
    await owner.run(`alter table ${table.name} no force row level security`);
    const [there, here] = [await contentOf(from, table), await contentOf(owner, table)];
    await owner.run(`alter table ${table.name} force row level security`);
    if (there.hash !== here.hash || there.rows !== here.rows) {
      throw new HubError('CONFLICT', `${table.name}: ${there.rows} rows there and ${here.rows} here are not the same`);
    }
    move.options.onProgress(`${table.name}: ${here.rows} rows`);
    copied.push({ table: table.name, ...here });
  }
  return copied;
}

/**
 * Works in a transaction of a move, which stands still while the others of the same move work, for as long as the largest
 * table takes: the server ends what stands still longer than `sessionSettings` allow, and with it a move that has gone well.
 */
function unhurried<T>(database: DataSource, work: (sql: Sql) => Promise<T>): Promise<T> {
  return transaction(database, async (sql) => {
    await sql.run('set local idle_in_transaction_session_timeout = 0');
    return work(sql);
  });
}

/** Lends one snapshot of the sealed cell, as its workers see it, and a transaction of the new one's owner. */
function betweenBoth<T>(
  { config: { cell, database }, target }: Move,
  sealed: string,
  work: (from: Sql, owner: Sql) => Promise<T>,
): Promise<T> {
  return lend(database.url, 'throughline_hub', sealed, (source) =>
    lend(target.ownerUrl, 'throughline_owner', cell, (made) =>
      unhurried(source, async (from) => {
        await from.run('set transaction isolation level repeatable read');
        return unhurried(made, (owner) => work(from, owner));
      }),
    ),
  );
}

/** Makes the cell at its new place, out of its sealed schema at the old one, and lets it go on there. */
async function makeThere(move: Move, sealed: string): Promise<CellMove['tables']> {
  const { config, target, actor, correlationId } = move;
  const { cell, database } = config;
  await migrateDatabase({ cell, database: target });
  const tables = await lend(database.ownerUrl, 'throughline_owner', sealed, (keeper) =>
    unhurried(keeper, async (lock) => {
      const all = await copiedTables(lock);
      // Whoever was about to write under the old name has done so, or never will.
      await lock.run(`lock table ${all.map(({ name }) => name).join(', ')} in share mode`);
      return betweenBoth(move, sealed, async (from, owner) => {
        await copySequences(lock, owner);
        return copyAll(from, owner, all, move);
      });
    }),
  );
  const detail = { from: placeOf(database.ownerUrl), to: placeOf(target.ownerUrl) };
  const entry = { actor, action: 'cell.move', subject: cell, detail, legalEntityId: null, correlationId };
  await lend(target.url, 'throughline_hub', cell, async (hub) => {
    await askAll(hub, move, null);
    await withConnection(hub, (sql) => appendAudit(sql, [entry]));
  });
  return tables;
}

/** Does one step of putting things back. One that fails must keep neither the others from being done nor the reason from being told. */
async function tryStep({ options }: Move, step: () => Promise<unknown>, instead: string): Promise<void> {
  await step().catch((error: unknown) => options.onProgress(`${messageOf(error)}; ${instead}`));
}

/** Gives the cell its name back and drops what was made of the new one; says what to do where it can't. */
async function putBack(move: Move, sealed: string): Promise<void> {
  const { cell, database } = move.config;
  const { ownerUrl } = move.target;
  const old = placeOf(database.ownerUrl);
  // The name comes first: senders wait for it, and the new place may be what failed.
  const instead = `in ${old}, as its owner: alter schema ${sealed} rename to ${cell}`;
  await tryStep(move, () => rename(database.ownerUrl, sealed, cell), instead);
  const drop = `drop schema if exists ${cell}, ${cell}_asof, ${cell}_worker cascade`;
  const forget = () => asAdmin(ownerUrl, (admin) => withConnection(admin, (sql) => sql.run(drop)));
  await tryStep(move, forget, `what was made there is left; in ${placeOf(ownerUrl)}, as its owner: ${drop}`);
}

/** Moves the cell that has come to rest. When that fails, the cell is under its name again and what was made is dropped. */
async function carryOver(move: Move): Promise<CellMove['tables']> {
  const { cell, database } = move.config;
  const sealed = movedFrom(cell);
  // From here on nobody can take anything in under its name: senders are answered 503 and send again.
  await rename(database.ownerUrl, cell, sealed);
  try {
    return await makeThere(move, sealed);
  } catch (error) {
    await putBack(move, sealed);
    throw error;
  }
}

/** Moves a cell to another database. Whoever serves it has to be told afterwards where it is. */
export async function moveCell(config: Config, options: MoveOptions, actor: string): Promise<CellMove> {
  const { to, dryRun } = options;
  const target = { url: to, ownerUrl: to, readerUrl: to };
  const { cell: name, database } = config;
  const places = { name, from: placeOf(database.ownerUrl), to: placeOf(to) };
  const move: Move = { config, target, options, actor, correlationId: randomUUID(), reason: `moving to ${places.to}` };
  const sizeBytes = await demandMovable(move);
  if (dryRun) return { ...places, sizeBytes, tables: [] };
  try {
    await lend(database.url, 'throughline_hub', name, (hub) => drain(hub, move));
    return { ...places, sizeBytes, tables: await carryOver(move) };
  } catch (error) {
    const goOn = () => lend(database.url, 'throughline_hub', name, (hub) => askAll(hub, move, null));
    await tryStep(move, goOn, `the systems of ${name} are still drained: throughline system resume each of them`);
    throw error;
  }
}
