import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { newSealKey } from '../access/seal.ts';
import { sealInto } from '../access/sealed-credentials.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { withConnection } from '../entities/sql.ts';
import { answering, type CliParts } from './command.ts';

/** The file is the deed; where there is no database yet to tell of it, that is said. */
async function record({ hub, actor, complain }: CliParts, subject: string, name: string): Promise<void> {
  const entry = {
    actor,
    action: 'credentials.seal',
    subject,
    detail: { name },
    legalEntityId: null,
    correlationId: randomUUID(),
  };
  try {
    await withConnection(await hub(), (sql) => appendAudit(sql, [entry]));
  } catch (error) {
    complain(`The audit log knows nothing of it: ${messageOf(error)}`);
  }
}

function registerSeal(credentials: Command, parts: CliParts): void {
  const command = credentials
    .command('seal')
    .description('Seal a credential of a system or an export, read from standard input, into hub.secrets.json.')
    .argument('<system>', 'as the configuration names it')
    .argument('<name>', 'as the environment would name it after the system: CLIENT_SECRET');
  answering(command, parts, async (system: string, name: string) => {
    const { systems, exports, folder, sealKey } = parts.config();
    const isExport = exports.some((each) => each.name === system);
    if (!isExport && !systems.some((each) => each.name === system)) {
      const known = [...systems, ...exports].map((each) => each.name).join(', ');
      throw new HubError('UNKNOWN_SYSTEM', `no system "${system}" is configured; there are ${known}`);
    }
    const value = (await parts.input()).replace(/\r?\n$/, '');
    const file = sealInto(folder, { system, name, value }, sealKey);
    await record(parts, `${isExport ? 'export' : 'system'}:${system}`, name);
    return { text: `${system} ${name} is sealed in ${file}; the hub opens it at its next start.`, json: { file } };
  });
}

function registerKey(credentials: Command, parts: CliParts): void {
  const command = credentials
    .command('key')
    .description('Make a key for sealing. Keep it where the hub finds it as THROUGHLINE_SEAL_KEY, and nowhere else.');
  answering(command, parts, async () => {
    const key = newSealKey();
    return { text: key, json: { key } };
  });
}

/** `throughline credentials seal | key` */
export function registerCredentials(program: Command, parts: CliParts): void {
  const credentials = program.command('credentials').description("Credentials of the firm's systems.");
  registerSeal(credentials, parts);
  registerKey(credentials, parts);
}
