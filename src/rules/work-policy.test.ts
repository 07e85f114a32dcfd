import { expect, it } from '@jest/globals';
import { plainWork } from '../../test/exceptions.ts';
import { materialityPolicy, type RoutingPolicy, routingPolicy } from '../domain/work-policies.ts';

type Route = RoutingPolicy['routes'][number];

const subject = {
  rule: 'R03',
  kind: 'invoice_line',
  practiceId: 1,
  legalEntityId: 1,
  amount: '5000' as string | null,
  currency: 'EUR' as string | null,
};
const now = '2026-11-30T12:00:00.000Z';
const to = { queue: 'controllers' };
const takes = (route: Partial<Route>, of = subject) =>
  plainWork([{ name: 'one', when: {}, to, ...route }]).route(of, now) !== undefined;

it('takes an exception when all that a route says holds', () => {
  expect(takes({})).toBe(true);
  expect(takes({ when: { rules: ['R01', 'R03'], kinds: ['invoice_line'], legalEntities: ['DE01'] } })).toBe(true);
  expect(takes({ when: { rules: ['R01'] } })).toBe(false);
  expect(takes({ when: { rules: ['R03'], legalEntities: ['FR01'] } })).toBe(false);
  expect(takes({ when: { practices: ['TEC'] } })).toBe(true);
  expect(takes({ when: { practices: ['TEC'] } }, { ...subject, practiceId: null as unknown as number })).toBe(false);
});

it('takes by amount only what is known to reach it, in a currency that the route names', () => {
  const when = { amountFrom: { EUR: '5000' } };
  expect(takes({ when })).toBe(true);
  expect(takes({ when }, { ...subject, amount: '4999.99' })).toBe(false);
  expect(takes({ when }, { ...subject, amount: null })).toBe(false);
  expect(takes({ when }, { ...subject, currency: 'JPY' })).toBe(false);
});

it('is in force from its first day on and until its last, which is no part of it', () => {
  expect(takes({ from: '2026-11-30' })).toBe(true);
  expect(takes({ from: '2026-12-01' })).toBe(false);
  expect(takes({ until: '2026-12-01' })).toBe(true);
  expect(takes({ until: '2026-11-30' })).toBe(false);
});

it('lets the first route that fits decide, and says which and why', () => {
  const work = plainWork([
    { name: 'French', when: { legalEntities: ['FR01'] }, to: { ownerRole: 'delivery' } },
    { name: 'Large', when: { rules: ['R03'], amountFrom: { EUR: '1000' } }, to },
    { name: 'Rest', when: {}, to: { queue: 'rest' } },
  ]);
  expect(work.route(subject, now)).toMatchObject({
    queue: 'controllers',
    ownerRole: undefined,
    why: 'Large: R03, at least EUR 1000 (routing@3)',
  });
  expect(work.route({ ...subject, amount: '1' }, now)).toMatchObject({ why: 'Rest: everything (routing@3)' });
});

it('knows what matters to each company, and nothing of other currencies', () => {
  const { materialityOf } = plainWork();
  expect([materialityOf(1, 'EUR'), materialityOf(2, 'EUR'), materialityOf(null, 'EUR')]).toEqual([
    '1000',
    '50',
    '1000',
  ]);
  expect([materialityOf(1, 'JPY'), materialityOf(1, null)]).toEqual([undefined, undefined]);
});

it('takes for too small only what is known to be, and neither what is critical nor what blocks', () => {
  const { isMaterial } = plainWork();
  const small = {
    legalEntityId: 1,
    amount: '999.99' as string | null,
    currency: 'EUR',
    severity: 'high',
    effect: 'flag',
  };
  expect(isMaterial(small)).toBe(false);
  expect(isMaterial({ ...small, amount: '1000' })).toBe(true);
  expect(isMaterial({ ...small, amount: '-1000' })).toBe(true);
  expect(isMaterial({ ...small, legalEntityId: 2 })).toBe(true);
  expect(isMaterial({ ...small, amount: null })).toBe(true);
  expect(isMaterial({ ...small, currency: 'JPY' })).toBe(true);
  expect(isMaterial({ ...small, severity: 'critical' })).toBe(true);
  expect(isMaterial({ ...small, effect: 'block' })).toBe(true);
});

it('refuses policies that name a company which is not there, nobody, or an amount that is none', () => {
  const route = (part: object) =>
    routingPolicy.safeParse({ version: 1, routes: [{ name: 'x', when: {}, to, ...part }] });
  expect(() => plainWork([{ name: 'x', when: { legalEntities: ['XX01'] }, to }])).toThrow('no legal entity "XX01"');
  expect(route({ to: {} }).success).toBe(false);
  expect(route({ to: { ownerRole: 'emperor' } }).success).toBe(false);
  expect(route({ when: { rules: [] } }).success).toBe(false);
  expect(route({ when: { kinds: ['horse'] } }).success).toBe(false);
  for (const amount of ['-1', 'much', '1e400']) {
    expect(materialityPolicy.safeParse({ version: 1, default: { EUR: amount } }).success).toBe(false);
  }
});
