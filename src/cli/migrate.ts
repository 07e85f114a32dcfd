import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { appendAudit } from '../entities/append-audit.ts';
import { withConnection } from '../entities/sql.ts';
import { answering, type CliParts } from './command.ts';

async function record({ hub, actor }: CliParts, ran: readonly string[]): Promise<void> {
  const entry = { actor, action: 'database.migrate', subject: 'database', detail: { ran } };
  await withConnection(await hub(), (sql) =>
    appendAudit(sql, [{ ...entry, legalEntityId: null, correlationId: randomUUID() }]),
  );
}

/** `throughline migrate` */
export function registerMigrate(program: Command, parts: CliParts): void {
  const command = program.command('migrate').description('Bring the database to the newest schema.');
  answering(command, parts, async () => {
    const ran = await parts.migrate();
    if (ran.length > 0) await record(parts, ran);
    const text =
      ran.length === 0 ? 'The database is up to date.' : `Ran:\n${ran.map((name) => `  ${name}`).join('\n')}`;
    return { text, json: { ran } };
  });
}
