import { HubError } from '../domain/errors.ts';

/** The end that an operator gives, in ISO 8601. Throws BAD_USER_INPUT where it is no instant. */
export function untilIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
  throw new HubError('BAD_USER_INPUT', `--until: "${text}" is not an instant (2026-03-31T17:00:00Z)`);
}
