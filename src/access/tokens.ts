import { randomUUID } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import type { UserRole } from '../domain/roles.ts';
import { appendAudit } from '../entities/append-audit.ts';
import type { Sql } from '../entities/sql.ts';
import { tokenPrefix } from './authenticate.ts';
import { newSecret, secretHash } from './secrets.ts';

/** A token to make. `legalEntityIds` null stands for the whole group. */
export interface NewToken {
  name: string;
  roles: readonly UserRole[];
  legalEntityIds: readonly number[] | null;
  expiresAt: Date;
}

/** A token as it is listed: never with its secret, which nobody keeps. */
export interface TokenRow {
  id: string;
  name: string;
  roles: string[];
  legalEntityIds: number[] | null;
  createdBy: string;
  createdAt: string;
  expiresAt: string;
  state: 'active' | 'expired' | 'revoked';
}

function audit(sql: Sql, actor: string, action: string, name: string, detail: object): Promise<void> {
  const entry = { actor, action, subject: `token:${name}`, detail, legalEntityId: null, correlationId: randomUUID() };
  return appendAudit(sql, [entry]);
}

/**
 * Makes a token; the secret in the answer is the only copy. Throws CONFLICT while a token of that name is good: the
 * name is what approvals and the audit log call its holder.
 */
export async function createToken(sql: Sql, wanted: NewToken, actor: string): Promise<{ id: string; token: string }> {
  const { name, roles, legalEntityIds, expiresAt } = wanted;
  const id = randomUUID();
  const token = newSecret(tokenPrefix);
  const made = await sql.run(
    `insert into service_token (id, name, token_sha256, roles, legal_entity_ids, created_at, created_by, expires_at)
     select $1, $2, $3, $4, $5, clock_timestamp(), $6, $7
      where not exists (select from service_token t
                         where t.name = $2 and t.revoked_at is null and t.expires_at > clock_timestamp())`,
    [id, name, secretHash(token), roles, legalEntityIds, actor, expiresAt.toISOString()],
  );
  if (made === 0) throw new HubError('CONFLICT', `there is a token "${name}" already; revoke it or take another name`);
  await audit(sql, actor, 'token.create', name, { id, roles, legalEntityIds, expiresAt });
  return { id, token };
}

/** Every token, the latest first. */
export function listTokens(sql: Sql): Promise<TokenRow[]> {
  return sql.rows<TokenRow & Record<string, unknown>>(
    `select t.id, t.name, t.roles, t.legal_entity_ids as "legalEntityIds", t.created_by as "createdBy",
            t.created_at as "createdAt", t.expires_at as "expiresAt",
            case when t.revoked_at is not null then 'revoked'
                 when t.expires_at <= clock_timestamp() then 'expired' else 'active' end as state
       from service_token t order by t.created_at desc, t.id`,
  );
}

/** Revokes the token of that id or name. Throws NOT_FOUND when none is good. Open sockets follow within seconds. */
export async function revokeToken(sql: Sql, idOrName: string, actor: string): Promise<{ id: string; name: string }> {
  const revoked = await sql.row<{ id: string; name: string }>(
    `update service_token t set revoked_at = clock_timestamp()
      where (t.id::text = $1 or t.name = $1) and t.revoked_at is null and t.expires_at > clock_timestamp()
      returning t.id, t.name`,
    [idOrName],
  );
  if (revoked === undefined) throw new HubError('NOT_FOUND', `no token "${idOrName}" is good`);
  await audit(sql, actor, 'token.revoke', revoked.name, { id: revoked.id });
  return revoked;
}
