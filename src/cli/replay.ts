import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { transaction } from '../entities/sql.ts';
import { type ReplayScope, replayMessages } from '../ingest/replay.ts';
import { answering, type CliConfig, type CliParts } from './command.ts';

interface ReplayOptions {
  system?: string;
  stream?: string;
  from?: string;
  to?: string;
  parked?: boolean;
}

function instant(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new HubError('BAD_USER_INPUT', `--${name}: "${text}" is not an instant (2026-03-31 or 2026-03-31T17:00:00Z)`);
}

/** What to replay: named narrowly enough that nobody replays everything by leaving something out. */
function scopeOf({ system, stream, from, to, parked = false }: ReplayOptions, { systems }: CliConfig): ReplayScope {
  if (system === undefined && !parked) throw new HubError('BAD_USER_INPUT', 'name a --system, or --parked messages');
  if (system === undefined && stream !== undefined)
    throw new HubError('BAD_USER_INPUT', '--stream: of which --system?');
  if (system !== undefined && !systems.some(({ name }) => name === system)) {
    const known = systems.map(({ name }) => name).join(', ');
    throw new HubError('UNKNOWN_SYSTEM', `--system: no system "${system}" is configured; there are ${known}`);
  }
  return { system, stream, since: instant('from', from), before: instant('to', to), parked };
}

/** `throughline replay` */
export function registerReplay(program: Command, parts: CliParts): void {
  const command = program
    .command('replay')
    .description('Take messages in again. Nobody is alerted twice and nothing is sent twice.')
    .option('--system <name>', 'of this system')
    .option('--stream <name>', 'of this stream of the system')
    .option('--from <when>', 'received at this instant or later')
    .option('--to <when>', 'received before this instant')
    .option('--parked', 'only those that could not be used, after their cause has been mended');
  answering(command, parts, async (options: ReplayOptions) => {
    const scope = scopeOf(options, parts.config());
    const correlationId = randomUUID();
    const replayed = await transaction(await parts.hub(), async (sql) => {
      const count = await replayMessages(sql, scope);
      const detail = { ...scope, replayed: count };
      await appendAudit(sql, [
        { actor: parts.actor, action: 'inbox.replay', subject: 'inbox', detail, legalEntityId: null, correlationId },
      ]);
      return count;
    });
    return { text: `${replayed} messages will be taken in again.`, json: { replayed, correlationId } };
  });
}
