import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { HubError } from '../domain/errors.ts';
import type { Claims } from './claims.ts';
import type { FetchOptions } from './fetch-over.ts';

/** Which JWTs are ours, and where the keys are that sign them. */
export interface JwtRules {
  issuer: string;
  audience: string;
  jwksUri: string;
  fetch: (url: string, options?: FetchOptions) => Promise<Response>;
  /** How long an unknown key id is not looked up again. */
  cooldownMs: number;
}

// Asymmetric ones only: with a shared-secret algorithm allowed, the public key would be a valid secret.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
// Access tokens, by RFC 9068 or by the older habit. What is signed for another purpose says so in its type.
const types = new Set(['at+jwt', 'application/at+jwt', 'jwt', undefined]);
const clockTolerance = 30;

const ours = new Set([
  'ERR_JWT_EXPIRED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_INVALID',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
]);

/**
 * Checks JWTs by the keys that the issuer publishes: signature, algorithm, type, issuer, audience and time. The checker
 * answers undefined for a token that is not good, and throws UPSTREAM_UNAVAILABLE when the keys can't be had.
 */
export function jwtVerifier(rules: JwtRules): (jwt: string) => Promise<Claims | undefined> {
  const keys = createRemoteJWKSet(new URL(rules.jwksUri), {
    [customFetch]: (url, options) => rules.fetch(url, options),
    cooldownDuration: rules.cooldownMs,
  });
  return async (jwt) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(jwt, keys, {
        issuer: rules.issuer,
        audience: rules.audience,
        algorithms,
        clockTolerance,
        requiredClaims: ['sub', 'exp'],
      });
      return types.has(protectedHeader.typ?.toLowerCase()) ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError && ours.has(error.code)) return undefined;
      throw new HubError('UPSTREAM_UNAVAILABLE', "the identity provider's keys could not be read", { cause: error });
    }
  };
}
