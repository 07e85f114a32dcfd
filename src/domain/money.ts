import { type DecimalText, fixed } from './decimal.ts';

/** An amount in one currency. Amounts of different currencies are never added. */
export interface Money {
  amount: DecimalText;
  currency: string;
}

// ISO 4217: the currencies whose minor unit is not a hundredth.
const minorUnits: Record<string, number> = { BHD: 3, CLP: 0, ISK: 0, JPY: 0, KRW: 0, KWD: 3, OMR: 3, TND: 3, VND: 0 };

/** How many decimal places an amount of the currency is written with (ISO 4217). */
function placesOf(currency: string): number {
  return minorUnits[currency] ?? 2;
}

/** The amount as people read it: `30,000.00 EUR`. */
export function moneyText({ amount, currency }: Money): string {
  const [whole = '0', fraction] = fixed(amount, placesOf(currency)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}
