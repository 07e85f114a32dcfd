/**
 * An instant in one form: UTC, to the millisecond, and to the microsecond where it has any, which a JavaScript date would
 * drop. Takes what Postgres prints and what a rule file says. Undefined when it is no instant.
 */
export function exactInstant(text: string): string | undefined {
  if (text.endsWith('infinity')) return text;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return undefined;
  const micros = (/\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '').padEnd(3, '0');
  return micros === '000' ? at.toISOString() : at.toISOString().replace('Z', `${micros}Z`);
}

/** −1, 0 or 1 as one instant or date is before, at or after the other. */
export function timeOrder(one: string, other: string): -1 | 0 | 1 {
  // Without its zone the shorter of two texts, which has no microseconds, comes first.
  const [a, b] = [one.replace('Z', ''), other.replace('Z', '')];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
