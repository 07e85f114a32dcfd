import { z } from 'zod';
import { wrongCellName } from './domain/cell-name.ts';
import { HubError } from './domain/errors.ts';
import { hubRoles } from './domain/roles.ts';
import { readJson } from './json-file.ts';

const cellName = z.string().superRefine((name, context) => {
  const wrong = wrongCellName(name);
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
});

const cellEntry = z.strictObject({
  name: cellName,
  /** The cell's own `hub.config.json`: all that it needs to be served alone. */
  config: z.string(),
  /** Whether who may see all of this cell may see the figures of all the others too. */
  seesGroup: z.boolean().default(false),
  /** How long it may take to answer a question to the whole group. */
  answerWithinSeconds: z.int().min(1).max(60).default(5),
});

const cellsFile = z.strictObject({
  $schema: z.string().optional(),
  /** Where all cells are asked how they are, and take webhooks. Each has an address of its own for everything else. */
  listen: z
    .strictObject({ host: z.string(), port: z.int().min(0).max(65535) })
    .prefault({ host: '127.0.0.1', port: 4000 }),
  role: z.enum(hubRoles).default('all'),
  cells: z.array(cellEntry).min(1),
});
/** A `hub.config.json` that names several cells. */
export type CellsFile = z.infer<typeof cellsFile>;
/** One of them. */
export type CellEntry = CellsFile['cells'][number];

type Environment = Readonly<Record<string, string | undefined>>;

const either = z.looseObject({ cells: z.unknown().optional() });

/** Reads the file if it names several cells; undefined where it is the configuration of one. Throws CONFIG_INVALID. */
export function readCellsFile(file: string): CellsFile | undefined {
  return readJson(file, either).cells === undefined ? undefined : readJson(file, cellsFile);
}

/** The cells that HUB_CELL names, with commas between them, or all. Throws CONFIG_INVALID where there is no such cell. */
export function cellsNamed({ cells }: CellsFile, file: string, environment: Environment): readonly CellEntry[] {
  const named = environment['HUB_CELL'];
  if (named === undefined) return cells;
  return named.split(',').map((name) => {
    const cell = cells.find((each) => each.name === name.trim());
    if (cell !== undefined) return cell;
    const known = cells.map((each) => each.name).join(', ');
    throw new HubError('CONFIG_INVALID', `HUB_CELL: ${file} has no cell "${name.trim()}"; there are ${known}`);
  });
}

/** The environment of one cell: `EMEA_DATABASE_URL` is where `emea` is; without it the cell is where DATABASE_URL says. */
export function environmentOf(
  cell: string,
  environment: Environment,
  role: string,
): Record<string, string | undefined> {
  const prefix = cell.toUpperCase();
  const own = environment[`${prefix}_DATABASE_URL`];
  const shared = (name: string) => (own === undefined ? environment[name] : undefined);
  return {
    ...environment,
    HUB_ROLE: environment['HUB_ROLE'] ?? role,
    DATABASE_URL: own ?? environment['DATABASE_URL'],
    DATABASE_OWNER_URL: environment[`${prefix}_DATABASE_OWNER_URL`] ?? shared('DATABASE_OWNER_URL'),
    DATABASE_READER_URL: environment[`${prefix}_DATABASE_READER_URL`] ?? shared('DATABASE_READER_URL'),
  };
}
