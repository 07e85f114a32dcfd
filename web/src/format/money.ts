/** An amount as the API gives it: exact text, currency, and both as people read them. */
export interface Amount {
  amount: string;
  currency: string;
  formatted: string;
}

/** The digits of an amount as they are shown, with a true minus sign. */
export function digitsOf({ formatted }: Pick<Amount, 'formatted'>): string {
  return formatted.slice(0, formatted.lastIndexOf(' ')).replace('-', '\u2212');
}

/** A decimal as a whole number of its smallest unit, with that many places. */
function scaled(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(places, '0'));
  return text.startsWith('-') ? -units : units;
}

/** The exact sum of decimals of one currency. */
export function sumOf(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((text) => text.split('.')[1]?.length ?? 0));
  const total = amounts.reduce((sum, text) => sum + scaled(text, places), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${total < 0n ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`;
}

/** A decimal written for people: grouped, with as many places as the currency has. Nothing is rounded away. */
export function amountText(text: string, currency: string): string {
  const places = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().minimumFractionDigits;
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const shown = fraction.replace(/0+$/, '').padEnd(places ?? 2, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${text.startsWith('-') ? '\u2212' : ''}${grouped}${shown === '' ? '' : `.${shown}`} ${currency}`;
}

const steps = [
  [1e9, 'bn'],
  [1e6, 'm'],
  [1e3, 'k'],
] as const;

/** A rounded amount for the inside of a chart, where the exact one stands beside it: 12.4m. */
export function roundText(text: string): string {
  const value = Number(text);
  const [unit, sign] = steps.find(([each]) => Math.abs(value) >= each) ?? [1, ''];
  const digits = Math.abs(value / unit) >= 100 || unit === 1 ? 0 : 1;
  return `${(value / unit).toFixed(digits).replace('-', '\u2212')}${sign}`;
}

/** How long a bar is drawn for an amount; never used to compute money. */
export function lengthOf(text: string): number {
  return Number(text);
}

/** Whether an amount is nothing at all. */
export function isZero(text: string): boolean {
  return /^-?0*(\.0*)?$/.test(text);
}
