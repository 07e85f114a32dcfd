import { z } from 'zod';
import { readDecimal } from './decimal.ts';
import { isKind } from './kinds.ts';
import { userRoles } from './roles.ts';

const amount = z
  .string()
  .refine((text) => !(readDecimal(text) ?? '-').startsWith('-'), 'a decimal that is not negative')
  .transform((text) => readDecimal(text) ?? '0');

const amountByCurrency = z.record(z.string().regex(/^[A-Z]{3}$/), amount);

/** From what amount on an exception matters, by currency; a legal entity may say otherwise for its own. */
export const materialityPolicy = z.strictObject({
  $schema: z.string().optional(),
  version: z.int(),
  default: amountByCurrency,
  legalEntities: z.record(z.string(), amountByCurrency).default({}),
});
/** From what amount on an exception matters. */
export type MaterialityPolicy = z.infer<typeof materialityPolicy>;

const some = <T extends z.ZodType>(element: T) => z.array(element).min(1).optional();
const name = z.string().min(1).max(100);

/** Which exceptions a route takes: all that is said must hold. */
const routeCondition = z.strictObject({
  rules: some(name),
  /** The kinds of record that the rule is about. */
  kinds: some(z.string().refine(isKind, 'no such kind')),
  legalEntities: some(name),
  practices: some(name),
  /** At least so much at stake; what is in another currency, or not known, is not taken. */
  amountFrom: amountByCurrency.optional(),
});

/** Whose an exception becomes. */
const destination = z
  .strictObject({ ownerRole: z.enum(userRoles).optional(), queue: name.optional(), assignee: name.optional() })
  .refine((to) => Object.values(to).some((each) => each !== undefined), 'name an ownerRole, a queue or an assignee');

/** Whose an exception is to be: the first route that takes it, on the days on which that is in force, decides. */
export const routingPolicy = z.strictObject({
  $schema: z.string().optional(),
  version: z.int(),
  routes: z.array(
    z.strictObject({
      name,
      when: routeCondition,
      to: destination,
      /** From this day on, in UTC. */
      from: z.iso.date().optional(),
      /** Until this day, which is not a part of it. */
      until: z.iso.date().optional(),
    }),
  ),
});
/** Whose an exception is to be. */
export type RoutingPolicy = z.infer<typeof routingPolicy>;
