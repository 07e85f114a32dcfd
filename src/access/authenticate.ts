import type { Principal } from './principal.ts';
import { secretHash } from './secrets.ts';

/** Where principals are looked up. Each lookup answers undefined for what is unknown, revoked or expired. */
export interface PrincipalSource {
  byToken(hash: Uint8Array): Promise<Principal | undefined>;
  bySession(hash: Uint8Array): Promise<Principal | undefined>;
  /** Where no identity provider is configured there are no JWTs. */
  byJwt?: ((jwt: string) => Promise<Principal | undefined>) | undefined;
}

/** What a request shows to prove who it is. */
export interface Credentials {
  authorization?: string | undefined;
  sessionCookie?: string | undefined;
}

/** How every service token begins: that tells it from a JWT. */
export const tokenPrefix = 'thl';
const mostLength = 8 * 1024;

/**
 * Who a request is from: a bearer token or JWT, else the session of the browser. Undefined when it proves nothing;
 * never why, so that a guess learns nothing from the answer.
 */
export async function authenticate(
  source: PrincipalSource,
  { authorization, sessionCookie }: Credentials,
): Promise<Principal | undefined> {
  if (authorization !== undefined) {
    const bearer = /^Bearer ([\w.~+/=-]+)$/.exec(authorization)?.[1];
    if (bearer === undefined || bearer.length > mostLength) return undefined;
    if (bearer.startsWith(`${tokenPrefix}_`)) return source.byToken(secretHash(bearer));
    return source.byJwt?.(bearer);
  }
  return sessionCookie === undefined ? undefined : source.bySession(secretHash(sessionCookie));
}
