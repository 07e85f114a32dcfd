import { expect, it } from '@jest/globals';
import { ownPath } from './own-path.ts';

it('goes back to the wanted path of this site', () => {
  expect(ownPath('/contracts/42?tab=cash#lines')).toBe('/contracts/42?tab=cash#lines');
});

it.each([
  undefined,
  '',
  'contracts',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  '/ok\r\nset-cookie: a=b',
  '/%0d%0a/../..//evil.example\\',
  `/${'x'.repeat(3000)}`,
])('goes to the start page instead of %j', (wanted) => {
  expect(ownPath(wanted)).toBe('/');
});

it('stays on this site whatever dots it is given', () => {
  expect(new URL(ownPath('/../..//evil.example'), 'https://hub.example').host).toBe('hub.example');
});
