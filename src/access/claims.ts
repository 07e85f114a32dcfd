import { isUserRole } from '../domain/roles.ts';
import type { Principal } from './principal.ts';

/** What a token says about somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** How claims of an identity provider become roles and legal entities of the hub. */
export interface ClaimMapping {
  rolesClaim: string;
  legalEntitiesClaim: string;
  /** The ids of the legal entities by code. */
  entityIds: ReadonlyMap<string, number>;
}

const wholeGroup = '*';

/** A claim by its name, or else by the path that the name spells (`realm_access.roles`). */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Claims)[key] : undefined),
      claims,
    );
}

/** The words of a claim: an array of texts, or one text with blanks or commas between them. */
function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(/[\s,]+/).filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}

function nameIn(claims: Claims, subject: string): string {
  for (const name of ['name', 'preferred_username', 'email']) {
    const value = claims[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 200);
  }
  return subject;
}

/**
 * The person that claims speak of; undefined where they name nobody. Roles that the hub does not know and codes of
 * legal entities that it does not have give nothing; no roles, no rights.
 */
export function principalOfClaims(claims: Claims, mapping: ClaimMapping): Principal | undefined {
  const subject = claims['sub'];
  if (typeof subject !== 'string' || subject === '' || subject.length > 255) return undefined;
  const roles = wordsOf(claimAt(claims, mapping.rolesClaim)).filter(isUserRole);
  const codes = wordsOf(claimAt(claims, mapping.legalEntitiesClaim));
  const all = codes.includes(wholeGroup);
  const ids = all ? [...mapping.entityIds.values()] : codes.flatMap((code) => mapping.entityIds.get(code) ?? []);
  const expires = claims['exp'];
  return {
    id: `person:${subject}`,
    name: nameIn(claims, subject),
    roles: [...new Set(roles)],
    legalEntityIds: [...new Set(ids)],
    wholeGroup: all,
    ...(typeof expires === 'number' ? { expiresAt: new Date(expires * 1000).toISOString() } : {}),
  };
}
