import type { Subject } from '../../src/domain/certification.ts';
import type { Stream } from '../../src/domain/connector.ts';
import { canonicalJson } from '../../src/domain/json.ts';
import { type CanonicalRecord, parseRecord } from '../../src/domain/record.ts';

type Json = Record<string, unknown>;

/** What a stream says of things: `kind.attribute`, in canonical names. */
export function attributesOf(records: readonly CanonicalRecord[]): Set<string> {
  const names = records.flatMap(({ kind, values, refs }) =>
    [...Object.keys(values), ...Object.keys(refs)].map((name) => `${kind}.${name}`),
  );
  return new Set(names);
}

// What the wire adds to every record, and what lists are wrapped in.
const wrapping = new Set(['attributes', 'links', 'records', 'totalSize', 'done']);

/** A path as a person writes it: lists and their wrapping are left out. */
const written = (path: readonly string[]) =>
  path.filter((name) => !wrapping.has(name) && !/^\d+$/.test(name)).join('.');

function* leaves(value: unknown, path: string[] = []): Generator<string[]> {
  if (value === null || typeof value !== 'object') {
    yield path;
    return;
  }
  for (const [name, each] of Object.entries(value)) {
    if (!['attributes', 'links', 'totalSize', 'done'].includes(name)) yield* leaves(each, [...path, name]);
  }
}

/** The same body with another value at a place, or with none. */
function changed(body: unknown, path: readonly string[], to: (value: unknown) => unknown): unknown {
  const copy = structuredClone(body) as Json;
  const parent = path.slice(0, -1).reduce<Json>((at, name) => at[name] as Json, copy);
  const name = path.at(-1) ?? '';
  const value = to(parent[name]);
  if (value === undefined) delete parent[name];
  else parent[name] = value;
  return copy;
}

// What a value may be changed into: nothing, its opposite, another of its type.
const others: readonly ((value: unknown) => unknown)[] = [
  () => undefined,
  (value) => (typeof value === 'boolean' ? !value : value === 'Y' ? 'N' : 'Y'),
  (value) => (typeof value === 'number' ? value + 1 : /^\d{4}-/.test(String(value)) ? '2001-02-03' : 'Canceled'),
];

/** What the body says, in canonical terms and without the body itself; what it throws where it says nothing. */
function told(stream: Stream<unknown>, body: unknown, { system }: Subject): string {
  try {
    return canonicalJson(stream.map(body, system));
  } catch (error) {
    return String(error);
  }
}

/** The fields of a body that its mapping looks at: with another value there it says something else. */
export function fieldsLookedAt(stream: Stream<unknown>, body: unknown, subject: Subject): Set<string> {
  const whole = told(stream, body, subject);
  const isRead = (path: string[]) => others.some((to) => told(stream, changed(body, path, to), subject) !== whole);
  return new Set([...leaves(body)].filter(isRead).map(written));
}

/** Every field of a body. */
export function fieldsOf(body: unknown): Set<string> {
  return new Set([...leaves(body)].map(written));
}

/** The canonical records of bodies. */
export function recordsOf(stream: Stream<unknown>, bodies: readonly unknown[], { system }: Subject): CanonicalRecord[] {
  return bodies.flatMap((body) => stream.map(body, system)).map(parseRecord);
}
