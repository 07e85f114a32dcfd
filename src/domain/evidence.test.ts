import { expect, it } from '@jest/globals';
import { evidence } from './evidence.ts';

const reads = (given: unknown) => evidence.safeParse(given).success;
const record = { kind: 'contract', id: '0b8f2a52-5f4f-4d52-9d2f-0a7b8c9d0e1f' };

it('takes a document by its https address, or a record of a kind that there is', () => {
  expect(reads({ url: 'https://docs.example/minutes/7?page=2#approval', label: 'Minutes' })).toBe(true);
  expect(reads({ record })).toBe(true);
  expect(reads({ record: { ...record, kind: 'pg_user' } })).toBe(false);
  expect(reads({ record: { ...record, id: '1 or 1=1' } })).toBe(false);
});

it.each([
  'http://docs.example/minutes',
  'javascript:alert(1)',
  'data:text/html,x',
  'docs.example/minutes',
  'https://ada:secret@docs.example/minutes',
  'https://ada@docs.example/minutes',
  'https://docs.example/minutes?access_token=x',
  'https://docs.example/minutes?a=1&X-Amz-Signature=x',
  'https://docs.example/minutes?SIG=x',
  'https://docs.example/minutes?%74oken=x',
  'https://docs.example/\nminutes',
  'https://docs.example/\u202Eminutes',
  `https://docs.example/${'x'.repeat(2000)}`,
])('refuses %j', (url) => {
  expect(reads({ url })).toBe(false);
});

it('refuses both at once, neither, and a label without end', () => {
  expect(reads({ url: 'https://docs.example', record })).toBe(false);
  expect(reads({ label: 'x' })).toBe(false);
  expect(reads({ record, label: 'x'.repeat(201) })).toBe(false);
  expect(reads({ record, label: ' ' })).toBe(false);
});
