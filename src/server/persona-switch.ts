import type { FastifyInstance } from 'fastify';
import { type Persona, personaPrincipal } from '../access/personas.ts';
import type { Principal } from '../access/principal.ts';
import { secretHash } from '../access/secrets.ts';
import { type SessionParts, startSession } from './session.ts';

/** What going on as another persona needs. */
export interface PersonaSwitchParts extends SessionParts {
  demo: { personas: readonly Persona[]; entityIds: ReadonlyMap<string, number> };
  bySession(hash: Uint8Array): Promise<Principal | undefined>;
}

/** Other pages on this machine share its cookies, whatever their port: only the dashboard itself may switch. */
function ownOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/**
 * Lets whoever is signed in as one persona go on as another without the key, which has been shown already. The sandbox
 * alone.
 */
export function servePersonaSwitch(app: FastifyInstance, parts: PersonaSwitchParts): void {
  const { demo } = parts;
  app.post('/auth/persona/:persona', async (request, reply) => {
    const { persona: wanted } = request.params as { persona: string };
    const { origin, host } = request.headers;
    const secret = request.cookies[parts.cookieName];
    const present = secret === undefined ? undefined : await parts.bySession(secretHash(secret));
    const persona = demo.personas.find(({ key }) => key === wanted);
    if (!present?.id.startsWith('persona:') || persona === undefined || !ownOrigin(origin, host)) {
      return reply.code(401).type('text/plain').send('Sign in by one of the links that npm start prints.');
    }
    const principal = personaPrincipal(persona, demo.entityIds);
    await startSession(request, reply, parts, { principal, by: 'persona' });
    return reply.code(204).send();
  });
}
