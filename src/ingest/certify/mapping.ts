import type { Certification, Subject } from '../../domain/certification.ts';
import type { SourceMessage, Stream } from '../../domain/connector.ts';
import { readDecimal } from '../../domain/decimal.ts';
import { messageOf } from '../../domain/errors.ts';
import { canonicalJson } from '../../domain/json.ts';
import { kindOf } from '../../domain/kinds.ts';
import { type CanonicalRecord, parseRecord } from '../../domain/record.ts';
import { messagesOf, ofEachStream, sampleOf } from './sample.ts';

type Check = (stream: Stream<unknown>, message: SourceMessage, subject: Subject) => string[];

/** A check of every record of the sample; the same problem is said once, with the first record that has it. */
function ofEachRecord(check: Check): Certification['run'] {
  return (subject) =>
    ofEachStream(subject, async (name, stream) => {
      const problems = new Map<string, string>();
      const messages = messagesOf(await sampleOf(subject, name, stream));
      for (const message of messages.toReversed()) {
        for (const problem of checked(check, stream, message, subject)) problems.set(problem, message.key);
      }
      return [...problems].map(([problem, key]) => `${problem} (${key})`);
    });
}

function checked(check: Check, stream: Stream<unknown>, message: SourceMessage, subject: Subject): string[] {
  try {
    return check(stream, message, subject);
  } catch (error) {
    return [messageOf(error)];
  }
}

function mapped(stream: Stream<unknown>, body: unknown, { system }: Subject): CanonicalRecord[] {
  return stream.map(body, system).map(parseRecord);
}

function kindProblems(stream: Stream<unknown>, { body }: SourceMessage, subject: Subject): string[] {
  const strange = mapped(stream, body, subject).filter(({ kind }) => !stream.kinds.includes(kind));
  return strange.map(({ kind }) => `maps to ${kind}, which it does not declare`);
}

function purityProblems(stream: Stream<unknown>, { body }: SourceMessage, subject: Subject): string[] {
  const before = canonicalJson(body);
  const first = canonicalJson(mapped(stream, body, subject));
  const second = canonicalJson(mapped(stream, JSON.parse(JSON.stringify(body)), subject));
  return [
    ...(canonicalJson(body) === before ? [] : ['changes the body that it maps']),
    ...(first === second ? [] : ['maps the same body to different records']),
  ];
}

function decimalProblems(stream: Stream<unknown>, { body }: SourceMessage, subject: Subject): string[] {
  return mapped(stream, body, subject).flatMap(({ kind, values }) =>
    Object.entries(kindOf(kind).attributes).flatMap(([name, type]) => {
      const value = values[name];
      if (type !== 'decimal' || value === null || value === undefined) return [];
      const isExact = typeof value === 'string' && readDecimal(value) === value;
      return isExact ? [] : [`${kind}.${name} is not an exact decimal: ${value}`];
    }),
  );
}

/** The same body with a field that nobody knows on every level. */
function withUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknown);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, each]) => [name, withUnknown(each)]);
  return { ...Object.fromEntries(members), ThroughlineUnknown: 'unknown' };
}

function unknownProblems(stream: Stream<unknown>, { body }: SourceMessage, subject: Subject): string[] {
  const marked = canonicalJson(mapped(stream, withUnknown(body), subject));
  return marked === canonicalJson(mapped(stream, body, subject)) ? [] : ['is led astray by a field it does not know'];
}

/** What the hub relies on when it maps what it has read. */
export const mappingChecks: readonly Certification[] = [
  { sentence: 'maps every record into the kinds that its stream declares', run: ofEachRecord(kindProblems) },
  {
    sentence: 'maps the same body to the same records, and leaves the body as it was',
    run: ofEachRecord(purityProblems),
  },
  { sentence: 'gives every amount as an exact decimal', run: ofEachRecord(decimalProblems) },
  { sentence: 'bears a field that it does not know, on every level', run: ofEachRecord(unknownProblems) },
];
