import type { KindName } from './kinds.ts';

/** What the hub keeps of its own work that rules can be about, besides golden records. */
export const ownKinds = ['stream', 'correction'] as const;

/** What rules can be about: golden records, and the hub's own work. */
export type SubjectKind = KindName | (typeof ownKinds)[number];
