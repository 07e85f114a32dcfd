import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { readOnly, transaction } from '../entities/sql.ts';
import { orderBacklog, type Urgency, type WaitingLane, waitingLanes } from '../sync/backlog.ts';
import { systems } from '../views/systems.ts';
import { type ValueAtStake, valueAtStake } from '../views/value-at-stake.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';

const money = ({ amount, currency }: { amount: string | null; currency: string | null }) =>
  amount === null ? 'not known' : `${amount} ${currency ?? ''}`;

const urgency = ({ config, now }: CliParts): Urgency => ({
  measure: config().policy.materiality.default,
  today: now().toISOString().slice(0, 10),
});

const laneHeadings = ['place', 'due', 'amount', 'waiting', 'what', 'now', ''];

function lineOfLane({ place, dueOn, deliveries, label, priority, stuck, ...rest }: WaitingLane): string[] {
  const now = priority === null ? 'by arrival' : String(priority);
  return [String(place), dueOn ?? '', money(rest), String(deliveries), label, now, stuck ? 'to be settled first' : ''];
}

const workHeadings = ['due', 'amount', 'rule', 'whose', 'invoice', 'what'];

function lineOfWork({ dueOn, rule, ownerRole, invoice, sentence, ...rest }: ValueAtStake): string[] {
  return [dueOn ?? '', money(rest), rule, ownerRole, invoice ?? '', sentence];
}

function registerList(parent: Command, parts: CliParts): void {
  const command = parent
    .command('list')
    .description('After an outage: what waits at targets, and what people have to work off, the most urgent first.')
    .option('--most <count>', 'so many that people have to work off', '50');
  answering(command, parts, async (options: { most: string }): Promise<Answer> => {
    if (!/^\d{1,4}$/.test(options.most)) throw new HubError('BAD_USER_INPUT', '--most: not a number');
    const by = urgency(parts);
    const { targets, work } = await readOnly(await parts.hub(), async (sql) => {
      const found: { system: string; lanes: WaitingLane[] }[] = [];
      for (const { name } of await systems(sql)) {
        const lanes = await waitingLanes(sql, name, by);
        if (lanes.length > 0) found.push({ system: name, lanes });
      }
      return { targets: found, work: await valueAtStake(sql, { ...by, most: Number(options.most) }) };
    });
    const blocks = [
      ...targets.map(({ system, lanes }) => `At ${system}:\n${columns(laneHeadings, lanes.map(lineOfLane))}`),
      work.length === 0 ? '' : `For people:\n${columns(workHeadings, work.map(lineOfWork))}`,
    ].filter((block) => block !== '');
    return { text: blocks.length === 0 ? 'Nothing waits.' : blocks.join('\n\n'), json: { targets, work } };
  });
}

interface OrderOptions {
  reason: string;
  byArrival?: boolean;
  dryRun?: boolean;
}

/** What an operator should know before relying on the order. */
async function cautions(parts: CliParts, system: string, lanes: readonly WaitingLane[]): Promise<string[]> {
  const [row] = await readOnly(await parts.hub(), (sql) => systems(sql, system));
  const out = row?.ways.find(({ direction }) => direction === 'out');
  const stuck = lanes.filter((lane) => lane.stuck).length;
  return [
    ...(stuck > 0 ? [`${stuck} of them stand still until somebody settles them (deliveries list --unsettled).`] : []),
    ...(out !== undefined && out.state !== 'running'
      ? [`${system} is ${out.state}: they leave when it is resumed.`]
      : []),
    ...(out !== undefined && out.breaker !== 'closed' ? [`${system} does not answer: they leave once it does.`] : []),
  ];
}

function registerOrder(parent: Command, parts: CliParts): void {
  const command = parent
    .command('order <system>')
    .description('Have what waits at a target leave by its due day and its money, each lane in its own order.')
    .option('--by-arrival', 'take that back')
    .requiredOption('--reason <words>', 'why, for the audit log')
    .option('--dry-run', 'only say what would leave in which order');
  answering(command, parts, async (system: string, options: OrderOptions): Promise<Answer> => {
    const { reason, byArrival = false, dryRun = false } = options;
    const request = { ...urgency(parts), system, byArrival, reason, actor: parts.actor, dryRun };
    const lanes = await transaction(await parts.hub(), (sql) => orderBacklog(sql, request));
    if (lanes.length === 0) return { text: `Nothing waits at ${system}.`, json: { system, dryRun, lanes } };
    const order = byArrival ? 'by arrival' : 'in this order';
    const lines = [
      `What waits at ${system} in ${lanes.length} lanes ${dryRun ? 'would leave' : 'leaves'} ${order}.`,
      ...(await cautions(parts, system, lanes)),
      ...(byArrival ? [] : [columns(laneHeadings, lanes.map(lineOfLane))]),
    ];
    return { text: lines.join('\n'), json: { system, dryRun, byArrival, lanes } };
  });
}

/** `throughline backlog list | order` */
export function registerBacklog(program: Command, parts: CliParts): void {
  const parent = program
    .command('backlog')
    .description('What an outage has left to be worked off: in which order, and having it leave in that order.');
  registerList(parent, parts);
  registerOrder(parent, parts);
}
