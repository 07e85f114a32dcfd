import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { readOnly, transaction } from '../entities/sql.ts';
import { type SaidOutcome, settleByHand } from '../sync/settle-by-hand.ts';
import { type OpenDelivery, openDeliveries } from '../views/open-deliveries.ts';
import { answering, type CliParts, columns } from './command.ts';

const headings = ['id', 'system', 'state', 'since', 'tries', 'behind it', 'amount', 'what', 'detail'];

function lineOf(each: OpenDelivery): string[] {
  const { id, system, state, since, attempts, behind, amount, currency, label, detail } = each;
  const money = amount === null ? '' : `${amount} ${currency ?? ''}`;
  return [id, system, state, since, String(attempts), String(behind), money, label, detail ?? ''];
}

function registerList(parent: Command, parts: CliParts): void {
  const command = parent
    .command('list')
    .description('What has been approved and is not proven at its target yet; first what only a person can move on.')
    .option('--system <name>', 'only those to this system')
    .option('--unsettled', 'only those of which nobody knows what became');
  answering(command, parts, async ({ system, unsettled = false }: { system?: string; unsettled?: boolean }) => {
    const deliveries = await readOnly(await parts.hub(), (sql) => openDeliveries(sql, { system, unsettled }));
    const text = deliveries.length === 0 ? 'Nothing waits.' : columns(headings, deliveries.map(lineOf));
    return { text, json: { deliveries } };
  });
}

interface SettleOptions {
  found?: string;
  missing?: boolean;
  lookAgain?: boolean;
  reason: string;
  dryRun?: boolean;
}

/** Exactly one of the three: what a person says decides whether something is sent again. */
function saidIn({ found, missing = false, lookAgain = false }: SettleOptions): SaidOutcome {
  const said: SaidOutcome[] = [
    ...(found === undefined ? [] : [{ outcome: 'found' as const, key: found }]),
    ...(missing ? [{ outcome: 'missing' as const }] : []),
    ...(lookAgain ? [{ outcome: 'look-again' as const }] : []),
  ];
  const [first, second] = said;
  if (first !== undefined && second === undefined) return first;
  throw new HubError('BAD_USER_INPUT', 'say one of --found <key>, --missing and --look-again');
}

const sentences = {
  sent: 'it is read back from the target, and confirmed when it says so',
  ready: 'it is sent again',
  unknown: 'the hub looks for it at the target once more',
} as const;

function registerSettle(parent: Command, parts: CliParts): void {
  const command = parent
    .command('settle <id>')
    .description(
      'Say what became of a delivery of which the hub could not find out, after having looked at the target.',
    )
    .option('--found <key>', 'it is there, under this key')
    .option('--missing', 'it is not there')
    .option('--look-again', 'let the hub look once more')
    .requiredOption('--reason <words>', 'how you know, for the audit log')
    .option('--dry-run', 'only say what would happen');
  answering(command, parts, async (id: string, options: SettleOptions) => {
    if (!/^\d{1,18}$/.test(id)) throw new HubError('BAD_USER_INPUT', `"${id}" is not the id of a delivery`);
    const { reason, dryRun = false } = options;
    const by = { actor: parts.actor, reason, dryRun };
    const settled = await transaction(await parts.hub(), (sql) => settleByHand(sql, id, saidIn(options), by));
    const { before, after, system } = settled;
    const next = sentences[after as keyof typeof sentences];
    const text = `Delivery ${id} to ${system} ${dryRun ? 'would go' : 'goes'} from ${before} to ${after}: ${next}.`;
    return { text, json: { ...settled, dryRun } };
  });
}

/** `throughline deliveries list | settle` */
export function registerDeliveries(program: Command, parts: CliParts): void {
  const parent = program
    .command('deliveries')
    .description('What is sent to target systems, and what became of it where the hub could not find out.');
  registerList(parent, parts);
  registerSettle(parent, parts);
}
