import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/domain/decimal.ts';
import { moneyText } from '../../src/domain/money.ts';
import { dueText, lengthText } from '../../web/src/format/dates.ts';
import { amountText, digitsOf, roundText, sumOf } from '../../web/src/format/money.ts';
import { monthRange } from '../../web/src/format/month.ts';
import { valueText } from '../../web/src/format/values.ts';
import { recordsBehind } from '../../web/src/overview/behind.ts';
import { flowColumns, type MoneyFlow } from '../../web/src/overview/money-flow.ts';

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 4 }))
  .map(([units, places]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    return `${units < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${digits.slice(-places)}`}`;
  });

it('adds amounts exactly, as the hub does', () => {
  fc.assert(
    fc.property(fc.array(decimals), (amounts) => {
      const plain = (text: string) => sum([text]);
      expect(plain(sumOf(amounts))).toBe(plain(sum(amounts)));
    }),
  );
});

it('writes amounts as the hub does', () => {
  for (const [amount, currency] of [
    ['30000.5', 'EUR'],
    ['-1250', 'USD'],
    ['0', 'GBP'],
    ['8000000', 'JPY'],
    ['123456789012345678.25', 'INR'],
  ] as const) {
    expect(amountText(amount, currency)).toBe(moneyText({ amount, currency }).replace('-', '\u2212'));
  }
  expect(digitsOf({ formatted: '-30,000.50 EUR' })).toBe('\u221230,000.50');
});

it('rounds only for the inside of a chart', () => {
  expect(['12400000', '-950', '123456', '0.4', '2000000000'].map(roundText)).toEqual([
    '12.4m',
    '\u2212950',
    '123k',
    '0',
    '2.0bn',
  ]);
});

it('says how long, how late, and which month', () => {
  const now = Date.parse('2026-11-25T12:00:00Z');
  expect([20_000, 3_600_000, 3 * 86_400_000].map(lengthText)).toEqual(['20 s', '1 h', '3 d']);
  expect(dueText('2026-11-25T14:00:00Z', now)).toBe('in 2 h');
  expect(dueText('2026-11-24T12:00:00Z', now)).toBe('1 d overdue');
  expect(monthRange('2026-12')).toEqual({ from: '2026-12-01', before: '2027-01-01' });
  expect(['2026-13', 'soon', undefined].map(monthRange)).toEqual([undefined, undefined, undefined]);
});

it('shows values of records as people read them', () => {
  expect(valueText('amount', '30000.5')).toBe('30,000.50');
  expect(valueText('plannedOn', '2026-11-25')).toBe('25 Nov 2026');
  expect([valueText('held', 'true'), valueText('name', null), valueText('name', 'Cutover')]).toEqual([
    'yes',
    '–',
    'Cutover',
  ]);
});

const shown = (amount: string) => ({ amount, formatted: `${amount} EUR` });
const flow = (amounts: Record<keyof MoneyFlow, string>) =>
  Object.fromEntries(Object.entries(amounts).map(([part, amount]) => [part, shown(amount)])) as unknown as MoneyFlow;

it('hangs what lies between two stages from the first, one below the other, down to the second', () => {
  const columns = flowColumns(
    flow({
      signed: '200',
      backlog: '50',
      delivered: '150',
      workInProgress: '30',
      billed: '120',
      receivable: '15',
      writtenOff: '5',
      collected: '100',
      unexplained: '0',
    }),
  );
  expect(columns.map(({ part, from, to }) => [part, from, to])).toEqual([
    ['signed', 0, 100],
    ['backlog', 75, 100],
    ['delivered', 0, 75],
    ['workInProgress', 60, 75],
    ['billed', 0, 60],
    ['receivable', 52.5, 60],
    ['writtenOff', 50, 52.5],
    ['collected', 0, 50],
    ['unexplained', 0, 0],
  ]);
});

it('leads from a figure to the records behind it, in the part of the firm that it is of', () => {
  expect(recordsBehind('receivable', { currency: 'EUR', entity: 'DE01' })).toEqual({
    to: '/invoices',
    search: { currency: 'EUR', entity: 'DE01', status: 'ISSUED', open: 'yes' },
  });
  expect(recordsBehind('signed', { currency: 'USD', month: '2026-11-01' })).toEqual({
    to: '/contracts',
    search: { currency: 'USD', signed: '2026-11' },
  });
});
