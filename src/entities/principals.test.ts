import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { secretHash } from '../access/secrets.ts';
import { createToken } from '../access/tokens.ts';
import { findServiceToken } from './principals.ts';
import { transaction } from './sql.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
afterEach(() => {
  jest.restoreAllMocks();
});

const hourMs = 3_600_000;

/** Lets this machine's clock be off, and no other. */
function beOffBy(ms: number): void {
  const now = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
}

async function tokenFor(name: string, ms: number): Promise<Uint8Array> {
  const expiresAt = new Date(Date.now() + ms);
  const wanted = { name, roles: ['bi'] as const, legalEntityIds: null, expiresAt };
  const { token } = await transaction(db.hub, (sql) => createToken(sql, wanted, 'test'));
  return secretHash(token);
}

it("lets a token run out by the database's clock, whatever this machine's says", async () => {
  const good = await tokenFor('good', hourMs);
  const over = await tokenFor('over', -hourMs);
  for (const off of [2 * hourMs, -2 * hourMs]) {
    beOffBy(off);
    expect(await findServiceToken(db.hub, good)).toMatchObject({ name: 'good' });
    expect(await findServiceToken(db.hub, over)).toBeNull();
    jest.restoreAllMocks();
  }
  await db.hub.query("update service_token set revoked_at = clock_timestamp() where name = 'good'");
  expect(await findServiceToken(db.hub, good)).toBeNull();
});
