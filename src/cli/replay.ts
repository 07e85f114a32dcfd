import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { readOnly, transaction } from '../entities/sql.ts';
import { type ReplayScope, replayMessages } from '../ingest/replay.ts';
import { previewReplay, type RecordChange, type ReplayPreview } from '../ingest/replay-preview.ts';
import { type Answer, answering, type CliConfig, type CliParts } from './command.ts';

interface ReplayOptions {
  system?: string;
  stream?: string;
  record?: string;
  message?: string[];
  from?: string;
  to?: string;
  parked?: boolean;
  dryRun?: boolean;
}

function instant(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new HubError('BAD_USER_INPUT', `--${name}: "${text}" is not an instant (2026-03-31 or 2026-03-31T17:00:00Z)`);
}

type Named = Pick<ReplayScope, 'system' | 'stream' | 'key' | 'ids'>;

/** One record, as system/stream/key; what follows the second stroke is the key, whatever it holds. */
function recordIn(text: string): Named {
  const [, system, stream, key] = /^([^/]+)\/([^/]+)\/(.+)$/.exec(text) ?? [];
  if (key !== undefined) return { system, stream, key };
  throw new HubError('BAD_USER_INPUT', `--record: "${text}" is not a record (fusion/invoice/300000123)`);
}

function idsIn(texts: readonly string[]): Named {
  const wrong = texts.find((text) => !/^\d{1,18}$/.test(text));
  if (wrong === undefined) return { ids: texts };
  throw new HubError('BAD_USER_INPUT', `--message: "${wrong}" is not the id of a message`);
}

function named({ system, stream, record, message, parked = false }: ReplayOptions): Named {
  const ways = [system ?? stream, record, message].filter((way) => way !== undefined);
  if (ways.length > 1) throw new HubError('BAD_USER_INPUT', 'name a --system, a --record or a --message, not several');
  if (record !== undefined) return recordIn(record);
  if (message !== undefined) return idsIn(message);
  if (system === undefined && !parked) {
    throw new HubError('BAD_USER_INPUT', 'name a --system, or --parked messages, a --record or a --message');
  }
  if (system === undefined && stream !== undefined) {
    throw new HubError('BAD_USER_INPUT', '--stream: of which --system?');
  }
  return { system, stream };
}

/** What to replay: named narrowly enough that nobody replays everything by leaving something out. */
function scopeOf(options: ReplayOptions, { systems }: CliConfig): ReplayScope {
  const scope = named(options);
  if (scope.system !== undefined && !systems.some(({ name }) => name === scope.system)) {
    const known = systems.map(({ name }) => name).join(', ');
    throw new HubError('UNKNOWN_SYSTEM', `--system: no system "${scope.system}" is configured; there are ${known}`);
  }
  const { from, to, parked = false } = options;
  return { ...scope, since: instant('from', from), before: instant('to', to), parked };
}

const nothing = 'nothing';

function changeLines({ system, kind, key, naturalKey, what, fields }: RecordChange): string[] {
  const fieldLines = fields.map(({ field, before, after }) => `  ${field}: ${before ?? nothing} → ${after ?? nothing}`);
  return [`${system} ${kind} ${naturalKey ?? key} ${what}`, ...(what === 'changes' ? fieldLines : [])];
}

const more = (count: number, named: number) => (count > named ? [`and ${count - named} more`] : []);

function previewText({ messages, hints, unusable, changes }: ReplayPreview): string {
  const sections = [
    [`${messages} messages would be taken in again${hints === 0 ? '' : `, ${hints} of them read at their source`}.`],
    [
      ...unusable.first.map(({ id, code, reason }) => `message ${id} could not be used: ${code}: ${reason}`),
      ...more(unusable.count, unusable.first.length),
    ],
    changes.count === 0
      ? ['No record would come out otherwise.']
      : [
          `${changes.count} records would come out otherwise:`,
          ...changes.first.flatMap(changeLines),
          ...more(changes.count, changes.first.length),
        ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

async function preview(parts: CliParts, scope: ReplayScope): Promise<Answer> {
  const json = await readOnly(await parts.hub(), (sql) => previewReplay(sql, scope, parts.interpreter()));
  return { text: previewText(json), json };
}

async function replay(parts: CliParts, scope: ReplayScope): Promise<Answer> {
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
}

const collect = (id: string, ids: string[] = []) => [...ids, id];

/** `throughline replay` */
export function registerReplay(program: Command, parts: CliParts): void {
  const command = program
    .command('replay')
    .description('Take messages in again. Nobody is alerted twice and nothing is sent twice.')
    .option('--system <name>', 'of this system')
    .option('--stream <name>', 'of this stream of the system')
    .option('--record <record>', 'of this record, as system/stream/key')
    .option('--message <id>', 'this message; may be given several times', collect)
    .option('--from <when>', 'received at this instant or later')
    .option('--to <when>', 'received before this instant')
    .option('--parked', 'only those that could not be used, after their cause has been mended')
    .option('--dry-run', 'only say how many there are and what would come out otherwise');
  answering(command, parts, (options: ReplayOptions) => {
    const scope = scopeOf(options, parts.config());
    return options.dryRun === true ? preview(parts, scope) : replay(parts, scope);
  });
}
