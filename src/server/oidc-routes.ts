import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { IdentityProvider, SignInSecrets } from '../access/identity-provider.ts';
import { ownPath } from '../access/own-path.ts';
import { newSecret, secretHash } from '../access/secrets.ts';
import { HubError } from '../domain/errors.ts';
import { cookieAttributes, type SessionParts, startSession } from './session.ts';

/** An attempt to sign in: which browser began it, and the state that the provider sends back with it. */
interface Attempt {
  browser: Uint8Array;
  state: Uint8Array;
}

/** The provider, and where attempts to sign in are remembered. */
export interface OidcParts {
  provider: IdentityProvider;
  saveSignIn(attempt: Attempt, remembered: { secrets: SignInSecrets; returnTo: string }): Promise<void>;
  /** Answers once at most for one attempt. */
  takeSignIn(attempt: Attempt): Promise<{ secrets: SignInSecrets; returnTo: string } | undefined>;
}

const attemptMinutes = 10;

/** One sentence for the browser, the same whatever is wrong; the log has the reason. */
function refuse(reply: FastifyReply, error: unknown, log: Logger): FastifyReply {
  const away = error instanceof HubError && error.code === 'UPSTREAM_UNAVAILABLE';
  log.warn({ err: error }, 'a sign-in was not completed');
  if (away) reply.header('retry-after', '10');
  return reply
    .code(away ? 503 : 401)
    .type('text/plain')
    .send(
      away ? 'The identity provider does not answer; try again in a moment.' : 'Signing in did not work; start again.',
    );
}

/** Signing in at an identity provider: `/auth/login` sends there, `/auth/callback` takes back. */
export function serveOidc(app: FastifyInstance, parts: SessionParts, oidc: OidcParts, log: Logger): void {
  const cookieName = `${parts.cookieName}-sign-in`;

  app.get('/auth/login', async (request, reply) => {
    const { to } = request.query as { to?: unknown };
    try {
      const { address, secrets } = await oidc.provider.begin();
      const browser = newSecret('thb');
      await oidc.saveSignIn(
        { browser: secretHash(browser), state: secretHash(secrets.state) },
        { secrets, returnTo: ownPath(typeof to === 'string' ? to : undefined) },
      );
      reply.setCookie(cookieName, browser, { ...cookieAttributes(parts), maxAge: attemptMinutes * 60 });
      return reply.redirect(address);
    } catch (error) {
      return refuse(reply, error, log);
    }
  });

  app.get('/auth/callback', async (request, reply) => {
    const answer = new URL(request.url, 'http://own.invalid').searchParams;
    const browser = request.cookies[cookieName];
    const state = answer.getAll('state');
    try {
      const attempt =
        browser === undefined || state.length !== 1
          ? undefined
          : await oidc.takeSignIn({ browser: secretHash(browser), state: secretHash(state[0] as string) });
      if (attempt === undefined) throw new HubError('UNAUTHENTICATED', 'this browser has no such sign-in under way');
      const principal = await oidc.provider.finish(answer, attempt.secrets);
      reply.clearCookie(cookieName, cookieAttributes(parts));
      await startSession(request, reply, parts, { principal, by: 'oidc' });
      return reply.redirect(attempt.returnTo);
    } catch (error) {
      return refuse(reply, error, log);
    }
  });
}
