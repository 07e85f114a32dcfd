import { type UserRole, userRoles } from '../domain/roles.ts';
import type { Principal } from './principal.ts';

/** Somebody to be in the sandbox. */
export interface Persona {
  key: string;
  name: string;
  roles: readonly UserRole[];
  /** Codes of legal entities; undefined for the whole group. */
  legalEntities?: readonly string[];
}

const names: Record<UserRole, string> = {
  executive: 'Group executive',
  finance: 'Group finance',
  approver: 'Group approver',
  delivery: 'Group delivery',
  integration: 'Integration engineer',
  auditor: 'Group auditor',
  bi: 'BI analyst',
};

/** One persona a role for the whole group, and a finance and an approver persona for each legal entity. */
export function personasFor(legalEntityCodes: readonly string[]): Persona[] {
  const group = userRoles.map((role): Persona => ({ key: role, name: names[role], roles: [role] }));
  const local = legalEntityCodes.flatMap((code): Persona[] => [
    { key: `finance-${code.toLowerCase()}`, name: `Finance ${code}`, roles: ['finance'], legalEntities: [code] },
    { key: `approver-${code.toLowerCase()}`, name: `Approver ${code}`, roles: ['approver'], legalEntities: [code] },
  ]);
  return [...group, ...local];
}

/** The principal that a persona acts as. */
export function personaPrincipal(persona: Persona, entityIds: ReadonlyMap<string, number>): Principal {
  const wholeGroup = persona.legalEntities === undefined;
  const codes = persona.legalEntities ?? [...entityIds.keys()];
  return {
    id: `persona:${persona.key}`,
    name: persona.name,
    roles: persona.roles,
    legalEntityIds: codes.flatMap((code) => entityIds.get(code) ?? []),
    wholeGroup,
  };
}
