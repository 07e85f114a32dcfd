import { expect, it } from '@jest/globals';
import type { SystemDescription } from '../../domain/connector.ts';
import { expenditureTypeStream } from './expenditure-type.ts';

const system: SystemDescription = {
  name: 'fusion',
  role: 'erp',
  baseUrl: 'https://pod.fa.example.com',
  peers: {},
  options: { chargeCodes: { 'Professional: Consultant': 'Consultant' } },
};

const meaningOf = (ExpenditureTypeName: string, SystemLinkageFunction: string) =>
  expenditureTypeStream
    .map({ ExpenditureTypeId: 300_000_000_000_001, ExpenditureTypeName, SystemLinkageFunction }, system)
    .map(({ values }) => [values['code'], values['appliesTo'], values['role'], values['activity']]);

it('takes expenditure types of hours for roles and those of expense reports for activities, in the words of the PSA', () => {
  expect(meaningOf('Analyst', 'ST')).toEqual([['Analyst', 'time', 'Analyst', null]]);
  expect(meaningOf('Analyst overtime', 'OT')).toEqual([['Analyst overtime', 'time', 'Analyst overtime', null]]);
  expect(meaningOf('Taxi', 'ER')).toEqual([['Taxi', 'expense', null, 'Taxi']]);
  expect(meaningOf('Professional: Consultant', 'ST')).toEqual([
    ['Professional: Consultant', 'time', 'Consultant', null],
  ]);
});

it('takes those that nobody books by hand for no charge code', () => {
  expect(meaningOf('Material Overhead', 'BTC')).toEqual([]);
});
