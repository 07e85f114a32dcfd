import type { DataSource } from 'typeorm';
import type { PrincipalSource } from './access/authenticate.ts';
import { type IdentityProvider, identityProvider } from './access/identity-provider.ts';
import { personasFor } from './access/personas.ts';
import type { Principal } from './access/principal.ts';
import type { Config } from './config.ts';
import { isUserRole } from './domain/roles.ts';
import { endSession, findServiceToken, findSession, saveSession } from './entities/principals.ts';
import type { ServiceToken } from './entities/service-token.ts';
import { saveSignIn, takeSignIn } from './entities/sign-ins.ts';
import type { SignInParts } from './server/auth-routes.ts';
import { outbound } from './server/outbound.ts';

// An identity provider's metadata, keys and tokens are small.
const mostAnswerBytes = 1024 * 1024;
const mostWaitMs = 10_000;

const entityIdsOf = (config: Config) => new Map(config.legalEntities.map(({ code, id }) => [code, id]));

/** The configured identity provider, if there is one. */
export function providerOf(config: Config): IdentityProvider | undefined {
  if (config.oidc === undefined) return undefined;
  const loopback = config.timing === 'sandbox';
  return identityProvider({
    ...config.oidc,
    clientSecret: config.oidcClientSecret,
    entityIds: entityIdsOf(config),
    send: outbound({ timeoutMs: mostWaitMs, maxBytes: mostAnswerBytes, loopback }),
    loopback,
  });
}

/** A token's principal: its legal entities, or all of them when it is for the whole group. */
function tokenPrincipal(token: ServiceToken, all: readonly number[]): Principal {
  return {
    id: `token:${token.name}`,
    name: token.name,
    roles: token.roles.filter(isUserRole),
    legalEntityIds: token.legalEntityIds ?? all,
    wholeGroup: token.legalEntityIds === null,
    expiresAt: new Date(token.expiresAt).toISOString(),
  };
}

/** A session's principal as it was kept, in the words of today: roles and legal entities come and go. */
function sessionPrincipal(kept: Principal, all: readonly number[]): Principal {
  const legalEntityIds = kept.wholeGroup ? all : kept.legalEntityIds;
  return { ...kept, roles: kept.roles.filter(isUserRole), legalEntityIds };
}

/** Where requests' principals are looked up. */
export function principalsOf(config: Config, hub: DataSource, provider: IdentityProvider | undefined): PrincipalSource {
  const all = [...entityIdsOf(config).values()];
  return {
    async byToken(hash) {
      const token = await findServiceToken(hub, hash);
      return token === null ? undefined : tokenPrincipal(token, all);
    },
    async bySession(hash) {
      const kept = (await findSession(hub, hash)) as Principal | undefined;
      return kept === undefined ? undefined : sessionPrincipal(kept, all);
    },
    byJwt: provider === undefined ? undefined : (jwt) => provider.byJwt(jwt),
  };
}

/** What the sign-in routes are made of. */
export function signInOf(
  config: Config,
  hub: DataSource,
  provider: IdentityProvider | undefined,
  { bySession }: Pick<PrincipalSource, 'bySession'>,
): SignInParts {
  const secureCookie = !config.demo;
  const entityIds = entityIdsOf(config);
  const demoKey = config.environment['THROUGHLINE_DEMO_KEY'];
  return {
    secureCookie,
    cookieName: secureCookie ? `__Host-${config.cookie}` : config.cookie,
    saveSession: (hash, former, session) => saveSession(hub, hash, former, session),
    endSession: (hash) => endSession(hub, hash),
    bySession,
    demo:
      config.demo && demoKey !== undefined
        ? { key: demoKey, personas: personasFor([...entityIds.keys()]), entityIds }
        : undefined,
    oidc:
      provider === undefined
        ? undefined
        : {
            provider,
            saveSignIn: (attempt, remembered) => saveSignIn(hub, attempt, remembered),
            takeSignIn: async (attempt) =>
              (await takeSignIn(hub, attempt)) as Awaited<ReturnType<NonNullable<SignInParts['oidc']>['takeSignIn']>>,
          },
  };
}
