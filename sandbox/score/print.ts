import type { Finding } from '../firm/manifest.ts';
import type { GapDifference, Score } from './compare.ts';
import type { LeftOver } from './read-hub.ts';

const mostListed = 20;

function line(cells: readonly string[]): string {
  const widths = [6, 9, 7, 8, 7, 9, 11];
  return `  ${cells.map((cell, place) => cell.padStart(widths[place] ?? 0)).join('')}`;
}

function moneyOf(amounts: Record<string, string>): string {
  const parts = Object.entries(amounts).map(([currency, amount]) => `${amount} ${currency}`);
  return parts.length === 0 ? '   0' : `   ${parts.join(', ')}`;
}

const percent = (share: number) => `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`;

/** A line a rule: what was planted, what was found, and how far off the money is. */
export function table({ perRule, total }: Score): string {
  const rows = [...perRule, total].map(({ rule, planted, found, missed, extra, recall, precision, moneyError }) => {
    const counts = [planted, found, missed, extra].map(String);
    return line([rule, ...counts, percent(recall), percent(precision)]) + moneyOf(moneyError);
  });
  const head = `${line(['rule', 'planted', 'found', 'missed', 'extra', 'recall', 'precision'])}   money error`;
  return [head, ...rows.slice(0, -1), '', rows.at(-1)].join('\n');
}

const words = ({ rule, subject, legalEntity, amount, currency }: Finding) =>
  `    ${rule} ${legalEntity} ${subject}: ${amount} ${currency}`;

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > mostListed ? [`    … and ${lines.length - mostListed} more`] : [];
  return ['', `  ${title}`, ...lines.slice(0, mostListed), ...more];
}

/** What was missed, what is too much, and what has another amount than was planted. */
export function differences({ missed, extra, different }: Score): string {
  return [
    ...list('Missed', missed.map(words)),
    ...list('Extra', extra.map(words)),
    ...list(
      'Found with another amount',
      different.map(({ planted, found }) => `${words(planted)}, found ${found}`),
    ),
  ].join('\n');
}

/** Whether backlog-to-cash ties to zero but for the planted gaps. */
export function gaps(differing: readonly GapDifference[], planted: number): string {
  if (differing.length === 0) {
    return `  Backlog to cash: the ${planted} planted gaps are there to the cent, and every other amount is explained.`;
  }
  return list(
    'Backlog to cash can not explain what was planted',
    differing.map(
      ({ legalEntity, currency, amount, planted: expected }) =>
        `    ${legalEntity}: ${amount} ${currency} instead of ${expected}`,
    ),
  ).join('\n');
}

/** What the hub could not use or judge; empty where it could use and judge everything. */
export function leftOver({ parked, cannotEvaluate, failures }: LeftOver): string {
  return [
    ...(parked === 0 ? [] : [`  ${parked} messages are parked.`]),
    ...cannotEvaluate.map(({ rule, count }) => `  ${rule} can not be evaluated ${count} times.`),
    ...failures.map((failure) => `  ${failure}`),
  ].join('\n');
}
