import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { transaction } from '../entities/sql.ts';
import { type TakenOver, type ToldStream, takenOver } from '../views/taken-over.ts';
import { type Answer, answering, type CliParts } from './command.ts';
import { askAll, type FreezeOptions, type Frozen } from './freeze.ts';

type RegionDownOptions = Pick<FreezeOptions, 'reason' | 'dryRun'>;

const toldLine = ({ system, stream, newest }: ToldStream) =>
  `  ${system}/${stream}: ${newest === null ? 'everything; it holds none' : `from ${newest}`}`;

function textOf(copy: TakenOver, frozen: readonly Frozen[], dryRun: boolean): string {
  const stopped = frozen.filter(({ outcome }) => outcome.changed).map(({ system }) => system);
  const noticed = copy.noticedAt === null ? 'no hub has taken notice of it yet' : `noticed at ${copy.noticedAt}`;
  const told = [
    'To be told again by whoever tells it, because it can not be asked for:',
    ...copy.told.map(toldLine),
    'Files count among that: drop those again that were dropped since.',
  ];
  return [
    `This database has taken over from another (${noticed}).`,
    `The newest that it held is of ${copy.heldUntil ?? 'no time'}: what was acknowledged after it is missing until it comes again.`,
    ...(copy.told.length === 0 ? [] : told),
    `Read again by themselves: ${copy.polled} streams, each from where the copy had read it.`,
    `${copy.open} deliveries are not over. Each is looked for at its target before anything is sent.`,
    stopped.length === 0
      ? 'No system is sent anything but holds of blocked invoices, as before.'
      : `${stopped.join(', ')}: ${dryRun ? 'would be' : 'is'} sent nothing but holds of blocked invoices until "throughline thaw".`,
  ].join('\n');
}

async function regionDown(parts: CliParts, options: RegionDownOptions): Promise<Answer> {
  const { dryRun = false } = options;
  return transaction(await parts.hub(), async (sql) => {
    const copy = await takenOver(sql);
    if (copy === undefined) {
      throw new HubError(
        'CONFLICT',
        'this database has taken over from no other: have the standby take over first, and let DATABASE_URL lead to it',
      );
    }
    const reason = `region down: ${options.reason}`;
    if (options.reason.trim() === '') throw new HubError('BAD_USER_INPUT', '--reason: say why');
    const frozen = await askAll(sql, 'frozen', { reason, dryRun }, parts.actor);
    return { text: textOf(copy, frozen, dryRun), json: { dryRun, ...copy, systems: frozen } };
  });
}

/** `throughline region-down` */
export function registerRegionDown(program: Command, parts: CliParts): void {
  const command = program
    .command('region-down')
    .description(
      'Where a standby has taken over far from a primary that is gone: send nothing but holds, and say what the copy can not hold.',
    )
    .requiredOption('--reason <words>', 'what has happened, for whoever sees it and for the audit log')
    .option('--dry-run', 'only say what is so, and what would change');
  answering(command, parts, (options: RegionDownOptions) => regionDown(parts, options));
}
