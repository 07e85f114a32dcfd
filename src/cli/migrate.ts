import type { Command } from 'commander';
import { answering, type CliParts } from './command.ts';

/** `throughline migrate` */
export function registerMigrate(program: Command, parts: CliParts): void {
  const command = program.command('migrate').description('Bring the database to the newest schema.');
  answering(command, parts, async () => {
    const ran = await parts.migrate();
    const text =
      ran.length === 0 ? 'The database is up to date.' : `Ran:\n${ran.map((name) => `  ${name}`).join('\n')}`;
    return { text, json: { ran } };
  });
}
