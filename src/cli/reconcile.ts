import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { pulledStreams, type Stream } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { transaction } from '../entities/sql.ts';
import { reconcileStream, type ScanContext, type ScanReport } from '../ingest/reconcile.ts';
import { type Answer, answering, type CliParts, columns, installedSystem } from './command.ts';

interface ReconcileOptions {
  dryRun?: boolean;
  whole?: boolean;
  acceptFewer?: boolean;
}

/** What became of one stream, a source that refused included. */
interface Line extends Omit<ScanReport, 'outcome'> {
  stream: string;
  outcome: ScanReport['outcome'] | 'failed';
}

function wanted(streams: readonly [string, Stream<unknown>][], system: string, name: string | undefined) {
  const found = streams.filter(([each]) => (name ?? each) === each);
  if (found.length > 0) return found;
  const known = streams.map(([each]) => each).join(', ');
  throw new HubError('UNKNOWN_SYSTEM', `${system} has no stream "${name ?? ''}" that can be asked; there are ${known}`);
}

async function audit(hub: DataSource, actor: string, subject: string, detail: object): Promise<void> {
  const entry = {
    actor,
    action: 'stream.reconcile',
    subject,
    detail,
    legalEntityId: null,
    correlationId: randomUUID(),
  };
  await transaction(hub, (sql) => appendAudit(sql, [entry]));
}

const failed = (stream: string, error: unknown): Line => ({
  stream,
  outcome: 'failed',
  reason: messageOf(error),
  records: 0,
  missing: 0,
  changed: 0,
  gone: 0,
  deleted: 0,
  correlationId: null,
});

function answerOf(system: string, dryRun: boolean, lines: readonly Line[]): Answer {
  const rows = lines.map(({ stream, outcome, records, missing, changed, gone, deleted }) => [
    stream,
    outcome,
    ...[records, missing, changed, gone, deleted].map(String),
  ]);
  const reasons = lines.flatMap(({ stream, reason }) => (reason === null ? [] : [`${stream}: ${reason}`]));
  const table = columns(['stream', 'scan', 'records', 'missing', 'changed', 'gone', 'deleted'], rows);
  const done = dryRun ? 'Nothing was read again or taken for deleted.' : '';
  return {
    text: [table, ...reasons, done].filter((part) => part !== '').join('\n\n'),
    json: { system, dryRun, streams: lines },
    failed: lines.some(({ outcome }) => !['complete', 'skipped'].includes(outcome)),
  };
}

/** `throughline reconcile` */
export function registerReconcile(program: Command, parts: CliParts): void {
  const command = program
    .command('reconcile')
    .description('Compare streams with their source, record by record, and mend what is missing, changed or gone.')
    .argument('<system>', 'as the configuration names it')
    .argument('[stream]', 'this stream alone')
    .option('--dry-run', 'say what is different and change nothing')
    .option('--whole', 'also read every record whole, for what its source changed without a new stamp')
    .option('--accept-fewer', 'fewer records than before are right: take what is gone for deleted');
  answering(command, parts, async (name: string, stream: string | undefined, options: ReconcileOptions) => {
    const { dryRun = false, whole = false, acceptFewer = false } = options;
    const { connector, system, canary } = installedSystem(name, parts);
    const streams = wanted(pulledStreams(connector), name, stream);
    const hub = await parts.hub();
    const context: ScanContext = {
      overlapSeconds: parts.config().policy.timing.pollOverlapSeconds,
      newCorrelationId: randomUUID,
      canary,
      share: whole ? { part: 0, of: 1 } : undefined,
      dryRun,
      acceptFewer,
    };
    const detail = { whole, acceptFewer };
    if (!dryRun) await audit(hub, parts.actor, stream === undefined ? name : `${name}/${stream}`, detail);
    const client = connector.client(system);
    const lines: Line[] = [];
    for (const [each, of] of streams) {
      const report = reconcileStream(hub, { system: name, name: each, stream: of, client }, context);
      lines.push(
        await report.then(
          (done) => ({ stream: each, ...done }),
          (error: unknown) => failed(each, error),
        ),
      );
    }
    return answerOf(name, dryRun, lines);
  });
}
