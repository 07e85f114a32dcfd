import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { appendAudit } from '../entities/append-audit.ts';
import { withConnection } from '../entities/sql.ts';
import { answering, type CliParts, columns } from './command.ts';

/** `throughline retention` */
export function registerRetention(program: Command, parts: CliParts): void {
  const command = program
    .command('retention')
    .description(
      'Drop the months of the feed that policies/retention.json no longer keeps. A running hub does so once a day.',
    )
    .option('--dry-run', 'only say which');
  answering(command, parts, async ({ dryRun = false }: { dryRun?: boolean }) => {
    const months = await parts.dropOldMonths(dryRun);
    const dropped = months.filter(({ reason }) => reason === undefined);
    if (dropped.length > 0 && !dryRun) {
      const entry = { actor: parts.actor, action: 'feed.retention', subject: 'feed', detail: { dropped } };
      await withConnection(await parts.hub(), (sql) =>
        appendAudit(sql, [{ ...entry, legalEntityId: null, correlationId: randomUUID() }]),
      );
    }
    const done = dryRun ? 'would be dropped' : 'dropped';
    const lines = months.map(({ month, partition, reason }) => [
      month,
      partition,
      reason === undefined ? done : `kept: ${reason}`,
    ]);
    const text =
      lines.length === 0 ? 'Nothing is older than is to be kept.' : columns(['month', 'partition', ''], lines);
    return { text, json: { months, dryRun }, failed: dropped.length < months.length };
  });
}
