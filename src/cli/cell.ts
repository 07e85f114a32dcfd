import type { Command } from 'commander';
import type { ListedCell, MadeCell } from '../domain/cell.ts';
import { HubError } from '../domain/errors.ts';
import { answering, type CliParts, columns } from './command.ts';

function urlIn(text: string | undefined): string | undefined {
  if (text === undefined || /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new HubError('BAD_USER_INPUT', '--database: not an address as in postgres://hub@db.example.com/throughline');
}

/** What was made, or would be, a line each. */
function linesOf({ name, database, schemaMade, migrations, legalEntities }: MadeCell, dryRun: boolean): string[] {
  const verb = dryRun ? 'would be' : 'was';
  const lines = [
    schemaMade ? `The schema ${name} ${verb} made in ${database}.` : '',
    migrations.length > 0 ? `${migrations.length} migrations: ${dryRun ? 'would run' : 'ran'}.` : '',
    legalEntities.length > 0 ? `Legal entities: ${legalEntities.join(', ')} ${verb} written.` : '',
  ].filter((line) => line !== '');
  return lines.length === 0 ? [`${name} is ready in ${database}; there is nothing to do.`] : lines;
}

function registerCreate(parent: Command, parts: CliParts): void {
  const command = parent
    .command('create <name>')
    .description('Make a configured cell ready: schema, grants, migrations, partitions, legal entities.')
    .option('--database <url>', 'where, instead of where the environment says')
    .option('--dry-run', 'only say what is missing');
  answering(command, parts, async (name: string, options: { database?: string; dryRun?: boolean }) => {
    const { dryRun = false } = options;
    const made = await parts.cells.create(name, { database: urlIn(options.database), dryRun });
    return { text: linesOf(made, dryRun).join('\n'), json: { dryRun, ...made } };
  });
}

const megabyte = 1024 * 1024;

function registerMove(parent: Command, parts: CliParts): void {
  const command = parent
    .command('move <name>')
    .description('Move a cell to another database: let it come to rest, copy, compare, let it go on there.')
    .requiredOption('--to <url>', 'where, as somebody who may make schemas and roles there')
    .option('--patience <seconds>', 'how long its systems may take to come to rest', '600')
    .option('--dry-run', 'only look whether it could be moved');
  answering(command, parts, async (name: string, options: { to: string; patience: string; dryRun?: boolean }) => {
    const { dryRun = false } = options;
    if (!/^\d{1,5}$/.test(options.patience))
      throw new HubError('BAD_USER_INPUT', '--patience: not a number of seconds');
    const patienceMs = Number(options.patience) * 1000;
    const to = urlIn(options.to) as string;
    const move = await parts.cells.move(name, { to, dryRun, patienceMs, onProgress: parts.complain });
    const size = `${Math.round(move.sizeBytes / megabyte)} MB`;
    const variable = `${name.toUpperCase()}_DATABASE_URL`;
    const text = dryRun
      ? `${name} (${size}) could be moved from ${move.from} to ${move.to}.`
      : `${name} was moved from ${move.from} to ${move.to}: ${move.tables.length} tables, the same on both sides.\n` +
        `Set ${variable} to its new address and restart what serves it. Until then its webhooks are answered 503.`;
    return { text, json: { dryRun, ...move } };
  });
}

function lineOf(cell: ListedCell): string[] {
  const { name, database, version, sizeBytes, legalEntities, newestMessageAt, lagSeconds, servedBy, problem } = cell;
  return [
    name,
    database,
    version ?? '',
    sizeBytes === undefined ? '' : `${Math.round(sizeBytes / megabyte)} MB`,
    legalEntities?.join(' ') ?? '',
    newestMessageAt ?? '',
    lagSeconds === undefined ? '' : `${Math.round(lagSeconds ?? 0)} s`,
    servedBy?.join(' ') ?? '',
    problem ?? '',
  ];
}

function registerList(parent: Command, parts: CliParts): void {
  const command = parent.command('list').description('Every cell of the configured databases, and who serves it.');
  answering(command, parts, async () => {
    const cells = await parts.cells.list();
    const headings = ['cell', 'database', 'schema', 'size', 'legal entities', 'newest message', 'lag', 'served by', ''];
    const failed = cells.some(({ configured, problem }) => configured && problem !== undefined);
    return { text: columns(headings, cells.map(lineOf)), json: { cells }, failed };
  });
}

/** `throughline cell create|move|list` */
export function registerCell(program: Command, parts: CliParts): void {
  const parent = program
    .command('cell')
    .description('Cells: one schema each, holding everything of some legal entities.');
  registerCreate(parent, parts);
  registerMove(parent, parts);
  registerList(parent, parts);
}
