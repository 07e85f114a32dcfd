import { expect, it } from '@jest/globals';
import { inWords } from './fact-values.ts';

const of = (unit: string) => ({ type: 'integer', about: 'How many.', unit }) as const;

it.each([
  ['1', 'entries', '1 entry'],
  ['2', 'entries', '2 entries'],
  ['1', 'days', '1 day'],
  ['0', 'hours', '0 hours'],
  ['1', 'percent', '1 percent'],
])('says %s of %s as %s', (value, unit, words) => {
  expect(inWords(value, of(unit), null)).toBe(words);
});
