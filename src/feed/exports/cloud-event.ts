import type { FeedPlace } from '../cursor.ts';
import type { FeedEvent } from '../read-feed.ts';

/** An entry of the feed as a CloudEvent (1.0, JSON); the members after `data` are its extensions. */
export interface CloudEvent {
  specversion: '1.0';
  /** The same whenever the event comes again: `epoch.cell:position`. */
  id: string;
  source: string;
  type: string;
  time: string;
  /** What it is about, as `aggregate/id`. */
  subject: string;
  datacontenttype: 'application/json';
  dataschema: string;
  data: Record<string, unknown>;
  /** The subject again: what must stay in order has the same key. */
  partitionkey: string;
  /** Grows with every event about the same subject: a receiver keeps the highest. */
  aggregateversion: number;
  correlationid: string;
  causationid?: string;
  /** The code of the legal entity; absent where the event belongs to none. */
  legalentity?: string;
}

/** What an event is told as: who says so, and what its legal entity is called. */
export interface EventWords {
  source: string;
  legalEntity: (id: number) => string | undefined;
}

// Goes up when a member of what the hub tells is removed or comes to mean something else; more members are no change.
const dataVersion = 1;

/** Puts an entry of the feed as a CloudEvent. */
export function cloudEventOf(entry: FeedEvent, { epoch, cell }: FeedPlace, words: EventWords): CloudEvent {
  const subject = `${entry.aggregate}/${entry.aggregateId}`;
  const legalEntity = entry.legalEntityId === null ? undefined : words.legalEntity(entry.legalEntityId);
  return {
    specversion: '1.0',
    id: `${epoch}.${cell}:${entry.pos}`,
    source: words.source,
    type: `throughline.${entry.type}`,
    time: entry.recordedAt,
    subject,
    datacontenttype: 'application/json',
    dataschema: `urn:throughline:event:${entry.type}:${dataVersion}`,
    data: entry.payload,
    partitionkey: subject,
    aggregateversion: entry.aggregateVersion,
    correlationid: entry.correlationId,
    ...(entry.causationId === null ? {} : { causationid: entry.causationId }),
    ...(legalEntity === undefined ? {} : { legalentity: legalEntity }),
  };
}
