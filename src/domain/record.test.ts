import { expect, it } from '@jest/globals';
import { parseRecord } from './record.ts';

const inCurrency = (currency: string) => () =>
  parseRecord({ kind: 'contract', key: 'C-1', values: { currency }, refs: {} }).values['currency'];

it.each(['EUR', 'JPY', 'ZWG', 'DEM', 'BGN'])('takes %s, which is a currency or was one', (code) => {
  expect(inCurrency(code)()).toBe(code);
});

it.each(['XXQ', 'ZZZ', 'XXX', 'XTS', 'eur', 'EURO', '', '€'])('refuses "%s", which is none', (code) => {
  expect(inCurrency(code)).toThrow('not an ISO 4217 code');
});
