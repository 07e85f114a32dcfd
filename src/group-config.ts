import { type CellEntry, type CellsFile, cellsNamed, readCellsFile } from './cells-file.ts';
import { type Config, configFile, environmentHere, readCellOf, readConfig } from './config.ts';
import { HubError } from './domain/errors.ts';

/** One of several cells: its configuration, and what the group's file says of it. */
export interface CellConfig extends Pick<CellEntry, 'seesGroup' | 'answerWithinSeconds'> {
  config: Config;
}

/** Several cells of one firm, and those that this process serves. */
export interface GroupConfig extends Pick<CellsFile, 'listen' | 'role'> {
  cells: readonly CellConfig[];
  served: readonly CellConfig[];
  logLevel: string;
}

type Environment = Record<string, string | undefined>;

/** The first that a list names twice. */
function repeated(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at);
}

/** What must be told apart across the cells of a firm. */
function crossCheck(cells: readonly CellConfig[], { listen }: CellsFile, file: string): void {
  const configs = cells.map(({ config }) => config);
  const addresses = [listen, ...configs.map((config) => config.listen)]
    .filter(({ port }) => port !== 0)
    .map(({ host, port }) => `${host}:${port}`);
  const twice: readonly [names: string[], sentence: (name: string) => string][] = [
    [configs.map(({ cell }) => cell), (name) => `cells: "${name}" stands there twice`],
    [
      configs.flatMap(({ systems }) => systems.map(({ name }) => name)),
      (name) => `systems: "${name}" is in two cells; webhooks and credentials go by the name`,
    ],
    [
      configs.flatMap(({ legalEntities }) => legalEntities.map(({ code }) => code)),
      (name) => `legalEntities: "${name}" is in two cells and would be counted twice`,
    ],
    [addresses, (name) => `listen: ${name} is taken twice; each cell has an address of its own`],
  ];
  for (const [names, sentence] of twice) {
    const name = repeated(names);
    if (name !== undefined) throw new HubError('CONFIG_INVALID', `${file}: ${sentence(name)}`);
  }
}

/**
 * Reads the environment and a `hub.config.json` that names several cells; undefined where it is the configuration of one.
 * HUB_CELL says which of them this process serves. Throws CONFIG_INVALID with the file, the place and what is wrong there.
 */
export function readGroup(environment: Environment = environmentHere()): GroupConfig | undefined {
  const file = configFile(environment);
  const several = readCellsFile(file);
  if (several === undefined) return undefined;
  const cells = several.cells.map(
    (entry): CellConfig => ({ ...entry, config: readCellOf(file, several.role, entry, environment) }),
  );
  crossCheck(cells, several, file);
  const named = new Set(cellsNamed(several, file, environment).map(({ name }) => name));
  const served = cells.filter(({ config }) => named.has(config.cell));
  const role = served[0]?.config.role ?? several.role;
  return { listen: several.listen, role, cells, served, logLevel: environment['LOG_LEVEL'] ?? 'info' };
}

/** Every configured cell, be it one or several. Throws CONFIG_INVALID. */
export function configuredCells(environment: Environment): readonly Config[] {
  return readGroup(environment)?.cells.map(({ config }) => config) ?? [readConfig(environment)];
}
