import { z } from 'zod';
import { userRoles } from '../domain/roles.ts';
import { ruleLives } from '../domain/rule-life.ts';

/** What a condition compares a fact with: a literal, or another fact of the same type. */
const operand = z.union([
  z.string().max(200),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)).min(1).max(50),
  z.strictObject({ fact: z.string() }),
]);

/** The closed list of operators. None of them runs code, and none takes a pattern. */
export const operators = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
  'before',
  'atOrBefore',
  'after',
  'atOrAfter',
] as const;
/** An operator of a condition. */
export type Operator = (typeof operators)[number];

/** A comparison of a fact. */
const comparison = z.strictObject({ fact: z.string(), operator: z.enum(operators), value: operand });
/** A comparison of a fact. */
export type Comparison = z.infer<typeof comparison>;

/** Conditions as json-rules-engine writes them. */
export type Conditions = Comparison | { all: Conditions[] } | { any: Conditions[] } | { not: Conditions };

/** Conditions of a rule or of one of its severities. */
const conditions: z.ZodType<Conditions> = z.lazy(() =>
  z.union([
    comparison,
    z.strictObject({ all: z.array(conditions).min(1).max(30) }),
    z.strictObject({ any: z.array(conditions).min(1).max(30) }),
    z.strictObject({ not: conditions }),
  ]),
);

/** An amount made of facts. `most` is the largest of those that are known. */
export type Amount =
  | { fact: string }
  | { absolute: Amount }
  | { subtract: [Amount, Amount] }
  | { add: [Amount, Amount] }
  | { most: Amount[] };

const amount: z.ZodType<Amount> = z.lazy(() =>
  z.union([
    z.strictObject({ fact: z.string() }),
    z.strictObject({ absolute: amount }),
    z.strictObject({ subtract: z.tuple([amount, amount]) }),
    z.strictObject({ add: z.tuple([amount, amount]) }),
    z.strictObject({ most: z.array(amount).min(1).max(5) }),
  ]),
);

const severities = ['low', 'medium', 'high', 'critical'] as const;
/** How bad a finding is. */
export type Severity = (typeof severities)[number];

const severity = z.union([
  z.enum(severities),
  z
    .array(z.strictObject({ is: z.enum(severities), when: conditions.optional() }))
    .min(1)
    .max(4)
    .refine(
      (list) => list.at(-1)?.when === undefined,
      'the last severity has no condition, so that there always is one',
    ),
]);

/** What a rule can keep from happening, besides being found. */
const gates = ['invoiceRelease', 'contractActivation'] as const;
/** A gate that rules can close. */
export type GateName = (typeof gates)[number];

const given = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const example = z.strictObject({
  title: z.string().min(1),
  given,
  outcome: z.enum(['fires', 'passes', 'cannotEvaluate']),
  amount: z.string().optional(),
  severity: z.enum(severities).optional(),
});

/** A rule: what counts as wrong, as data, with its own examples. */
export const ruleFile = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[A-Z][A-Z0-9]{1,7}$/, 'like R03'),
  version: z.int().positive(),
  /** What the version is when it is first loaded, active unless given; from then on the database says what it is. */
  life: z.enum(ruleLives).optional(),
  title: z.string().min(1).max(80),
  about: z.string().min(1).max(600),
  entity: z.string(),
  severity,
  owner: z.enum(userRoles),
  effect: z.enum(['flag', 'block']),
  /** The gates that it closes where it fires or can't tell; left out, those that a blocking rule about its entity does. */
  gates: z.array(z.enum(gates)).max(gates.length).optional(),
  /** What is at stake, in the subject's currency; left out where that is no sum of money. */
  amount: amount.optional(),
  /** The corrective sync that mends it, where there is one. */
  correction: z.enum(['propagateContractVersion']).optional(),
  /** Within how many business days of the legal entity it is to be resolved. */
  slaBusinessDays: z.int().positive(),
  effectiveFrom: z.iso.date(),
  effectiveTo: z.iso.date().optional(),
  conditions,
  /** What the finding says; `{fact}` stands for the fact's value in words. */
  sentence: z.string().min(1).max(400),
  examples: z.array(example).min(3),
});
/** A rule as its file states it. */
export type RuleFile = z.infer<typeof ruleFile>;

/** Every comparison of conditions. */
export function comparisonsOf(of: Conditions): Comparison[] {
  if ('all' in of) return of.all.flatMap(comparisonsOf);
  if ('any' in of) return of.any.flatMap(comparisonsOf);
  if ('not' in of) return comparisonsOf(of.not);
  return [of];
}

/** The facts that an amount is made of. */
export function factsOfAmount(of: Amount): string[] {
  if ('fact' in of) return [of.fact];
  if ('absolute' in of) return factsOfAmount(of.absolute);
  if ('subtract' in of) return of.subtract.flatMap(factsOfAmount);
  return ('add' in of ? of.add : of.most).flatMap(factsOfAmount);
}

/** The facts that conditions mention. */
export function factsOfConditions(of: Conditions): string[] {
  return comparisonsOf(of).flatMap(({ fact, value }) => (isFactRef(value) ? [fact, value.fact] : [fact]));
}

/** Whether the right side of a comparison is a fact. */
export function isFactRef(value: Comparison['value']): value is { fact: string } {
  return typeof value === 'object' && !Array.isArray(value);
}
