import { expect, it } from '@jest/globals';
import { recordUrl } from './record-url.ts';

const place = { baseUrl: 'https://acme.my.salesforce.com/', kind: 'contract', key: '800A' };

it('fills the template of a system with what its record is called', () => {
  expect(recordUrl('{baseUrl}/{key}', place)).toBe('https://acme.my.salesforce.com/800A');
  expect(recordUrl('https://erp.acme.com/{kind}?id={key}', place)).toBe('https://erp.acme.com/contract?id=800A');
});

it('lets a key be nothing but a part of the address', () => {
  const url = recordUrl('{baseUrl}/{key}', { ...place, key: '../@evil.example/?x=#y' });
  expect(url).toBe('https://acme.my.salesforce.com/..%2F%40evil.example%2F%3Fx%3D%23y');
});

it('gives no address that is none of a page', () => {
  expect(recordUrl('{key}', { ...place, key: 'javascript:alert(1)' })).toBeUndefined();
  expect(recordUrl('{baseUrl}/{key}', { ...place, baseUrl: '' })).toBeUndefined();
  expect(recordUrl('javascript:{key}', place)).toBeUndefined();
});
