import { absolute, add, type DecimalText, readDecimal, subtract } from '../../src/domain/decimal.ts';
import type { Finding, Gap } from '../firm/manifest.ts';
import type { EntityAmount } from './read-hub.ts';

/** How well one rule did. */
export interface RuleScore {
  rule: string;
  planted: number;
  found: number;
  missed: number;
  extra: number;
  recall: number;
  precision: number;
  /** By how much the amounts are off, by currency. What is missed or extra is off by all of it. */
  moneyError: Record<string, DecimalText>;
}

/** How well the hub did. */
export interface Score {
  perRule: RuleScore[];
  total: RuleScore;
  missed: Finding[];
  extra: Finding[];
  /** Found, but with another amount. */
  different: { planted: Finding; found: DecimalText }[];
}

const placeOf = ({ rule, subject, legalEntity, currency }: Finding) =>
  [rule, subject, legalEntity, currency].join(' | ');

function addTo(amounts: Record<string, DecimalText>, currency: string, amount: DecimalText): void {
  const total = add(amounts[currency] ?? '0', absolute(amount));
  if (total !== '0') amounts[currency] = total;
}

function scoreOf(rule: string, planted: readonly Finding[], found: readonly Finding[]): RuleScore {
  const expected = new Map(planted.map((finding) => [placeOf(finding), finding]));
  const moneyError: Record<string, DecimalText> = {};
  let hits = 0;
  let extra = 0;
  for (const finding of found) {
    const match = expected.get(placeOf(finding));
    // A second exception on the same subject is one too many.
    expected.delete(placeOf(finding));
    if (match === undefined) extra += 1;
    else hits += 1;
    addTo(moneyError, finding.currency, subtract(finding.amount, match?.amount ?? '0'));
  }
  for (const { currency, amount } of expected.values()) addTo(moneyError, currency, amount);
  return {
    rule,
    planted: planted.length,
    found: hits,
    missed: planted.length - hits,
    extra,
    recall: planted.length === 0 ? 1 : hits / planted.length,
    precision: found.length === 0 ? 1 : hits / found.length,
    moneyError,
  };
}

/** Compares what was planted with what was found. */
export function compareFindings(planted: readonly Finding[], found: readonly Finding[]): Score {
  const rules = [...new Set([...planted, ...found].map(({ rule }) => rule))].sort();
  const of = (rule: string, all: readonly Finding[]) => all.filter((finding) => finding.rule === rule);
  const expected = new Map(planted.map((finding) => [placeOf(finding), finding]));
  const seen = new Map(found.map((finding) => [placeOf(finding), finding]));
  return {
    perRule: rules.map((rule) => scoreOf(rule, of(rule, planted), of(rule, found))),
    total: scoreOf('all', planted, found),
    missed: planted.filter((finding) => !seen.has(placeOf(finding))),
    extra: found.filter((finding) => !expected.has(placeOf(finding))),
    different: planted.flatMap((finding) => {
      const amount = seen.get(placeOf(finding))?.amount;
      return amount === undefined || amount === finding.amount ? [] : [{ planted: finding, found: amount }];
    }),
  };
}

/** Where what backlog-to-cash can't explain is not what was planted there. */
export interface GapDifference extends EntityAmount {
  planted: DecimalText;
}

/** Compares what backlog-to-cash can't explain with the planted gaps, by legal entity and currency. */
export function compareGaps(planted: readonly Gap[], found: readonly EntityAmount[]): GapDifference[] {
  const expected = new Map<string, DecimalText>();
  const place = ({ legalEntity, currency }: { legalEntity: string; currency: string }) => `${legalEntity} ${currency}`;
  for (const gap of planted) expected.set(place(gap), add(expected.get(place(gap)) ?? '0', gap.amount));
  const seen = new Set(found.map(place));
  const unseen = planted
    .filter((gap) => !seen.has(place(gap)))
    .map(({ legalEntity, currency }) => ({ legalEntity, currency, amount: '0' }));
  return [...found, ...unseen]
    .map((row) => ({ ...row, planted: expected.get(place(row)) ?? '0' }))
    .filter((row) => readDecimal(row.amount) !== row.planted);
}

/** The largest money error in proportion to what is at stake in the same currency: 0 where every amount is exact. */
export function worstError(planted: readonly Finding[], { total }: Score): number {
  const shares = Object.entries(total.moneyError).map(([currency, error]) => {
    const stake = planted
      .filter((finding) => finding.currency === currency)
      .reduce((sum, { amount }) => add(sum, amount), '0');
    return Number(error) / Math.max(Number(stake), Number(error));
  });
  return Math.max(0, ...shares);
}
