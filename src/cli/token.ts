import type { Command } from 'commander';
import { createToken, listTokens, revokeToken, type TokenRow } from '../access/tokens.ts';
import { HubError } from '../domain/errors.ts';
import { isUserRole, type UserRole, userRoles } from '../domain/roles.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { answering, type CliConfig, type CliParts, columns } from './command.ts';

const day = 86_400_000;
const usualDays = 90;
const mostDays = 366;

const wordsOf = (texts: readonly string[]) => texts.flatMap((text) => text.split(',')).filter((word) => word !== '');

function rolesIn(texts: readonly string[]): UserRole[] {
  const words = [...new Set(wordsOf(texts))];
  const unknown = words.find((word) => !isUserRole(word));
  if (unknown !== undefined || words.length === 0) {
    throw new HubError('BAD_USER_INPUT', `--role: "${unknown ?? ''}" is none of ${userRoles.join(', ')}`);
  }
  return words.filter(isUserRole);
}

/** The ids of legal entities by their codes; null for the whole group. */
function entitiesIn(texts: readonly string[], { legalEntities }: CliConfig): number[] | null {
  const words = [...new Set(wordsOf(texts))];
  if (words.length === 0 || words.includes('*')) return null;
  return words.map((code) => {
    const entity = legalEntities.find((each) => each.code === code);
    if (entity !== undefined) return entity.id;
    const known = legalEntities.map((each) => each.code).join(', ');
    throw new HubError('BAD_USER_INPUT', `--entities: no legal entity "${code}"; there are ${known}`);
  });
}

/** An instant from `90d` or a date; at most a year ahead. */
function expiryIn(text: string, now: Date): Date {
  const days = /^(\d{1,3})d$/.exec(text)?.[1];
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  const at = days === undefined ? date : new Date(now.getTime() + Number(days) * day);
  const ahead = at.getTime() - now.getTime();
  if (ahead > 0 && ahead <= mostDays * day) return at;
  throw new HubError(
    'BAD_USER_INPUT',
    `--expires: "${text}" is neither days (90d) nor a date within a year (2027-01-31)`,
  );
}

interface CreateOptions {
  role: string[];
  entities: string[];
  expires: string;
  name?: string;
}

function registerCreate(token: Command, parts: CliParts): void {
  const command = token
    .command('create')
    .description('Make a token for a program. It is shown once.')
    .requiredOption('--role <roles...>', `one or more of ${userRoles.join(', ')}`)
    .option('--entities <codes...>', 'legal entities by code; the whole group when left out', [])
    .option('--expires <when>', 'days from now or a date, within a year', `${usualDays}d`)
    .option('--name <name>', 'what approvals and the audit log call its holder');
  answering(command, parts, async ({ role, entities, expires, name }: CreateOptions) => {
    const roles = rolesIn(role);
    const legalEntityIds = entitiesIn(entities, parts.config());
    const expiresAt = expiryIn(expires, parts.now());
    const wanted = { name: name ?? `${roles.join('-')}-${parts.now().getTime()}`, roles, legalEntityIds, expiresAt };
    const made = await transaction(await parts.hub(), (sql) => createToken(sql, wanted, parts.actor));
    const scope = legalEntityIds === null ? 'the whole group' : wordsOf(entities).join(', ');
    const about = `${wanted.name}: ${roles.join(', ')} for ${scope}, until ${expiresAt.toISOString().slice(0, 10)}`;
    return { text: `${made.token}\n\n${about}. Nobody can show it again.`, json: { ...wanted, ...made } };
  });
}

function line(row: TokenRow, { legalEntities }: CliConfig): string[] {
  const codes = row.legalEntityIds?.map((id) => legalEntities.find((each) => each.id === id)?.code ?? String(id));
  return [row.state, row.name, row.roles.join(','), codes?.join(',') ?? '*', row.expiresAt.slice(0, 10), row.id];
}

function registerList(token: Command, parts: CliParts): void {
  const command = token.command('list').description('Show every token, without its secret.');
  answering(command, parts, async () => {
    const tokens = await withConnection(await parts.hub(), listTokens);
    const headings = ['state', 'name', 'roles', 'entities', 'expires', 'id'];
    const lines = tokens.map((row) => line(row, parts.config()));
    return { text: tokens.length === 0 ? 'There are no tokens.' : columns(headings, lines), json: { tokens } };
  });
}

function registerRevoke(token: Command, parts: CliParts): void {
  const command = token.command('revoke').description('End a token now.').argument('<token>', 'its name or id');
  answering(command, parts, async (idOrName: string) => {
    const revoked = await transaction(await parts.hub(), (sql) => revokeToken(sql, idOrName, parts.actor));
    return { text: `${revoked.name} is revoked; open sockets end within seconds.`, json: revoked };
  });
}

/** `throughline token create | list | revoke` */
export function registerToken(program: Command, parts: CliParts): void {
  const token = program.command('token').description('Tokens of programs.');
  registerCreate(token, parts);
  registerList(token, parts);
  registerRevoke(token, parts);
}
