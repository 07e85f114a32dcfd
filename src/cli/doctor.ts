import type { Command } from 'commander';
import { transaction, withConnection } from '../entities/sql.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';
import { attention } from './doctor/attention.ts';
import { configuration } from './doctor/configuration.ts';
import type { Finding } from './doctor/finding.ts';
import { auditLog, invariantsHold } from './doctor/invariants.ts';
import { roles } from './doctor/roles.ts';
import { settings } from './doctor/settings.ts';
import { migrations, tables } from './doctor/tables.ts';

/** Everything that is checked, in an order in which the cause comes before what follows from it. */
async function findings(parts: CliParts): Promise<Finding[]> {
  const hub = await parts.hub();
  const before = [
    ...configuration(parts.config()),
    ...(await withConnection(hub, settings)),
    await migrations(await parts.owner()),
  ];
  // What comes next reads tables that a missing migration has not made.
  if (before.some(({ check, state }) => check === 'migrations' && state === 'failure')) return before;
  return [
    ...before,
    ...(await roles(hub, await parts.reader())),
    ...(await withConnection(hub, tables)),
    ...(await transaction(hub, async (sql) => {
      // One snapshot for all: what the hub does meanwhile must not look like a contradiction.
      await sql.run('set transaction isolation level repeatable read');
      return [auditLog(await parts.auditChain(sql)), ...(await invariantsHold(sql)), ...(await attention(sql))];
    })),
  ];
}

function answerOf(found: readonly Finding[]): Answer {
  const marks = { ok: 'ok', warning: 'warn', failure: 'FAIL' };
  const count = (state: Finding['state']) => found.filter((each) => each.state === state).length;
  const table = columns(
    ['', 'check', 'finding'],
    found.map(({ check, state, sentence }) => [marks[state], check, sentence]),
  );
  const summary = `${count('ok')} ok, ${count('warning')} warnings, ${count('failure')} failures`;
  return { text: `${table}\n\n${summary}`, json: { findings: found }, failed: count('failure') > 0 };
}

/** `throughline doctor` */
export function registerDoctor(program: Command, parts: CliParts): void {
  const command = program
    .command('doctor')
    .description(
      'Check the configuration, the database and what must hold of the data. Fails when something is wrong.',
    );
  answering(command, parts, async () => answerOf(await findings(parts)));
}
