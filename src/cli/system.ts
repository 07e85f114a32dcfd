import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { type Direction, directions, type Halt, type HaltOutcome } from '../domain/halt.ts';
import { askHalt } from '../entities/halts.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { type SystemRow, type SystemWayRow, systems } from '../views/systems.ts';
import { answering, type CliParts, columns } from './command.ts';
import { untilIn } from './instant.ts';

interface HaltOptions {
  in?: boolean;
  out?: boolean;
  reason: string;
  until?: string;
  dryRun?: boolean;
}

/** The verbs that change what a system does, with what they ask of it. */
const verbs: readonly { name: string; halt: Halt | null; about: string }[] = [
  { name: 'pause', halt: 'paused', about: 'Let a system stand still. What it tells is kept, in order.' },
  {
    name: 'drain',
    halt: 'draining',
    about: 'Let a system come to rest: what has begun is finished, and nothing begins.',
  },
  { name: 'resume', halt: null, about: 'Let a system go on where it was.' },
];

/** Neither flag means both ways, and so do both. */
function directionsOf(options: HaltOptions): readonly Direction[] {
  const named = directions.filter((direction) => options[direction] === true);
  return named.length === 0 ? directions : named;
}

function sentence(system: string, { direction, halt, until, changed }: HaltOutcome, dryRun: boolean): string {
  const end = until === null ? '' : ` until ${until}`;
  const state = `${halt ?? 'running'}${end}`;
  if (!changed) return `${system} (${direction}) is ${state} already.`;
  return `${system} (${direction}) ${dryRun ? 'would be' : 'is'} ${state}.`;
}

const leftOf = ({ direction, remaining }: SystemWayRow) =>
  `${remaining} ${direction === 'in' ? 'messages and polls' : 'deliveries'} (${direction}) have begun and are not done.`;

function registerVerb(parent: Command, parts: CliParts, { name, halt, about }: (typeof verbs)[number]): void {
  const command = parent
    .command(`${name} <system>`)
    .description(about)
    .option('--in', 'only what is read from it and applied')
    .option('--out', 'only what is sent to it')
    .requiredOption('--reason <words>', 'why, for whoever sees it and for the audit log')
    .option('--dry-run', 'only say what would change');
  if (halt !== null) command.option('--until <when>', 'go on by itself at this instant');
  answering(command, parts, async (system: string, options: HaltOptions) => {
    const { reason, dryRun = false } = options;
    const request = { system, directions: directionsOf(options), halt, reason, until: untilIn(options.until) };
    const by = { actor: parts.actor, correlationId: randomUUID(), dryRun };
    const { ways, left } = await transaction(await parts.hub(), async (sql) => {
      const outcomes = await askHalt(sql, request, by);
      const [row] = await systems(sql, system);
      return {
        ways: outcomes,
        left: row?.ways.filter(({ direction }) => request.directions.includes(direction)) ?? [],
      };
    });
    const lines = [...ways.map((way) => sentence(system, way, dryRun)), ...left.map(leftOf)];
    const remaining = Object.fromEntries(left.map((way) => [way.direction, way.remaining]));
    return { text: lines.join('\n'), json: { system, dryRun, ways, remaining, correlationId: by.correlationId } };
  });
}

function lineOf({ name, role, stage, requestsPerMinute }: SystemRow, way: SystemWayRow): string[] {
  const budget = requestsPerMinute === null ? '' : String(requestsPerMinute);
  const end = way.until === null ? '' : `until ${way.until}`;
  const why = [way.reason, way.askedBy === null ? null : `(${way.askedBy})`, end, way.lastError]
    .filter(Boolean)
    .join(' ');
  return [name, role, stage, way.direction, way.state, String(way.remaining), way.breaker, budget, why];
}

function registerList(parent: Command, parts: CliParts): void {
  const command = parent.command('list').description('Every system, what is asked of it, and whether it answers.');
  answering(command, parts, async () => {
    const all = await withConnection(await parts.hub(), (sql) => systems(sql));
    const headings = ['system', 'role', 'stage', 'way', 'state', 'left', 'breaker', 'a minute', 'why'];
    const text = columns(
      headings,
      all.flatMap((system) => system.ways.map((way) => lineOf(system, way))),
    );
    return { text, json: { systems: all } };
  });
}

/** `throughline system list|pause|drain|resume` */
export function registerSystem(program: Command, parts: CliParts): void {
  const parent = program
    .command('system')
    .description('Halt one system, and let it go on; the others are not touched.');
  registerList(parent, parts);
  for (const verb of verbs) registerVerb(parent, parts, verb);
}
