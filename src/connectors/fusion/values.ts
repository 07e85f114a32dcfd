import { z } from 'zod';

/** Text that may be absent. */
export const text = z.string().nullish();
/** A number that may be absent; exotic spellings arrive as text. */
export const number = z.union([z.number(), z.string()]).nullish();
/** An id: a 64-bit integer, kept as text from here on. */
export const id = z.union([z.number(), z.string()]);

/** An id as text. */
export function keyText(value: string | number): string {
  return String(value);
}

/** A text that is empty where the pod says that there is none, and unknown where it says nothing. */
export function saidText(value: string | null | undefined): string | null {
  return value === undefined ? null : (value ?? '').trim();
}

/** A flag that the pod writes as Y or N. */
export function flagOf(value: string | null | undefined): boolean | null {
  return value === 'Y' ? true : value === 'N' ? false : null;
}

/** A date without its time; the end of time (4712-12-31) means that there is none. */
export function dateOf(value: string | null | undefined): string | null {
  const date = value?.slice(0, 10);
  return date === undefined || date === '4712-12-31' ? null : date;
}

export { naturalKey } from '../../domain/natural-key.ts';
