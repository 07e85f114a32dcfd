import { z } from 'zod';
import { isKind } from './kinds.ts';
import { systemRoles } from './roles.ts';

const role = z.enum(systemRoles);

/** Roles in order of precedence: the first that has a record of the thing owns it. */
const owner = z.union([role, z.array(role).min(1)]).transform((value) => (Array.isArray(value) ? value : [value]));

const ownership = z.strictObject({
  /** Whose record makes a thing exist here; records of other roles are matched to it or stand as orphans. */
  identity: owner,
  owner,
  attributes: z.record(z.string(), owner).default({}),
});

const kindName = z.string().refine(isKind, 'no such kind');

/** Who owns what: per kind and attribute, by role; exceptions by legal entity and date, so that two ERPs can coexist. */
export const systemsOfRecord = z.strictObject({
  $schema: z.string().optional(),
  version: z.int(),
  kinds: z.record(kindName, ownership),
  exceptions: z
    .array(
      z.strictObject({
        kind: kindName,
        legalEntities: z.array(z.string()).min(1),
        from: z.iso.date(),
        to: z.iso.date().optional(),
        /** A system by name: the one of several with the same role that owns these legal entities in this time. */
        system: z.string(),
      }),
    )
    .default([]),
});
/** Who owns what. */
export type SystemsOfRecord = z.infer<typeof systemsOfRecord>;

const secondsByRole = z.record(role, z.number().positive());

// A success after so many polls that did not succeed is news to the rules, so a target must not be shorter.
const pollsThatMayFail = 3;

const timingShape = z.strictObject({
  /** How often each stream is polled. */
  pollEverySeconds: z.number().positive(),
  /** How far a poll looks back behind its cursor. */
  pollOverlapSeconds: z.number().nonnegative(),
  /** How far a poll stays behind the source's clock, for transactions that commit late. */
  pollLagSeconds: z.number().nonnegative(),
  pageSize: z.int().positive(),
  /** How often each stream is compared with its source record by record; null where only on demand. */
  reconcileEverySeconds: z.number().positive().nullable(),
  /** In how many days such comparisons read every record whole, a part of them each day. */
  reconcileWholeInDays: z.int().positive(),
  /** Rules see time in steps of this. */
  asOfStepSeconds: z.int().positive(),
  /** How long an approved amendment may take to reach each kind of system. */
  propagationSeconds: secondsByRole,
  /** How long each kind of system may be silent before its streams count as late. */
  freshnessSeconds: secondsByRole,
  /** How long a step of a correction may take to arrive in each kind of system. */
  deliveredWithinSeconds: secondsByRole,
  /** How long an unknown outcome rests before it is looked for at the target; never less than twice its read lag. */
  settleFloorSeconds: z.number().positive(),
  /** The longest pause after the first try that did not reach a target, the longest of all, and when to stop trying. */
  deliveryRetrySeconds: z.strictObject({
    first: z.number().positive(),
    most: z.number().positive(),
    giveUp: z.number().positive().default(86_400),
  }),
  deliveryLeaseSeconds: z.number().positive(),
  /**
   * After so many failures in a row a system is left alone, at first for so long and at most for so long; then one probe
   * decides.
   */
  breaker: z.strictObject({
    failures: z.int().positive(),
    firstSeconds: z.number().positive(),
    mostSeconds: z.number().positive(),
  }),
  outboundTimeoutSeconds: z.number().positive(),
  /**
   * How long one round of an export goes on sending, how long a receiver that fails is left alone, more each time, and after
   * how many days of nothing but failures its export is given up.
   */
  exports: z.strictObject({
    roundSeconds: z.number().positive(),
    retrySeconds: z.strictObject({ first: z.number().positive(), most: z.number().positive() }),
    giveUpAfterDays: z.number().positive(),
  }),
  /** How long one statement of a request may take before it is given up. */
  readTimeoutSeconds: z.number().positive().max(300),
  /** How long an open socket relies on what its principal might see before it asks again. */
  trustSeconds: z.number().positive().max(60),
  /** How often an open socket is asked for a sign of life; one that gives none until the next time is ended. */
  socketPingSeconds: z.number().positive(),
  /** How many milliseconds late a process may be before it leaves each of these undone. */
  sheddingMs: z.strictObject({
    expensiveReads: z.number().nonnegative(),
    reads: z.number().nonnegative(),
    polls: z.number().nonnegative(),
    webhooks: z.number().nonnegative(),
  }),
});

const timingProfile = timingShape.superRefine(({ pollEverySeconds, freshnessSeconds }, context) => {
  const least = pollsThatMayFail * pollEverySeconds;
  for (const [name, seconds] of Object.entries(freshnessSeconds)) {
    if (seconds >= least) continue;
    const message = `at least ${least}: ${pollsThatMayFail} polls may fail`;
    context.addIssue({ code: 'custom', path: ['freshnessSeconds', name], message });
  }
});
/** All waits and thresholds of one profile, in seconds. */
export type Timing = z.infer<typeof timingProfile>;

/** The waits and thresholds, by profile. */
export const timingPolicy = z.strictObject({ production: timingProfile, sandbox: timingProfile });

const amountByCurrency = z.record(z.string().regex(/^[A-Z]{3}$/), z.string().regex(/^\d+(\.\d+)?$/, 'not an amount'));

const tolerances = z.strictObject({
  /** Values tie when they differ by no more than the larger of the two. */
  value: z.strictObject({ absolute: z.string(), percent: z.string() }),
  billAcceptedWithinBusinessDays: z.int().positive(),
  /** How long an approved invoice may wait for its release. */
  releaseWithinBusinessDays: z.int().positive(),
  /** How long a dispute may stay open. */
  disputeWithinBusinessDays: z.int().positive(),
  /** How long what was received may stay unapplied. */
  cashAppliedWithinBusinessDays: z.int().positive(),
  /** How long after its contract has ended something may be left of a prepayment. */
  prepaymentLeftDays: z.int().nonnegative(),
  /** What may be written off an invoice by whoever makes the adjustment, by currency; more needs another's approval. */
  writeOffWithoutApproval: amountByCurrency,
  /** The business day of the following month by the end of which the firm's companies have charged each other. */
  intercompanyCutOffBusinessDay: z.int().min(1).max(15),
  /** How long what is recognised may stay unbilled. */
  contractAssetWithinDays: z.int().positive(),
  unbilledAfterDays: z.strictObject({ medium: z.int(), high: z.int(), critical: z.int() }),
  /** How far the date of a planned bill may be from that of its milestone. */
  billDateWithinDays: z.int().nonnegative(),
  unbilledExpenseAfterDays: z.int().positive(),
  /** The firm's own rates are those of this type, and how far what an invoice was converted at may be from them. */
  exchangeRate: z.strictObject({ type: z.string(), percent: z.string() }),
  approvalCutOffDays: z.int().nonnegative(),
  /**
   * Which weeks of time are asked about, by when each is to be submitted, and how much of what was scheduled may be missing.
   * A week ends on a day of the week (7 is Sunday); its cut-off is at an hour so many days later.
   */
  missingTime: z.strictObject({
    weekEndsOn: z.int().min(1).max(7),
    weeks: z.int().min(1).max(13),
    cutOffDays: z.int().min(0).max(6),
    cutOffHour: z.int().min(0).max(23),
    percent: z.int().min(0).max(100),
  }),
  /**
   * The margin, in percent of the revenue at completion, that a project must not fall short of; and by how many points it
   * may fall within so many days.
   */
  margin: z.strictObject({
    floor: z.int().max(100),
    fall: z.int().min(0).max(100),
    withinDays: z.int().min(1).max(366),
  }),
  /** When the books are being closed: from the last so many business days of a month to the first of the next. */
  closeWindow: z.strictObject({ businessDaysBefore: z.int().nonnegative(), businessDaysAfter: z.int().nonnegative() }),
});
/** What is too small to matter, and when things are due. */
export type Tolerances = z.infer<typeof tolerances>;

/**
 * What is too small to matter, and when things are due: for the firm, and what some legal entities have decided otherwise
 * for a time. Amounts are in the currency of what they are compared with.
 */
export const tolerancesPolicy = z.strictObject({
  version: z.int(),
  ...tolerances.shape,
  /** Of several that name the same, the last counts. */
  exceptions: z
    .array(
      z
        .strictObject({
          legalEntities: z.array(z.string()).min(1),
          /** The first day, and the first one after it, in UTC. */
          from: z.iso.date(),
          to: z.iso.date().optional(),
          ...tolerances.partial().shape,
        })
        .refine(({ from, to }) => to === undefined || to > from, 'ends before it begins'),
    )
    .default([]),
});
/** What is too small to matter, and when things are due, by legal entity and date. */
export type TolerancesPolicy = z.infer<typeof tolerancesPolicy>;

/** The tolerances in force on a day: the firm's, and those of the legal entities, by code, that have their own. */
export function tolerancesOn(
  { version: _, exceptions, ...firm }: TolerancesPolicy,
  day: string,
): { firm: Tolerances; entities: Record<string, Tolerances> } {
  const entities: Record<string, Tolerances> = {};
  for (const { legalEntities, from, to, ...own } of exceptions) {
    if (day < from || (to !== undefined && day >= to)) continue;
    for (const code of legalEntities) entities[code] = { ...(entities[code] ?? firm), ...own } as Tolerances;
  }
  return { firm, entities };
}

/** Who must approve what. A hold is absolute and reversible, so it alone may go without a person. */
export const approvalsPolicy = z.strictObject({
  version: z.int(),
  holdWithoutApprover: z.boolean(),
  approvers: z.strictObject({ default: z.int().min(1), above: amountByCurrency, aboveNeeds: z.int().min(1) }),
});
/** Who must approve what. */
export type ApprovalsPolicy = z.infer<typeof approvalsPolicy>;

/** How long what was told is kept. */
export const retentionPolicy = z.strictObject({
  version: z.int(),
  /** So many whole months of the feed before this one; null keeps all. Whoever reads on from an older cursor is told so. */
  feedMonths: z.int().min(1).nullable(),
});
/** How long what was told is kept. */
export type RetentionPolicy = z.infer<typeof retentionPolicy>;

/** What two records can agree on, as far as likeness goes. */
export const matchParts = ['key', 'amount', 'date', 'name', 'parent', 'legalEntity'] as const;

/** How like two records must be for one to be suggested for the other. Nothing is ever linked by likeness alone. */
export const matchingPolicy = z.strictObject({
  $schema: z.string().optional(),
  version: z.int(),
  /** How much each part counts, of what both records say something on. */
  weights: z.record(z.enum(matchParts), z.number().nonnegative()),
  /** The weight that both must say something on for full marks: agreeing on next to nothing is not likeness. */
  enoughWeight: z.number().positive(),
  /** Days that are further apart than this agree not at all. */
  dateWithinDays: z.int().nonnegative(),
  /** The score, of 100, from which on a record is suggested. */
  suggestFrom: z.number().min(0).max(100),
  /** How many are suggested for one record. */
  mostCandidates: z.int().min(1).max(20),
});
/** How like two records must be for one to be suggested for the other. */
export type MatchingPolicy = z.infer<typeof matchingPolicy>;
