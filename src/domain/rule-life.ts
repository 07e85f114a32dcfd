/** What a version of a rule may be: written, judged for its author alone, judged for everybody, no longer judged. */
export const ruleLives = ['draft', 'shadow', 'active', 'retired'] as const;
/** What a version of a rule is now. */
export type RuleLife = (typeof ruleLives)[number];
