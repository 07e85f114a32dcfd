import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import type { Halt, HaltOutcome } from '../domain/halt.ts';
import { askHalt } from '../entities/halts.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { leftWhileFrozen, type SystemWayRow, systems } from '../views/systems.ts';
import { type Answer, answering, type CliParts } from './command.ts';
import { untilIn } from './instant.ts';

/** What a freeze, or the thaw after it, is asked with. */
export interface FreezeOptions {
  reason: string;
  until?: string;
  dryRun?: boolean;
}

/** A system that is sent nothing but holds, or is sent to again. */
export interface Frozen {
  system: string;
  outcome: HaltOutcome;
  /** Deliveries that had begun and are not done. */
  remaining: number;
}

// Tells a freeze's halts from those that somebody asked for one system: each is lifted by whoever set it.
const mark = 'freeze: ';

const runs = ({ state }: SystemWayRow) => state === 'running';
const isFrozen = (way: SystemWayRow) => !runs(way) && way.reason?.startsWith(mark) === true;

/** The ways out that a freeze is about, or the thaw after it. */
async function waysOut(sql: Sql, halt: Halt | null): Promise<{ system: string; remaining: number }[]> {
  const concerned = halt === null ? isFrozen : runs;
  const [all, left] = [await systems(sql), await leftWhileFrozen(sql)];
  return all
    .filter(({ ways }) => ways.some((way) => way.direction === 'out' && concerned(way)))
    .map(({ name }) => ({ system: name, remaining: left.get(name) ?? 0 }));
}

/** Asks the same of every system's way out, in one transaction: a book is closed as a whole. */
export async function askAll(sql: Sql, halt: Halt | null, options: FreezeOptions, actor: string): Promise<Frozen[]> {
  const { reason, dryRun = false } = options;
  const by = { actor, correlationId: randomUUID(), dryRun };
  const until = untilIn(options.until);
  if (reason.trim() === '') throw new HubError('BAD_USER_INPUT', '--reason: say why');
  const frozen: Frozen[] = [];
  for (const { system, remaining } of await waysOut(sql, halt)) {
    const request = { system, directions: ['out'] as const, halt, reason: `${mark}${reason}`, until };
    const [outcome] = await askHalt(sql, request, by);
    if (outcome !== undefined) frozen.push({ system, outcome, remaining });
  }
  return frozen;
}

function answerOf(frozen: readonly Frozen[], halt: Halt | null, { dryRun = false }: FreezeOptions): Answer {
  const changed = frozen.filter(({ outcome }) => outcome.changed).map(({ system }) => system);
  const state =
    halt === null ? 'sent to again' : 'sent nothing but holds of blocked invoices, and what is approved waits';
  const lines = [
    changed.length === 0
      ? 'It is so already.'
      : `${changed.join(', ')}: ${dryRun ? 'would be' : 'is'} ${state}. What they tell is taken in as before.`,
    ...frozen
      .filter(({ remaining }) => halt !== null && remaining > 0)
      .map(({ system, remaining }) => `${remaining} deliveries to ${system} had begun and are being finished.`),
  ];
  return { text: lines.join('\n'), json: { dryRun, systems: frozen } };
}

/** `throughline freeze` and `throughline thaw` */
export function registerFreeze(program: Command, parts: CliParts): void {
  const freeze = program
    .command('freeze')
    .description(
      'While a period is closed: send nothing to any system but holds. What is approved waits; what systems tell is taken in.',
    )
    .requiredOption('--reason <words>', 'why, for whoever sees it and for the audit log')
    .option('--until <when>', 'go on by itself at this instant')
    .option('--dry-run', 'only say what would change');
  const thaw = program
    .command('thaw')
    .description('Send again what is approved, each lane in its order.')
    .requiredOption('--reason <words>', 'why, for the audit log')
    .option('--dry-run', 'only say what would change');
  const ask = (halt: Halt | null) => async (options: FreezeOptions) => {
    const work = (sql: Sql) => askAll(sql, halt, options, parts.actor);
    return answerOf(await transaction(await parts.hub(), work), halt, options);
  };
  answering(freeze, parts, ask('frozen'));
  answering(thaw, parts, ask(null));
}
