import type { DecimalText } from '../../src/domain/decimal.ts';
import { readDecimal } from '../../src/domain/decimal.ts';
import type { Contract } from './contracts.ts';

/** What the hub should find: a rule, the record that it stands on in the words of the API, and the amount at stake. */
export interface Finding {
  rule: string;
  subject: string;
  legalEntity: string;
  amount: DecimalText;
  currency: string;
}

/** Value that no record explains, with its sign. */
export interface Gap {
  contract: string;
  legalEntity: string;
  amount: DecimalText;
  currency: string;
}

/** What came of planting one fault. */
export interface Planted {
  findings: Finding[];
  gaps?: Gap[];
}

/** Everything that is wrong with the firm, and what only looks like it. The hub never reads this. */
export interface Manifest {
  findings: (Finding & { fault: string })[];
  unexplained: (Gap & { fault: string })[];
  lookAlikes: { name: string; legalEntity: string }[];
}

function decimalOf(amount: number): DecimalText {
  const text = readDecimal(amount);
  if (text === undefined) throw new Error(`not an amount: ${amount}`);
  return text;
}

/** A finding about a contract's own money. */
export function found(rule: string, subject: string, contract: Contract, amount: number): Finding {
  return {
    rule,
    subject,
    legalEntity: contract.entity.code,
    amount: decimalOf(amount),
    currency: contract.currency,
  };
}

/** A gap in a contract's books, which is a finding too. */
export function unexplained(contract: Contract, amount: number): Planted {
  const { legalEntity, currency } = found('C6', '', contract, amount);
  return {
    findings: [found('C6', `Contract ${contract.number}`, contract, Math.abs(amount))],
    gaps: [{ contract: contract.number, legalEntity, amount: decimalOf(amount), currency }],
  };
}
