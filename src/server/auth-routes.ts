import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ownPath } from '../access/own-path.ts';
import { type Persona, personaPrincipal } from '../access/personas.ts';
import { sameSecret } from '../access/secrets.ts';
import { messageOf } from '../domain/errors.ts';
import { attemptLimit } from './attempt-limit.ts';
import { type OidcParts, serveOidc } from './oidc-routes.ts';
import { type PersonaSwitchParts, servePersonaSwitch } from './persona-switch.ts';
import { type SessionParts, startSession, stopSession } from './session.ts';

/** What signing in needs. */
export interface SignInParts extends SessionParts, Pick<PersonaSwitchParts, 'bySession'> {
  /** The sandbox's personas, and the key that their links carry; undefined outside the sandbox. */
  demo?: { key: string; personas: readonly Persona[]; entityIds: ReadonlyMap<string, number> } | undefined;
  /** Where people sign in; undefined where no identity provider is configured. */
  oidc?: OidcParts | undefined;
}

const mostAttemptsAMinute = 300;

/** Refuses who asks too often, before anything is looked up; and lets nobody keep the answers. */
function limited(app: FastifyInstance): void {
  const allows = attemptLimit(mostAttemptsAMinute);
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
    if (allows(request.ip, Date.now())) return;
    await reply.code(429).header('retry-after', '60').type('text/plain').send('Too many attempts; wait a minute.');
  });
}

/** Signing in as a persona or at the identity provider, signing out, and what ways in there are. */
export async function serveSignIn(app: FastifyInstance, parts: SignInParts, log: Logger): Promise<void> {
  const { demo, oidc } = parts;
  await app.register(async (scope) => {
    limited(scope);

    scope.get('/auth/options', async () => ({
      oidc: oidc !== undefined,
      personas: (demo?.personas ?? []).map(({ key, name, roles, legalEntities }) => ({
        key,
        name,
        roles,
        legalEntities: legalEntities ?? null,
      })),
    }));

    scope.get('/auth/persona/:persona', async (request, reply) => {
      const { persona: wanted } = request.params as { persona: string };
      const { key, to } = request.query as { key?: unknown; to?: unknown };
      const persona = demo?.personas.find((each) => each.key === wanted);
      const proven = demo !== undefined && typeof key === 'string' && sameSecret(key, demo.key);
      if (persona === undefined || !proven) {
        return reply
          .code(401)
          .type('text/plain')
          .send('This sign-in link is not valid; npm start prints the right ones.');
      }
      await startSession(request, reply, parts, {
        principal: personaPrincipal(persona, demo.entityIds),
        by: 'persona',
      });
      return reply.redirect(ownPath(typeof to === 'string' ? to : undefined));
    });

    scope.post('/auth/sign-out', async (request, reply) => {
      await stopSession(request, reply, parts);
      // Signed out here is signed out, whether the provider answers or not.
      const elsewhere = await oidc?.provider.signOutAddress().catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, 'the identity provider was not told of a sign-out');
        return undefined;
      });
      return elsewhere === undefined ? reply.code(204).send() : reply.send({ continueAt: elsewhere });
    });

    if (demo !== undefined) servePersonaSwitch(scope, { ...parts, demo });
    if (oidc !== undefined) serveOidc(scope, parts, oidc, log);
  });
}
