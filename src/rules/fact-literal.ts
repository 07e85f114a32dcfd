import { readDecimal } from '../domain/decimal.ts';
import { exactInstant } from './exact-instant.ts';
import type { FactType } from './fact-source.ts';

// Text that Postgres can hold: no NUL, and nothing that UTF-8 has no bytes for.
const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0') && !/\p{Surrogate}/u.test(value);

const isDecimal = (value: unknown) =>
  readDecimal(value) !== undefined && (typeof value === 'number' || value === String(value).trim());

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(?!0000)\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = Date.parse(value);
  // JavaScript takes the 30th of February for the 2nd of March; Postgres takes it for an error.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

// With its zone: without one it means the session's to Postgres and the machine's to JavaScript.
const instantForm = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d)$/;

function isInstant(value: unknown): boolean {
  const day = typeof value === 'string' ? instantForm.exec(value)?.[1] : undefined;
  return isDay(day) && /^(?!0000)\d{4}-/.test(exactInstant(String(value)) ?? '');
}

/** For each type, whether a JSON value is one of it, to both evaluators alike. */
export const literalFits: Record<FactType, (value: unknown) => boolean> = {
  text: isText,
  boolean: (value) => typeof value === 'boolean',
  decimal: isDecimal,
  integer: Number.isSafeInteger,
  date: isDay,
  instant: isInstant,
};
