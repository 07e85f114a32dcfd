import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import type { Config } from './config.ts';
import { HubError } from './domain/errors.ts';
import { type ReadScope, readAs } from './entities/sql.ts';
import type { CellConfig } from './group-config.ts';
import type { AskedCell } from './views/group.ts';

const usualSeconds = 5;

/** Who asks about the group sees all of each cell: every legal entity, and what belongs to none. */
function scopeOf({ cell, legalEntities }: Config, timeoutSeconds: number): ReadScope {
  return { cell, legalEntityIds: legalEntities.map(({ id }) => id), wholeGroup: true, timeoutSeconds };
}

/** The group of a cell that is served alone: itself. */
export function ownCell(config: Config, reader: DataSource): AskedCell {
  return {
    name: config.cell,
    legalEntities: config.legalEntities,
    answerWithinMs: usualSeconds * 1000,
    read: (view) => readAs(reader, scopeOf(config, usualSeconds), view),
  };
}

// Apart from what each cell itself works with, so that a question to the group takes no connection from it.
const connections = 2;
// A database that hangs would gather one waiting question after the other.
const mostUnderWay = 50;

/** One cell, opened when it is first asked, and again after it could not be. */
function opened({ config, answerWithinSeconds }: CellConfig): AskedCell & { close(): Promise<void> } {
  const { cell, database, legalEntities } = config;
  let reader: Promise<DataSource> | undefined;
  const open = () => {
    const source = dataSource({
      url: database.readerUrl,
      role: 'throughline_reader',
      cell,
      poolSize: connections,
    });
    reader ??= source.initialize().catch((error: unknown) => {
      reader = undefined;
      throw error;
    });
    return reader;
  };
  let underWay = 0;
  return {
    name: cell,
    legalEntities,
    answerWithinMs: answerWithinSeconds * 1000,
    async read(view) {
      if (underWay >= mostUnderWay) throw new HubError('DATABASE_UNAVAILABLE');
      underWay += 1;
      try {
        return await readAs(await open(), scopeOf(config, answerWithinSeconds), view);
      } finally {
        underWay -= 1;
      }
    },
    async close() {
      await reader?.then(
        (source) => source.destroy(),
        () => undefined,
      );
    },
  };
}

/** All cells of a firm as the group asks them, each over connections of its own. */
export function askedCells(cells: readonly CellConfig[]) {
  const asked = cells.map(opened);
  return {
    cells: asked as readonly AskedCell[],
    async close(): Promise<void> {
      await Promise.all(asked.map((cell) => cell.close()));
    },
  };
}
