import { Arg, Authorized, Ctx, Resolver, Root, Subscription } from 'type-graphql';
import { compare } from '../domain/decimal.ts';
import { moneyText } from '../domain/money.ts';
import { encodeCursor } from '../feed/cursor.ts';
import type { FeedBatch, FeedEvent } from '../feed/read-feed.ts';
import { type AlertEvent, AlertEventBatch, AlertFilter } from '../schema/alerts.ts';
import type { Context, Firm } from './context.ts';

/** What a first load found comes as one entry a legal entity; whoever sees several gets them as one. */
function mergeDigests(events: readonly FeedEvent[]): FeedEvent[] {
  const merged: FeedEvent[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    if (event.type !== 'baseline.digest' || last?.type !== event.type || last.correlationId !== event.correlationId) {
      const payload = event.type === 'baseline.digest' ? { entities: [event.payload] } : event.payload;
      merged.push({ ...event, payload });
      continue;
    }
    const entities = [...(last.payload['entities'] as unknown[]), event.payload];
    merged[merged.length - 1] = { ...event, legalEntityId: null, payload: { entities } };
  }
  return merged;
}

function matches(event: FeedEvent, filter: AlertFilter | undefined, firm: Firm): boolean {
  if (filter === undefined) return true;
  const { types, severities, effect, rules, legalEntities, ownerRoles, minAmount } = filter;
  const { payload } = event;
  const within = (wanted: readonly string[] | undefined, value: unknown) =>
    wanted === undefined || wanted.includes(String(value));
  const code = event.legalEntityId === null ? undefined : firm.legalEntity(event.legalEntityId)?.code;
  if (types !== undefined && !types.some((type) => event.type.startsWith(type))) return false;
  if (minAmount !== undefined && (typeof payload['amount'] !== 'string' || compare(payload['amount'], minAmount) < 0))
    return false;
  return (
    within(severities, payload['severity']) &&
    within(effect === undefined ? undefined : [effect], payload['effect']) &&
    within(rules, payload['rule']) &&
    within(legalEntities, code) &&
    within(ownerRoles, payload['ownerRole'])
  );
}

function sentenceOf({ type, payload }: FeedEvent): string {
  if (typeof payload['sentence'] === 'string') return payload['sentence'];
  if (type === 'baseline.digest') {
    const entities = payload['entities'] as { count: number }[];
    const count = entities.reduce((total, entity) => total + entity.count, 0);
    return `The first load is complete: ${count} exceptions stand.`;
  }
  if (type.startsWith('invoice.')) {
    return `Invoice ${payload['invoiceNumber']} is ${type === 'invoice.held' ? 'held' : 'released'} in ${payload['system']}.`;
  }
  const subject = payload['subject'] ?? payload['subjectLabel'] ?? '';
  const { amount, currency } = payload;
  const money =
    typeof amount === 'string' && typeof currency === 'string' ? `, ${moneyText({ amount, currency })}` : '';
  return `${type.replace(/\./g, ' ').replace(/_/g, ' ')}: ${subject}${money}`;
}

function alertOf(event: FeedEvent, batch: FeedBatch, firm: Firm): AlertEvent {
  return {
    id: `${batch.end.epoch}.${batch.end.cell}:${event.pos}`,
    cursor: encodeCursor({ ...batch.end, pos: event.pos }),
    type: event.type,
    at: event.recordedAt,
    legalEntity: event.legalEntityId === null ? null : (firm.legalEntity(event.legalEntityId)?.code ?? null),
    sentence: sentenceOf(event),
    payload: event.payload,
    correlationId: event.correlationId,
  };
}

interface AlertArguments {
  after?: string;
  filter?: AlertFilter;
}

/** Follows the feed for one subscriber. What may be seen is asked again before every read. */
async function* alerts({ after, filter }: AlertArguments, context: Context): AsyncGenerator<AlertEventBatch, void> {
  const from = after === '' ? undefined : after;
  for await (const batch of context.verbs.followFeed(from, () => context.revalidate(), context.signal)) {
    const events = mergeDigests(batch.events).filter((event) => matches(event, filter, context.firm));
    if (events.length === 0 && batch.events.length > 0) continue;
    yield {
      events: events.map((event) => alertOf(event, batch, context.firm)),
      endCursor: encodeCursor(batch.end),
      isReplay: batch.replay,
      isHeartbeat: events.length === 0,
    };
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
