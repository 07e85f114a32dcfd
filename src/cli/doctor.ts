import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { HubError, messageOf } from '../domain/errors.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';
import { attention } from './doctor/attention.ts';
import { clock } from './doctor/clock.ts';
import { configuration } from './doctor/configuration.ts';
import { exportsOfFeed } from './doctor/exports.ts';
import { type Finding, failure } from './doctor/finding.ts';
import { invariants, visibility } from './doctor/invariants.ts';
import { reconciliation } from './doctor/reconciliation.ts';
import { roles } from './doctor/roles.ts';
import { room } from './doctor/room.ts';
import { settings } from './doctor/settings.ts';
import { migrations, tables } from './doctor/tables.ts';
import { verification } from './doctor/verification.ts';

/** A check that can't be made is a finding too: the others are made all the same. */
async function tried(check: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HubError) throw error;
    return [failure(check, `could not be checked: ${messageOf(error)}`)];
  }
}

/** What must hold of the data, seen at one instant: what the hub does meanwhile must not look like a contradiction. */
function dataChecks(hub: DataSource, parts: CliParts): Promise<Finding[]> {
  return transaction(hub, async (sql) => {
    await sql.run('set transaction isolation level repeatable read');
    return [
      ...(await invariants(sql, parts.config())),
      ...(await attention(sql)),
      ...(await exportsOfFeed(sql)),
      ...(await reconciliation(sql)),
      await verification(sql),
    ];
  });
}

/** Everything that is checked, in an order in which the cause comes before what follows from it. */
async function findings(parts: CliParts): Promise<Finding[]> {
  const config = configuration(parts.config());
  const hub = await parts.hub();
  const server = await tried('settings', () => withConnection(hub, settings));
  const space = await tried('room', async () => [await room(hub)]);
  const time = await tried('clock', async () => [await withConnection(hub, clock)]);
  const steps = await tried('migrations', async () => [await migrations(await parts.owner())]);
  const before = [...config, ...server, ...space, ...time, ...steps];
  // What comes next reads tables that a missing migration has not made.
  if (steps.some(({ state }) => state === 'failure')) return before;
  return [
    ...before,
    ...(await tried('roles', async () => roles(hub, await parts.reader()))),
    ...(await tried('tables', () => withConnection(hub, tables))),
    ...(await tried('data', () => dataChecks(hub, parts))),
    ...(await tried('legal entities', async () => [await visibility(await parts.reader(), parts.config())])),
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
