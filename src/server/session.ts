import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import { newSecret, secretHash } from '../access/secrets.ts';

/** What keeping sessions needs. */
export interface SessionParts {
  cookieName: string;
  secureCookie: boolean;
  /** Keeps a session, and ends the one that the browser had before. */
  saveSession(hash: Uint8Array, former: Uint8Array | undefined, session: StartedSession): Promise<void>;
  endSession(hash: Uint8Array): Promise<void>;
}

/** A session that begins: whose, by which proof, for how long at most. */
export interface StartedSession {
  principal: Principal;
  by: 'oidc' | 'persona';
  hours: number;
}

const sessionHours = 12;

/** The attributes of every cookie that the hub sets. */
export function cookieAttributes({ secureCookie }: Pick<SessionParts, 'secureCookie'>) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: secureCookie } as const;
}

/** Starts a session of the principal in this browser, under a name that nobody knew before. */
export async function startSession(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SessionParts,
  { principal, by }: Pick<StartedSession, 'principal' | 'by'>,
): Promise<void> {
  const secret = newSecret('ths');
  const former = request.cookies[parts.cookieName];
  await parts.saveSession(secretHash(secret), former === undefined ? undefined : secretHash(former), {
    principal,
    by,
    hours: sessionHours,
  });
  reply.setCookie(parts.cookieName, secret, { ...cookieAttributes(parts), maxAge: sessionHours * 3600 });
}

/** Ends the session of this browser, if it has one. */
export async function stopSession(request: FastifyRequest, reply: FastifyReply, parts: SessionParts): Promise<void> {
  const secret = request.cookies[parts.cookieName];
  if (secret !== undefined) await parts.endSession(secretHash(secret));
  reply.clearCookie(parts.cookieName, cookieAttributes(parts));
}
