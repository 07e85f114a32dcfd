import type { Chance } from './chance.ts';
import { cents } from './tables.ts';

/** What the firm's people are hired as. */
export const roles = ['Partner', 'Principal', 'Manager', 'Senior Consultant', 'Consultant', 'Analyst'] as const;
/** What one of the firm's people is hired as. */
export type Role = (typeof roles)[number];

const dollars: Record<Role, number> = {
  Partner: 420,
  Principal: 340,
  Manager: 275,
  'Senior Consultant': 220,
  Consultant: 175,
  Analyst: 130,
};

/** How prices in a currency compare with dollars, and what they are rounded to. */
const levels: Record<string, { rate: number; rateStep: number; fee: number; feeStep: number }> = {
  USD: { rate: 1, rateStep: 5, fee: 1, feeStep: 500 },
  EUR: { rate: 0.9, rateStep: 5, fee: 0.9, feeStep: 500 },
  GBP: { rate: 0.76, rateStep: 5, fee: 0.78, feeStep: 500 },
  INR: { rate: 27, rateStep: 50, fee: 55, feeStep: 25_000 },
};

function levelOf(currency: string) {
  const level = levels[currency];
  if (level === undefined) throw new Error(`the firm has no prices in ${currency}`);
  return level;
}

const toStep = (amount: number, step: number) => Math.round(amount / step) * step;

/** The hourly price of a role. A whole number, so that quarters of an hour come out to the cent. */
export function rateOf(currency: string, role: Role): number {
  const { rate, rateStep } = levelOf(currency);
  return toStep(dollars[role] * rate, rateStep);
}

/** What an hour of a role costs the firm. */
export function costOf(currency: string, role: Role): number {
  return Math.round(rateOf(currency, role) * 0.46);
}

/** An amount of so many dollars in the currency, as somebody would quote it. */
export function quote(currency: string, dollarAmount: number): number {
  const { fee, feeStep } = levelOf(currency);
  return Math.max(feeStep, toStep(dollarAmount * fee, feeStep));
}

/** What somebody spent: so many dollars' worth, to the cent. */
export function spent(currency: string, dollarAmount: number): number {
  return cents(dollarAmount * levelOf(currency).fee);
}

/** Splits an amount into parts that add up to it: in even parts to the cent, or in quotable parts of different size. */
export function split(chance: Chance, currency: string, amount: number, count: number): number[] {
  const { feeStep } = levelOf(currency);
  const even = chance.is(0.25);
  const parts: number[] = [];
  let left = amount;
  for (let place = count; place > 1; place -= 1) {
    const share = left / place;
    const part = even
      ? Math.floor(share * 100) / 100
      : Math.max(feeStep, toStep(share * (0.6 + chance.next() * 0.8), feeStep));
    parts.push(part);
    left = cents(left - part);
  }
  return [...parts, left];
}
