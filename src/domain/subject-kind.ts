import type { KindName } from './kinds.ts';

/** What the hub keeps of its own that rules can be about, besides golden records. */
export const ownKinds = ['stream', 'correction', 'drift'] as const;

/** What rules can be about: golden records, and what the hub keeps of its own. */
export type SubjectKind = KindName | (typeof ownKinds)[number];
