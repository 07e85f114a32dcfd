import * as oidc from 'openid-client';
import { HubError, messageOf } from '../domain/errors.ts';
import type { SendRequest } from '../domain/http.ts';
import { type ClaimMapping, principalOfClaims } from './claims.ts';
import { type FetchOptions, fetchOver } from './fetch-over.ts';
import type { Principal } from './principal.ts';
import { jwtVerifier } from './verify-jwt.ts';

/** What signing in at an identity provider needs to know. */
export interface IdentityProviderOptions extends ClaimMapping {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** Whom the provider's access tokens must be for. */
  audience: string;
  redirectUrl: string;
  send: SendRequest;
  /** Whether the provider may be on this machine, without TLS: the sandbox and the tests alone. */
  loopback: boolean;
  jwksCooldownMs?: number;
}

/** What the hub remembers between sending somebody to the provider and getting them back. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** An OpenID Connect provider. It is looked up when it is first needed: the hub starts while it is down. */
export interface IdentityProvider {
  /** Where to send a browser, and what to remember meanwhile. */
  begin(): Promise<{ address: string; secrets: SignInSecrets }>;
  /** Who came back. Throws UNAUTHENTICATED when the answer or the tokens do not fit what was remembered. */
  finish(answer: URLSearchParams, secrets: SignInSecrets): Promise<Principal>;
  /** Where a browser goes to sign out there too, if the provider has such a place. */
  signOutAddress(): Promise<string | undefined>;
  /** Whose bearer token this is. Throws UPSTREAM_UNAVAILABLE when the provider's keys can't be had. */
  byJwt(jwt: string): Promise<Principal | undefined>;
}

interface Known {
  configuration: oidc.Configuration;
  verify: ReturnType<typeof jwtVerifier>;
}

const usualCooldownMs = 30_000;
const scope = 'openid profile email';

/** The client's secret in the way that the provider takes it; without a secret PKCE alone proves who began. */
function clientAuth(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** What went wrong at the bottom: the libraries on the way only say that something did. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? reasonOf(error.cause) : messageOf(error);
}

async function discover(options: IdentityProviderOptions): Promise<Known> {
  const { issuer, clientId, clientSecret, audience, send, loopback, jwksCooldownMs } = options;
  const fetch = fetchOver(send);
  try {
    const configuration = await oidc.discovery(new URL(issuer), clientId, undefined, clientAuth(clientSecret), {
      [oidc.customFetch]: (url, request) => fetch(url, request as FetchOptions),
      // Signatures are checked even on what came straight from the provider.
      execute: [oidc.enableNonRepudiationChecks, ...(loopback ? [oidc.allowInsecureRequests] : [])],
    });
    const metadata = configuration.serverMetadata();
    const jwksUri = metadata.jwks_uri;
    if (jwksUri === undefined) throw new Error('it publishes no jwks_uri');
    const cooldownMs = jwksCooldownMs ?? usualCooldownMs;
    return {
      configuration,
      verify: jwtVerifier({ issuer: metadata.issuer, audience, jwksUri, fetch, cooldownMs }),
    };
  } catch (error) {
    throw new HubError('UPSTREAM_UNAVAILABLE', `the identity provider ${issuer}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** Remembers what was found out; what failed is tried again the next time. */
function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

/** Whether the provider was not reached, so that nothing is said of whoever came back. */
function cameFromSending(error: unknown): boolean {
  return error instanceof HubError || (error instanceof Error && cameFromSending(error.cause));
}

async function exchange(
  configuration: oidc.Configuration,
  address: URL,
  { state, nonce, codeVerifier }: SignInSecrets,
): Promise<oidc.IDToken> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    return tokens.claims() as oidc.IDToken;
  } catch (error) {
    if (cameFromSending(error)) throw new HubError('UPSTREAM_UNAVAILABLE', reasonOf(error), { cause: error });
    throw new HubError('UNAUTHENTICATED', 'signing in was not completed', { cause: error });
  }
}

/** A provider that people sign in at and whose tokens programs may show. */
export function identityProvider(options: IdentityProviderOptions): IdentityProvider {
  const known = once(() => discover(options));
  return {
    async begin() {
      const { configuration } = await known();
      const secrets = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const address = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: options.redirectUrl,
        scope,
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(secrets.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, secrets };
    },

    async finish(answer, secrets) {
      const { configuration } = await known();
      // The address comes from the configuration: a forged Host header must not move it.
      const address = new URL(options.redirectUrl);
      address.search = answer.toString();
      const principal = principalOfClaims(await exchange(configuration, address, secrets), options);
      if (principal === undefined) throw new HubError('UNAUTHENTICATED', 'the identity provider names nobody');
      // The ID token tells who came; how long they stay is the session's matter.
      return { ...principal, expiresAt: undefined };
    },

    async signOutAddress() {
      const { configuration } = await known();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
      const back = new URL('/', options.redirectUrl).href;
      return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back }).href;
    },

    async byJwt(jwt) {
      const { verify } = await known();
      const claims = await verify(jwt);
      return claims === undefined ? undefined : principalOfClaims(claims, options);
    },
  };
}
