import { z } from 'zod';
import type { ToldRecord, UnusableItem, WebhookItem } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import { cutDeep, parseJson, unstorable } from '../../domain/json.ts';
import { keyText } from './record.ts';

/** The kinds that the system tells of, each a stream of that name. */
export const toldKinds = [
  'resource',
  'employment',
  'project',
  'project_budget',
  'task',
  'milestone',
  'assignment',
  'rate_card',
  'rate_card_line',
  'time_entry',
  'expense',
] as const;

const mostRecords = 1000;

/** An instant with its offset, to the microsecond at most: what the database keeps. */
const instant = z.iso
  .datetime({ offset: true })
  .regex(/^[^.]*(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)$/, 'finer than a microsecond')
  .refine((text) => text >= '1970', 'before 1970');

const typed = z.looseObject({ type: z.string() });
const records = z.strictObject({
  type: z.templateLiteral([z.enum(toldKinds), '.', z.enum(['upserted', 'deleted'])]),
  timestamp: instant,
  data: z.strictObject({
    baseline: z.boolean().default(false),
    records: z.array(z.unknown()).min(1).max(mostRecords),
  }),
});
const knownThrough = z.strictObject({
  type: z.literal('stream.known_through'),
  timestamp: instant,
  data: z.strictObject({ stream: z.enum(toldKinds), knownThrough: instant }),
});
type Records = z.infer<typeof records>;

/** What every record needs, so that the hub knows which record it is and which of two messages is later. */
const dated = z.looseObject({ key: keyText, version: instant });

const sentence = (error: z.ZodError) =>
  error.issues.map(({ path, message: said }) => `${path.join('.') || 'body'}: ${said}`).join('; ');

function parse(body: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new HubError('UNREADABLE', 'the body is not UTF-8');
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new HubError('UNREADABLE', `not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function itemOf({ type, timestamp, data }: Records, record: unknown, place: number): ToldRecord | UnusableItem {
  const [stream = '', verb] = type.split('.');
  const known = dated.safeParse(record);
  const unusable = known.success ? unstorable(record) : sentence(known.error);
  if (!known.success || unusable !== undefined) {
    // What is too deep can't be written anew: only the delivery, as it came, has it whole.
    const body = { type, timestamp, data: { ...data, records: [cutDeep(record)] } };
    return { type: 'unusable', stream, reason: `data.records.${place}: ${unusable}`, body };
  }
  const { key, version } = known.data;
  const body = { ...known.data, deleted: verb === 'deleted' };
  return { type: 'record', stream, message: { key, version, body }, observedAt: timestamp, baseline: data.baseline };
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) throw new HubError('UNREADABLE', sentence(read.error));
  return read.data;
}

/** Reads a delivery. Throws UNREADABLE with the place; a single record that can't be used is an item of its own. */
export function readMessage(body: Uint8Array): WebhookItem[] {
  const message = parse(body);
  const { type } = check(typed, message);
  if (type !== 'stream.known_through') {
    const told = check(records, message);
    return told.data.records.map((record, place) => itemOf(told, record, place));
  }
  const { data } = check(knownThrough, message);
  return [{ type: 'known', stream: data.stream, through: data.knownThrough }];
}
