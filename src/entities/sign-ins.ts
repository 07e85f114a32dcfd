import type { DataSource } from 'typeorm';
import { transaction, withConnection } from './sql.ts';

/** What names an attempt to sign in: the browser that began it, and the state that comes back with it. */
export interface SignInKey {
  browser: Uint8Array;
  state: Uint8Array;
}

/** What is remembered of an attempt to sign in. */
export interface SignIn {
  secrets: object;
  returnTo: string;
}

const lastsMinutes = 10;

const keyOf = ({ browser, state }: SignInKey) => [Buffer.from(browser), Buffer.from(state)];

/** Remembers an attempt to sign in, for a while. */
export async function saveSignIn(database: DataSource, key: SignInKey, { secrets, returnTo }: SignIn): Promise<void> {
  await transaction(database, async (sql) => {
    await sql.run('delete from sign_in s where s.expires_at < clock_timestamp()');
    await sql.run(
      `insert into sign_in (browser_sha256, state_sha256, secrets, return_to, expires_at)
       values ($1, $2, $3, $4, clock_timestamp() + make_interval(mins => ${lastsMinutes}))`,
      [...keyOf(key), JSON.stringify(secrets), returnTo],
    );
  });
}

/** Takes what is remembered of an attempt: once, and only for the browser that began it. */
export async function takeSignIn(database: DataSource, key: SignInKey): Promise<SignIn | undefined> {
  return withConnection(database, (sql) =>
    sql.row<SignIn & Record<string, unknown>>(
      `delete from sign_in s
        where s.browser_sha256 = $1 and s.state_sha256 = $2 and s.expires_at > clock_timestamp()
        returning s.secrets, s.return_to as "returnTo"`,
      keyOf(key),
    ),
  );
}
