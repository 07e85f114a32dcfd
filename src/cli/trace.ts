import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { withConnection } from '../entities/sql.ts';
import { trace } from '../views/trace.ts';
import { answering, type CliParts, columns } from './command.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `throughline trace <correlationId>` */
export function registerTrace(program: Command, parts: CliParts): void {
  const command = program
    .command('trace')
    .description('Print everything that happened under one correlation id, from the message to the proof.')
    .argument('<correlationId>', 'as alerts, exceptions and corrections show it');
  answering(command, parts, async (correlationId: string) => {
    if (!uuid.test(correlationId)) throw new HubError('BAD_USER_INPUT', `"${correlationId}" is not a correlation id`);
    const steps = await withConnection(await parts.hub(), (sql) => trace(sql, correlationId));
    if (steps.length === 0) throw new HubError('NOT_FOUND', `nothing happened under ${correlationId}`);
    const text = columns(
      ['at', 'stage', 'what'],
      steps.map(({ at, stage, what }) => [at, stage, what]),
    );
    return { text, json: { correlationId, steps } };
  });
}
