/** What a system is to the firm. */
export const systemRoles = ['crm', 'clm', 'psa', 'delivery', 'time', 'expense', 'erp'] as const;
/** What a system is to the firm. */
export type SystemRole = (typeof systemRoles)[number];

/** What a hub process does: it answers and takes webhooks, it works off the tables, or both. */
export const hubRoles = ['api', 'worker', 'all'] as const;
/** What a hub process does. */
export type HubRole = (typeof hubRoles)[number];

/** How far the hub may go with a system: read only, plan corrections for people to make, or write after approval. */
export const stages = ['observe', 'propose', 'write'] as const;
/** How far the hub may go with a system. */
export type Stage = (typeof stages)[number];

/** What a person or a program may be to the hub; the rights of each stand in `access/rights.ts`. */
export const userRoles = ['executive', 'finance', 'approver', 'delivery', 'integration', 'auditor', 'bi'] as const;
/** What a person or a program may be to the hub. */
export type UserRole = (typeof userRoles)[number];

/** Whether a text names a role. */
export function isUserRole(text: string): text is UserRole {
  return (userRoles as readonly string[]).includes(text);
}
