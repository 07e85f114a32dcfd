import { expect, it } from '@jest/globals';
import type { CompiledRule } from './compile.ts';
import { diffFindings, type StandingException, type WordedFinding } from './exception-diff.ts';

const rule = { rule: { id: 'R05', version: 1, effect: 'block' } } as unknown as CompiledRule;
const standing: StandingException = {
  id: 'e',
  rule: 'R05',
  rule_version: 1,
  subject_id: 's',
  severity: 'high',
  currency: 'EUR',
  amount: '1',
  sentence: 'It is so.',
  contract_id: 'one',
  invoice_id: null,
  effect: 'block',
  status: 'open',
  version: 1,
  legal_entity_id: 1,
  correlation_id: 'c',
};
const finding = (contractId: string) =>
  ({
    rule,
    subjectId: 's',
    severity: 'high',
    amount: '1',
    currency: 'EUR',
    sentence: 'It is so.',
    contractId,
    invoiceId: null,
  }) as unknown as WordedFinding;

it('changes an exception that says the same of a record that now belongs to another contract', () => {
  const of = (contractId: string) =>
    diffFindings({ unknowns: [], failures: [] }, [rule], [finding(contractId)], [standing]);
  expect(of('one')).toEqual({ opened: [], changed: [], cleared: [] });
  expect(of('two')).toEqual({ opened: [], changed: [{ standing, finding: finding('two') }], cleared: [] });
});

it('changes an exception whose amount stays while its currency does not', () => {
  const found = { ...finding('one'), currency: 'USD' };
  const diff = diffFindings({ unknowns: [], failures: [] }, [rule], [found], [standing]);
  expect(diff.changed).toEqual([{ standing, finding: found }]);
});
