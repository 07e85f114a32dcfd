import { expect, it } from '@jest/globals';
import type { Finding } from '../firm/manifest.ts';
import { compareFindings, compareGaps, worstError } from './compare.ts';

const finding = (rule: string, subject: string, amount: string, currency = 'EUR'): Finding => ({
  rule,
  subject,
  legalEntity: 'DE01',
  amount,
  currency,
});
const planted = [
  finding('R03', 'Line 1', '100'),
  finding('R03', 'Line 2', '50.5'),
  finding('R04', 'Design', '7', 'USD'),
];

it('gives full marks where every finding is there with its amount, in whatever order', () => {
  const score = compareFindings(planted, planted.toReversed());
  expect(score.total).toMatchObject({
    planted: 3,
    found: 3,
    missed: 0,
    extra: 0,
    recall: 1,
    precision: 1,
    moneyError: {},
  });
  expect(worstError(planted, score)).toBe(0);
});

it('counts what is missed and what is too much, by rule, with all of their money', () => {
  const score = compareFindings(planted, [...planted.slice(1), finding('R03', 'Line 9', '1')]);
  expect(score.perRule).toEqual([
    {
      rule: 'R03',
      planted: 2,
      found: 1,
      missed: 1,
      extra: 1,
      recall: 0.5,
      precision: 0.5,
      moneyError: { EUR: '101' },
    },
    expect.objectContaining({ rule: 'R04', recall: 1, precision: 1 }),
  ]);
  expect(score.missed).toEqual([planted[0]]);
  expect(score.extra.map(({ subject }) => subject)).toEqual(['Line 9']);
  expect(worstError(planted, score)).toBeCloseTo(101 / 150.5);
});

it('counts a second exception on the same subject as one too many', () => {
  expect(compareFindings(planted, [...planted, planted[0] as Finding]).total).toMatchObject({ found: 3, extra: 1 });
});

it('sees an amount that is off by a cent, and a currency that is another', () => {
  const [first, ...rest] = planted as [Finding, ...Finding[]];
  const cent = compareFindings(planted, [{ ...first, amount: '100.01' }, ...rest]);
  expect(cent.total).toMatchObject({ recall: 1, precision: 1, moneyError: { EUR: '0.01' } });
  expect(cent.different).toEqual([{ planted: first, found: '100.01' }]);
  const currency = compareFindings(planted, [{ ...first, currency: 'GBP' }, ...rest]);
  expect(currency.total).toMatchObject({ missed: 1, extra: 1, moneyError: { EUR: '100', GBP: '100' } });
});

it('compares gaps by legal entity and currency, with their signs', () => {
  const gap = (amount: string) => ({ contract: '1', legalEntity: 'DE01', currency: 'EUR', amount });
  const row = (amount: string, legalEntity = 'DE01') => ({ legalEntity, currency: 'EUR', amount });
  expect(compareGaps([gap('10'), gap('-2.5')], [row('7.5'), row('0', 'FR01')])).toEqual([]);
  expect(compareGaps([gap('10')], [row('-10')])).toEqual([{ ...row('-10'), planted: '10' }]);
  expect(compareGaps([], [row('0.01', 'FR01')])).toEqual([{ ...row('0.01', 'FR01'), planted: '0' }]);
  expect(compareGaps([gap('10')], [])).toEqual([{ ...row('0'), planted: '10' }]);
});
