import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Features, likeness, looseKey } from './likeness.ts';
import { type MatchingPolicy, matchingPolicy, matchParts } from './policies.ts';

const shipped = matchingPolicy.parse(JSON.parse(readFileSync('policies/matching.json', 'utf8')));

const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2020-02-01'), noInvalidDate: true });
const dayText = day.map((date) => date.toISOString().slice(0, 10));
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 3 });
const features: fc.Arbitrary<Features> = fc.record({
  keys: fc.array(fc.constantFrom('PR-001', 'pr 1', 'PR-2', '--', 'Ä/007'), { maxLength: 3 }),
  amount: some(fc.constantFrom('30000.5', '30000', '1')),
  currency: some(fc.constantFrom('EUR', 'USD')),
  dates: fc.dictionary(fc.constantFrom('startsOn', 'endsOn'), dayText, { noNullPrototype: true }),
  name: some(fc.constantFrom('Nordwind Rollout', 'rollout, Nordwind', 'Rollout', '', '…')),
  parents: fc.dictionary(fc.constantFrom('contract', 'customer'), fc.constantFrom('a', 'b'), { noNullPrototype: true }),
  legalEntityIds: fc.subarray([1, 2, 3]),
});
const policies: fc.Arbitrary<MatchingPolicy> = fc.record({
  version: fc.constant(1),
  weights: fc.record(
    Object.fromEntries(matchParts.map((part) => [part, fc.double({ min: 0, max: 100, noNaN: true })])),
  ) as fc.Arbitrary<MatchingPolicy['weights']>,
  enoughWeight: fc.double({ min: 0.1, max: 200, noNaN: true }),
  dateWithinDays: fc.nat(30),
  suggestFrom: fc.constant(50),
  mostCandidates: fc.constant(5),
});

it('is a whole number from 0 to 100, and so is each part', () => {
  fc.assert(
    fc.property(features, features, policies, (one, other, policy) => {
      const { score, parts } = likeness(one, other, policy);
      for (const number of [score, ...parts.map(({ agreement }) => agreement)]) {
        expect(Number.isInteger(number) && number >= 0 && number <= 100).toBe(true);
      }
    }),
  );
});

it('is the same either way round, part by part', () => {
  fc.assert(
    fc.property(features, features, policies, (one, other, policy) => {
      const [there, back] = [likeness(one, other, policy), likeness(other, one, policy)];
      expect(back.score).toBe(there.score);
      const bare = ({ parts }: typeof there) => parts.map(({ part, weight, agreement }) => [part, weight, agreement]);
      expect(bare(back)).toEqual(bare(there));
    }),
  );
});

it('is never greater than the likeness of a record to itself', () => {
  fc.assert(
    fc.property(features, features, policies, (one, other, policy) => {
      const self = likeness(one, one, policy);
      expect(likeness(one, other, policy).score).toBeLessThanOrEqual(self.score);
      expect(self.parts.every(({ agreement }) => agreement === 100)).toBe(true);
    }),
  );
});

const project: Features = {
  keys: ['PR-000001'],
  amount: null,
  currency: null,
  dates: {},
  name: 'Nordwind Rollout',
  parents: {},
  legalEntityIds: [4],
};

it.each([
  ['pr 1', true],
  ['PR1', true],
  ['pr/0001', true],
  ['PR-10', false],
  ['PR-000011', false],
])('takes the key PR-000001 for %s: %s', (key, same) => {
  expect(looseKey(key) === looseKey('PR-000001')).toBe(same);
});

it('shows what it is made of', () => {
  const other = { ...project, keys: ['PR-1'], name: 'Rollout Nordwind Phase 2', parents: { contract: 'a' } };
  expect(likeness(project, other, shipped)).toEqual({
    score: 83,
    parts: [
      { part: 'key', weight: 35, agreement: 100, own: 'PR-000001', other: 'PR-1' },
      { part: 'name', weight: 20, agreement: 50, own: 'Nordwind Rollout', other: 'Rollout Nordwind Phase 2' },
      { part: 'legalEntity', weight: 5, agreement: 100, own: null, other: null },
    ],
  });
});

it('suggests nothing on the legal entity alone, nor on an amount in it', () => {
  const bare = { ...project, keys: [], name: null };
  expect(likeness(bare, bare, shipped).score).toBeLessThan(shipped.suggestFrom);
  const paid = { ...bare, amount: '100', currency: 'EUR' };
  expect(likeness(paid, paid, shipped).score).toBeLessThan(shipped.suggestFrom);
});

it('counts days the less the further they are apart', () => {
  const on = (startsOn: string) => ({ ...project, keys: [], name: null, legalEntityIds: [], dates: { startsOn } });
  const agreements = ['2026-03-01', '2026-03-03', '2026-03-08', '2026-03-09', '2027-03-01'].map(
    (date) => likeness(on('2026-03-01'), on(date), shipped).parts[0]?.agreement,
  );
  expect(agreements).toEqual([100, 75, 13, 0, 0]);
});
