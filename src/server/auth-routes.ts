import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Persona, personaPrincipal } from '../access/personas.ts';
import type { Principal } from '../access/principal.ts';
import { newSecret, sameSecret, secretHash } from '../access/secrets.ts';

const sessionHours = 12;

/** What signing in needs. */
export interface SignInParts {
  cookieName: string;
  secureCookie: boolean;
  saveSession(hash: Uint8Array, principal: Principal, hours: number): Promise<void>;
  endSession(hash: Uint8Array): Promise<void>;
  /** The sandbox's personas, and the key that their links carry; undefined outside the sandbox. */
  demo?: { key: string; personas: readonly Persona[]; entityIds: ReadonlyMap<string, number> } | undefined;
  /** Whether people sign in at an identity provider. */
  oidc: boolean;
}

/** Starts a session of the principal in this browser. */
export async function startSession(reply: FastifyReply, parts: SignInParts, principal: Principal): Promise<void> {
  const secret = newSecret('ths');
  await parts.saveSession(secretHash(secret), principal, sessionHours);
  reply.setCookie(parts.cookieName, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: parts.secureCookie,
    maxAge: sessionHours * 3600,
  });
}

/** Signing in as a persona, signing out, and what ways in there are. */
export function serveSignIn(app: FastifyInstance, parts: SignInParts): void {
  app.get('/auth/options', async () => ({
    oidc: parts.oidc,
    personas: (parts.demo?.personas ?? []).map(({ key, name, roles, legalEntities }) => ({
      key,
      name,
      roles,
      legalEntities: legalEntities ?? null,
    })),
  }));

  app.get('/auth/persona/:persona', async (request, reply) => {
    const { persona: wanted } = request.params as { persona: string };
    const { key = '' } = request.query as { key?: string };
    const persona = parts.demo?.personas.find((each) => each.key === wanted);
    if (parts.demo === undefined || persona === undefined || !sameSecret(key, parts.demo.key)) {
      return reply
        .code(401)
        .type('text/plain')
        .send('This sign-in link is not valid; npm start prints the right ones.');
    }
    await startSession(reply, parts, personaPrincipal(persona, parts.demo.entityIds));
    return reply.redirect('/');
  });

  app.post('/auth/sign-out', async (request, reply) => {
    const secret = request.cookies[parts.cookieName];
    if (secret !== undefined) await parts.endSession(secretHash(secret));
    reply.clearCookie(parts.cookieName, { path: '/' });
    return reply.code(204).send();
  });
}
