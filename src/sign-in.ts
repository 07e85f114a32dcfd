import type { DataSource } from 'typeorm';
import type { PrincipalSource } from './access/authenticate.ts';
import { personasFor } from './access/personas.ts';
import type { Principal } from './access/principal.ts';
import type { Config } from './config.ts';
import { endSession, findServiceToken, findSession, saveSession } from './entities/principals.ts';
import type { SignInParts } from './server/auth-routes.ts';

const entityIdsOf = (config: Config) => new Map(config.legalEntities.map(({ code, id }) => [code, id]));

/** A token's principal: its legal entities, or all of them when it is for the whole group. */
function tokenPrincipal(
  token: NonNullable<Awaited<ReturnType<typeof findServiceToken>>>,
  all: readonly number[],
): Principal {
  return {
    id: `token:${token.name}`,
    name: token.name,
    roles: token.roles as Principal['roles'],
    legalEntityIds: token.legalEntityIds ?? all,
    wholeGroup: token.legalEntityIds === null,
    expiresAt: new Date(token.expiresAt).toISOString(),
  };
}

/** Where requests' principals are looked up. */
export function principalsOf(config: Config, hub: DataSource): PrincipalSource {
  const all = [...entityIdsOf(config).values()];
  return {
    async byToken(hash) {
      const token = await findServiceToken(hub, hash);
      return token === null ? undefined : tokenPrincipal(token, all);
    },
    bySession: async (hash) => (await findSession(hub, hash)) as Principal | undefined,
  };
}

/** What the sign-in routes are made of. */
export function signInOf(config: Config, hub: DataSource): SignInParts {
  const secureCookie = !config.demo;
  const entityIds = entityIdsOf(config);
  const demoKey = config.environment['THROUGHLINE_DEMO_KEY'];
  return {
    secureCookie,
    cookieName: secureCookie ? '__Host-throughline' : 'throughline',
    saveSession: (hash, principal, hours) => saveSession(hub, hash, principal, hours),
    endSession: (hash) => endSession(hub, hash),
    demo:
      config.demo && demoKey !== undefined
        ? { key: demoKey, personas: personasFor([...entityIds.keys()]), entityIds }
        : undefined,
    oidc: config.oidc !== undefined,
  };
}
