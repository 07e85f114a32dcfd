import { HubError } from '../../domain/errors.ts';

/** An instant in ISO form from the platform's (`2022-07-07T08:00:32.000+0000`) or an HTTP date. */
export function instantOf(value: unknown): string {
  const instant = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(instant.getTime())) throw new HubError('MAPPING_FAILED', `not an instant: ${String(value)}`);
  return instant.toISOString();
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of a record id. The same record is known by 15 case-sensitive characters and by 18, whose last
 * three repeat the case of the first fifteen (object reference, "ID field type").
 */
export function longId(id: string): string {
  if (id.length !== 15) return id;
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let place = 0; place < 5; place += 1) {
      const letter = id[block * 5 + place] ?? '';
      if (letter >= 'A' && letter <= 'Z') bits += 1 << place;
    }
    suffix += alphabet[bits];
  }
  return id + suffix;
}

/** A text as a SOQL literal. */
export function soqlText(value: string): string {
  return `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

export { naturalKey } from '../../domain/natural-key.ts';

/** Where an account's bills go: the parts of its billing address, one after the other; null where it has none. */
export function billToOf(account: Readonly<Record<string, unknown>>): string | null {
  const part = (name: string) => (typeof account[name] === 'string' ? account[name].replace(/\s+/g, ' ').trim() : '');
  const place = `${part('BillingPostalCode')} ${part('BillingCity')}`.trim();
  return [part('BillingStreet'), place].filter((each) => each !== '').join(', ') || null;
}
