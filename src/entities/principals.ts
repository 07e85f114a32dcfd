import type { DataSource } from 'typeorm';
import { ServiceToken } from './service-token.ts';
import { withConnection } from './sql.ts';

/** Finds the token with this hash unless it is revoked or expired. */
export async function findServiceToken(database: DataSource, hash: Uint8Array): Promise<ServiceToken | null> {
  const token = await database.getRepository(ServiceToken).findOneBy({ tokenSha256: Buffer.from(hash) });
  if (token === null || token.revokedAt !== null) return null;
  return new Date(token.expiresAt).getTime() > Date.now() ? token : null;
}

/** Keeps who a browser is signed in as. */
export async function saveSession(
  database: DataSource,
  hash: Uint8Array,
  principal: object,
  hours: number,
): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `insert into session (id_sha256, principal, created_at, expires_at)
       values ($1, $2, clock_timestamp(), clock_timestamp() + make_interval(hours => $3))`,
      [Buffer.from(hash), JSON.stringify(principal), hours],
    ),
  );
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
  await withConnection(database, (sql) => sql.run('delete from session s where s.id_sha256 = $1', [Buffer.from(hash)]));
}
