import { expect, it } from '@jest/globals';
import type { Principal } from '../access/principal.ts';
import { type ContextParts, requestContext } from './request-context.ts';

const holder: Principal = {
  id: 'token:bi',
  name: 'bi',
  roles: ['bi'],
  legalEntityIds: [],
  wholeGroup: true,
  expiresAt: '2026-02-01T10:00:00.000Z',
};

it('asks again who somebody is once their token has run out by the clock of the hub', async () => {
  let now = new Date('2026-02-01T09:59:59Z');
  let asked = 0;
  const byToken = async () => {
    asked += 1;
    return asked === 1 ? holder : undefined;
  };
  const parts = {
    principals: { byToken, bySession: async () => undefined },
    trustMs: 3_600_000,
    now: () => now,
    verbs: {},
  } as unknown as ContextParts;
  const shown = { authorization: 'Bearer thl_secret' };
  const { revalidate } = await requestContext(parts, shown, new AbortController().signal);
  await revalidate();
  expect(asked).toBe(1);
  now = new Date('2026-02-01T10:00:00Z');
  await expect(revalidate()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
