import { Arg, Authorized, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import type { Alert } from '../domain/alert.ts';
import { compare } from '../domain/decimal.ts';
import { AlertEventBatch, AlertFilter } from '../schema/alerts.ts';
import type { Context, Firm } from './context.ts';

/** The legal entity's code, as people know it. */
const codeOf = (firm: Firm, id: number | null) => (id === null ? null : (firm.legalEntity(id)?.code ?? null));

/** Whether a subscriber who asked for this wants that alert. */
function wanted(alert: Alert, filter: AlertFilter, firm: Firm): boolean {
  const { types, severities, effect, rules, legalEntities, ownerRoles, minAmount, immaterial } = filter;
  const { payload } = alert;
  const amount = payload['amount'];
  // A filter that is null says as little as one that is left out.
  const within = (allowed: readonly unknown[] | null | undefined, value: unknown) => allowed?.includes(value) ?? true;
  const conditions = [
    types?.some((type) => alert.type.startsWith(type)) ?? true,
    immaterial === true || payload['material'] !== false,
    (minAmount ?? null) === null || (typeof amount === 'string' && compare(amount, String(minAmount)) >= 0),
    within(severities, payload['severity']),
    within(effect ? [effect] : undefined, payload['effect']),
    within(rules, payload['rule']),
    within(legalEntities, codeOf(firm, alert.legalEntityId)),
    within(ownerRoles, payload['ownerRole']),
  ];
  return conditions.every(Boolean);
}

interface AlertArguments {
  after?: string | null;
  filter?: AlertFilter | null;
}

/** Follows the feed for one subscriber. What may be seen is asked again before every read. */
async function* alerts({ after, filter }: AlertArguments, context: Context): AsyncGenerator<AlertEventBatch, void> {
  const { firm, verbs, signal } = context;
  const from = after || undefined;
  for await (const batch of verbs.followAlerts(from, () => context.revalidate(), signal)) {
    const chosen = batch.alerts.filter((alert) => wanted(alert, filter ?? {}, firm));
    if (chosen.length === 0 && !batch.isHeartbeat) continue;
    const events = chosen.map((alert) => ({ ...alert, legalEntity: codeOf(firm, alert.legalEntityId) }));
    yield { events, endCursor: batch.endCursor, isReplay: batch.isReplay, isHeartbeat: batch.isHeartbeat };
  }
}

@Resolver()
export class AlertsResolver {
  @Authorized('read')
  @Subscription(() => AlertEventBatch, {
    description: 'What happens, from a place in the past on if one is given: first what was missed, then what comes.',
    subscribe: ({ args, context }) => alerts(args as AlertArguments, context as Context),
  })
  alertEvents(
    @Root() batch: AlertEventBatch,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The last cursor that you have; from now on when left out.',
    })
    _after: string | undefined,
    @Arg('filter', () => AlertFilter, { nullable: true, description: 'Which alerts.' }) _filter:
      | AlertFilter
      | undefined,
    @Ctx() _context: Context,
  ): AlertEventBatch {
    return batch;
  }
}
