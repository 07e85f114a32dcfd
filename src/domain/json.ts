// A number that may not survive: many digits, an exponent, a trailing zero behind the point, minus zero, or so small
// that it would be written with an exponent. A time of day is not one: no name stands before its colons. What stands
// inside a string may look like one all the same; then the slow way is taken for nothing.
const risky = /(?:^|"\s*:|[,[])\s*(?:-0(?![.\d])|-?(?:[\d.]{16,}|\d+\.\d*0(?!\d)|0\.0{5}|\d+(?:\.\d+)?[eE]))/;

/**
 * Parses JSON without losing digits: a number that a JavaScript number can't hold exactly (`0E-8`, `525.00000000`,
 * ids beyond 2^53) is returned as its source text.
 */
export function parseJson(text: string): unknown {
  if (!risky.test(text)) return JSON.parse(text);
  return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown);
}

function exactNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  return String(value) === context.source ? value : context.source;
}

/** JSON with sorted keys, so that equal values have equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

// Deeper than any record, and far less deep than what exhausts whoever goes down by recursion, the database included.
const mostLevels = 100;

/** A value without whatever is too deep to be written. What was is so still, and `unstorable` says the same of it. */
export function cutDeep(value: unknown, levels = mostLevels): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (levels === 0) return [];
  if (Array.isArray(value)) return value.map((member) => cutDeep(member, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutDeep(member, levels - 1)]));
}

function unstorableText(text: string, place: string): string | undefined {
  return /[\0\p{Surrogate}]/u.test(text) ? `${place}: holds a character that can not be stored` : undefined;
}

/**
 * Says where a value holds what a database can't: a text with a NUL character or half of a surrogate pair, or members that
 * lie too deep. Undefined when there is none.
 */
export function unstorable(value: unknown, place = 'text', levels = mostLevels): string | undefined {
  if (typeof value === 'string') return unstorableText(value, place);
  if (value === null || typeof value !== 'object') return undefined;
  if (levels === 0) return `${place}: is more than ${mostLevels} levels deep`;
  for (const [name, member] of Object.entries(value)) {
    const at = Array.isArray(value) ? place : name;
    const found = unstorableText(name, place) ?? unstorable(member, at, levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
