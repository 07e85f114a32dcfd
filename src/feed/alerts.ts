import type { Alert, AlertBatch } from '../domain/alert.ts';
import { moneyText } from '../domain/money.ts';
import { encodeCursor } from './cursor.ts';
import type { FeedBatch, FeedEvent } from './read-feed.ts';

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
  return `${type.replace(/[._]/g, ' ')}: ${subject}${money}`;
}

function alertOf(event: FeedEvent, { end }: FeedBatch): Alert {
  return {
    id: `${end.epoch}.${end.cell}:${event.pos}`,
    cursor: encodeCursor({ ...end, pos: event.pos }),
    type: event.type,
    at: event.recordedAt,
    legalEntityId: event.legalEntityId,
    sentence: sentenceOf(event),
    payload: event.payload,
    correlationId: event.correlationId,
  };
}

/** The alerts of one batch of the feed, in the words of its reader. */
export function alertsOf(batch: FeedBatch & { replay: boolean }): AlertBatch {
  return {
    alerts: mergeDigests(batch.events).map((event) => alertOf(event, batch)),
    endCursor: encodeCursor(batch.end),
    isReplay: batch.replay,
    isHeartbeat: batch.events.length === 0,
  };
}
