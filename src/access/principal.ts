import type { UserRole } from '../domain/roles.ts';

/** Whoever asks: a person, a program, or in the sandbox a persona. */
export interface Principal {
  /** `persona:…`, `person:…` or `token:…`; what approvals and the audit log name. */
  id: string;
  name: string;
  roles: readonly UserRole[];
  /** The legal entities that it may see, by id. */
  legalEntityIds: readonly number[];
  /** Whether that is every one, now and later. */
  wholeGroup: boolean;
  /** When its right to be here ends (ISO 8601); undefined when the session or token decides. */
  expiresAt?: string | undefined;
}
