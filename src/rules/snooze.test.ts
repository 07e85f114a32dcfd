import { expect, it } from '@jest/globals';
import { readCondition } from './snooze.ts';

it('reads each condition that there is', () => {
  const conditions = [
    { type: 'severityRises' },
    { type: 'amountReaches', amount: '1000.5', currency: 'EUR' },
    { type: 'closeWithin', businessDays: 3 },
    { type: 'judgementDiffers' },
  ];
  expect(conditions.map(readCondition)).toEqual(conditions);
});

it.each([
  [{ type: 'moonIsFull' }],
  [{}],
  [{ type: 'amountReaches', amount: '1000' }],
  [{ type: 'amountReaches', amount: 'much', currency: 'EUR' }],
  [{ type: 'amountReaches', amount: '1000', currency: 'euros' }],
  [{ type: 'closeWithin' }],
  [{ type: 'closeWithin', businessDays: -1 }],
  [{ type: 'closeWithin', businessDays: 24 }],
  [{ type: 'severityRises', amount: '1000' }],
])('refuses %j, and says where', (given) => {
  expect(() => readCondition(given)).toThrow(/^condition/);
});
