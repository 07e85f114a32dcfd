import { expect, it } from '@jest/globals';
import { principalOfClaims } from './claims.ts';
import { may } from './rights.ts';

const mapping = {
  rolesClaim: 'throughline_roles',
  legalEntitiesClaim: 'throughline_entities',
  entityIds: new Map([
    ['DE01', 4],
    ['FR01', 5],
  ]),
};

it('takes roles and legal entities from the claims, and leaves out what the hub does not know', () => {
  const claims = {
    sub: 'ada',
    name: 'Ada',
    throughline_roles: ['finance', 'emperor', 'constructor', 7],
    throughline_entities: ['DE01', 'XX99'],
  };
  expect(principalOfClaims(claims, mapping)).toEqual({
    id: 'person:ada',
    name: 'Ada',
    roles: ['finance'],
    legalEntityIds: [4],
    wholeGroup: false,
  });
});

it('gives no rights to somebody without roles, and no rows without legal entities', () => {
  const nobody = principalOfClaims({ sub: 'ada' }, mapping);
  expect(nobody).toMatchObject({ roles: [], legalEntityIds: [], wholeGroup: false });
  expect(may(nobody, 'read')).toBe(false);
});

it('reads a star as the whole group', () => {
  const claims = { sub: 'ada', throughline_roles: 'auditor executive', throughline_entities: '*' };
  expect(principalOfClaims(claims, mapping)).toMatchObject({
    roles: ['auditor', 'executive'],
    legalEntityIds: [4, 5],
    wholeGroup: true,
  });
});

it('finds a claim by its name or by the path that the name spells', () => {
  const nested = { ...mapping, rolesClaim: 'realm_access.roles', legalEntitiesClaim: 'https://example.com/entities' };
  const claims = {
    sub: 'ada',
    realm_access: { roles: ['bi'] },
    'https://example.com/entities': 'FR01',
  };
  expect(principalOfClaims(claims, nested)).toMatchObject({ roles: ['bi'], legalEntityIds: [5] });
  expect(principalOfClaims({ sub: 'ada' }, { ...mapping, rolesClaim: '__proto__.constructor' })?.roles).toEqual([]);
});

it('knows nobody without a subject', () => {
  for (const sub of [undefined, '', 7, 'x'.repeat(256)]) expect(principalOfClaims({ sub }, mapping)).toBeUndefined();
});
