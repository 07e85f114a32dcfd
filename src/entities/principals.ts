import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { appendAudit } from './append-audit.ts';
import { ServiceToken } from './service-token.ts';
import { type Sql, transaction, withConnection } from './sql.ts';

/** Finds the token with this hash unless it is revoked or expired. */
export async function findServiceToken(database: DataSource, hash: Uint8Array): Promise<ServiceToken | null> {
  return database
    .getRepository(ServiceToken)
    .createQueryBuilder('t')
    .where('t.tokenSha256 = :hash and t.revokedAt is null', { hash: Buffer.from(hash) })
    .andWhere('t.expiresAt > clock_timestamp()')
    .getOne();
}

/** A session to begin: who it is of, how they proved it, and how long it lasts at most. */
export interface NewSession {
  principal: { id: string; roles: readonly string[]; legalEntityIds: readonly number[]; wholeGroup: boolean };
  /** What they signed in by: `oidc`, `persona`. */
  by: string;
  hours: number;
}

function audit(sql: Sql, actor: string, action: string, detail: object): Promise<void> {
  const entry = { actor, action, subject: actor, detail, legalEntityId: null, correlationId: randomUUID() };
  return appendAudit(sql, [entry]);
}

async function remove(sql: Sql, hash: Uint8Array): Promise<void> {
  const ended = await sql.row<{ id: string }>(
    `delete from session s where s.id_sha256 = $1 returning s.principal->>'id' as id`,
    [Buffer.from(hash)],
  );
  if (ended !== undefined) await audit(sql, ended.id, 'session.end', {});
}

/**
 * Keeps who a browser is signed in as. The session that the browser had before ends, so that nothing which was known of
 * it is worth anything now.
 */
export async function saveSession(
  database: DataSource,
  hash: Uint8Array,
  former: Uint8Array | undefined,
  { principal, by, hours }: NewSession,
): Promise<void> {
  await transaction(database, async (sql) => {
    if (former !== undefined) await remove(sql, former);
    await sql.run('delete from session s where s.expires_at < clock_timestamp()');
    await sql.run(
      `insert into session (id_sha256, principal, created_at, expires_at)
       values ($1, $2, clock_timestamp(), clock_timestamp() + make_interval(hours => $3))`,
      [Buffer.from(hash), JSON.stringify(principal), hours],
    );
    const { roles, legalEntityIds, wholeGroup } = principal;
    await audit(sql, principal.id, 'session.start', { by, roles, legalEntityIds, wholeGroup });
  });
}

/** Who a browser is signed in as; undefined when the session has ended. */
export async function findSession(database: DataSource, hash: Uint8Array): Promise<object | undefined> {
  const row = await withConnection(database, (sql) =>
    sql.row<{ principal: object }>(
      'select s.principal from session s where s.id_sha256 = $1 and s.expires_at > clock_timestamp()',
      [Buffer.from(hash)],
    ),
  );
  return row?.principal;
}

/** Ends a session. */
export async function endSession(database: DataSource, hash: Uint8Array): Promise<void> {
  await transaction(database, (sql) => remove(sql, hash));
}
