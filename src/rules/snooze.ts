import { z } from 'zod';
import { compare, readDecimal } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';

const amount = z.string().transform((text, context) => {
  const decimal = readDecimal(text);
  if (decimal !== undefined) return decimal;
  context.addIssue({ code: 'custom', message: 'not a decimal' });
  return z.NEVER;
});

/** What ends a snooze before its time: a closed list. */
const snoozeCondition = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('severityRises') }),
  z.strictObject({ type: z.literal('amountReaches'), amount, currency: z.string().regex(/^[A-Z]{3}$/) }),
  /** At most so many business days are left, after today, of the month in which the books of its company stand. */
  z.strictObject({ type: z.literal('closeWithin'), businessDays: z.int().min(0).max(23) }),
  z.strictObject({ type: z.literal('judgementDiffers') }),
]);
/** What ends a snooze before its time. */
export type SnoozeCondition = z.infer<typeof snoozeCondition>;

/** A condition as it is kept: with how bad the exception was when it was snoozed. */
export type KeptCondition = SnoozeCondition & { severity: string };

const severities = ['low', 'medium', 'high', 'critical'];
/** Whether one severity is worse than another. */
export const isWorse = (one: string, other: string) => severities.indexOf(one) > severities.indexOf(other);

/** Reads a condition from outside. Throws BAD_USER_INPUT where it says too little, too much, or nothing that there is. */
export function readCondition(given: unknown): SnoozeCondition {
  const read = snoozeCondition.safeParse(given);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => ['condition', ...path].join('.').concat(`: ${message}`));
  throw new HubError('BAD_USER_INPUT', issues.join('; '));
}

interface Judged {
  severity: string;
  amount: string | null;
  currency: string | null;
}

/**
 * Whether a new judgement, which differs from the one before, ends a snooze. An amount that is not known, or in another
 * currency, has not been seen to reach anything.
 */
export function endsSnooze(condition: KeptCondition, found: Judged): boolean {
  switch (condition.type) {
    case 'judgementDiffers':
      return true;
    case 'severityRises':
      return isWorse(found.severity, condition.severity);
    case 'amountReaches':
      return (
        found.amount !== null && found.currency === condition.currency && compare(found.amount, condition.amount) >= 0
      );
    case 'closeWithin':
      return false;
  }
}

/** Why an exception can't be snoozed until a condition; undefined where it can. */
export function conditionRefusal(condition: SnoozeCondition | null | undefined, found: Judged): HubError | undefined {
  if (condition?.type !== 'amountReaches') return undefined;
  if (found.currency !== null && found.currency !== condition.currency) {
    return new HubError('BAD_USER_INPUT', `condition.currency: what is at stake is in ${found.currency}`);
  }
  const reached = endsSnooze({ ...condition, severity: found.severity }, found);
  return reached ? new HubError('CONFLICT', 'the amount has been reached already') : undefined;
}

/** Whether the books of an exception's company, `e`, are as near to the end of their month as its condition says. */
export const closeIsNear = `(e.snooze_condition->>'type' = 'closeWithin' and exists (
  select from legal_entity l
    join calendar_day t on t.calendar_code = l.calendar_code and t.day = (clock_timestamp() at time zone l.time_zone)::date
    join calendar_day m on m.calendar_code = l.calendar_code
     and m.day = (date_trunc('month', t.day) + interval '1 month' - interval '1 day')::date
   where l.id = e.legal_entity_id and m.business_day - t.business_day <= (e.snooze_condition->>'businessDays')::int))`;
