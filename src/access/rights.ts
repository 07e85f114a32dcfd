import { HubError } from '../domain/errors.ts';
import type { UserRole } from '../domain/roles.ts';
import type { Principal } from './principal.ts';

/** Something that not everybody may do. */
export type Right =
  | 'read'
  | 'read:costs'
  | 'read:audit'
  | 'read:inbox'
  | 'page:rows'
  | 'work:exceptions'
  | 'plan:corrections'
  | 'approve:corrections'
  | 'accept:risks'
  | 'accept:blocks'
  | 'run:streams'
  | 'link:records'
  | 'change:rules';

/** What each role may do. Whatever is not listed is refused. */
export const rightsOfRoles: Record<UserRole, readonly Right[]> = {
  executive: ['read', 'read:costs'],
  finance: ['read', 'read:costs', 'work:exceptions', 'plan:corrections', 'accept:risks'],
  approver: ['read', 'work:exceptions', 'approve:corrections', 'accept:risks', 'accept:blocks'],
  delivery: ['read', 'work:exceptions', 'plan:corrections'],
  integration: ['read', 'read:inbox', 'run:streams', 'link:records', 'change:rules', 'work:exceptions'],
  auditor: ['read', 'read:costs', 'read:audit', 'read:inbox'],
  bi: ['read', 'page:rows'],
};

/** Whether any of its roles lets a principal do something. */
export function may(principal: Principal | undefined, right: Right): boolean {
  return principal?.roles.some((role) => rightsOfRoles[role].includes(right)) ?? false;
}

/** Throws UNAUTHENTICATED or FORBIDDEN unless the principal may do it. */
export function demand(principal: Principal | undefined, right: Right): asserts principal is Principal {
  if (principal === undefined) throw new HubError('UNAUTHENTICATED');
  if (!may(principal, right)) throw new HubError('FORBIDDEN', `this needs the right ${right}`);
}
