import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { makePartitions, monthsAhead, tableMonths } from '../entities/partitions.ts';
import { withConnection } from '../entities/sql.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';

const mostAhead = 24;

function aheadIn(text: string): number {
  const ahead = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (ahead >= 1 && ahead <= mostAhead) return ahead;
  throw new HubError('BAD_USER_INPUT', `--ahead: "${text}" is not a number of months from 1 to ${mostAhead}`);
}

async function look({ owner }: CliParts, ahead: number): Promise<Answer> {
  const months = await withConnection(await owner(), (sql) => tableMonths(sql, ahead));
  const missing = months
    .filter(({ made }) => !made)
    .map(({ table, month, partition }) => ({ table, month, partition }));
  const lines = missing.map(({ table, month, partition }) => [table, month, partition]);
  const text = missing.length === 0 ? 'Nothing is missing.' : columns(['table', 'month', 'would be made'], lines);
  return { text, json: { missing } };
}

async function make(parts: CliParts, ahead: number): Promise<Answer> {
  const { made, waiting } = await makePartitions(await parts.owner(), ahead);
  if (made.length > 0) {
    const entry = { actor: parts.actor, action: 'database.partitions', subject: 'database', detail: { made } };
    await withConnection(await parts.hub(), (sql) =>
      appendAudit(sql, [{ ...entry, legalEntityId: null, correlationId: randomUUID() }]),
    );
  }
  const lines = [
    ...made.map(({ table, month, partition, moved }) => [table, month, partition, `made, ${moved} rows moved into it`]),
    ...waiting.map(({ table, month, partition, reason }) => [table, month, partition, `not made: ${reason}`]),
  ];
  const text = lines.length === 0 ? 'Nothing is missing.' : columns(['table', 'month', 'partition', ''], lines);
  return { text, json: { made, waiting }, failed: waiting.length > 0 };
}

/** `throughline partitions` */
export function registerPartitions(program: Command, parts: CliParts): void {
  const command = program
    .command('partitions')
    .description('Make the monthly partitions of this month and of those ahead. A running hub does so once a day.')
    .option('--ahead <months>', 'how many months besides this one', String(monthsAhead))
    .option('--dry-run', 'only say which are missing');
  answering(command, parts, ({ ahead, dryRun = false }: { ahead: string; dryRun?: boolean }) =>
    dryRun ? look(parts, aheadIn(ahead)) : make(parts, aheadIn(ahead)),
  );
}
