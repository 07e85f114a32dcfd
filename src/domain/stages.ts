import { type DecimalText, subtract } from './decimal.ts';
import type { KindName } from './kinds.ts';

/** How far money has come, from a signature to cash, or to where it ends without. */
export type MoneyStage = 'signed' | 'delivered' | 'billed' | 'collected' | 'written_off';

/** An amount that a golden record has brought to a stage. */
export interface Reached {
  from: MoneyStage | null;
  to: MoneyStage;
  amount: DecimalText;
  currency: string;
  occurredOn: string | null;
}

type Row = Record<string, unknown>;

interface Rule {
  from: MoneyStage | null;
  to: MoneyStage;
  date: string;
  amount: string;
  counts: (row: Row) => boolean;
  sign?: -1;
}

const rules: Partial<Record<KindName, Rule>> = {
  contract: {
    from: null,
    to: 'signed',
    amount: 'value',
    date: 'signed_on',
    counts: (row) => row['status'] !== 'draft',
  },
  milestone: {
    from: 'signed',
    to: 'delivered',
    amount: 'amount',
    date: 'accepted_on',
    counts: (row) => row['delivery_state'] === 'accepted' && row['scope_state'] === 'active',
  },
  time_entry: {
    from: 'signed',
    to: 'delivered',
    amount: 'amount',
    date: 'worked_on',
    counts: (row) => row['billable'] === true && row['approval_state'] === 'approved',
  },
  invoice: {
    from: 'delivered',
    to: 'billed',
    amount: 'total',
    date: 'issued_on',
    counts: (row) => row['status'] === 'issued',
  },
  credit_note: { from: 'delivered', to: 'billed', amount: 'amount', date: 'issued_on', counts: () => true, sign: -1 },
  payment: { from: 'billed', to: 'collected', amount: 'amount', date: 'applied_on', counts: () => true },
  write_off: {
    from: 'billed',
    to: 'written_off',
    amount: 'amount',
    date: 'written_off_on',
    counts: (row) => row['status'] === 'approved',
  },
};

/** What a golden row brings to a stage; undefined when it brings nothing (yet). */
export function reachedBy(kind: KindName, row: Row | null): Reached | undefined {
  const rule = rules[kind];
  if (rule === undefined || row === null || row['deleted'] === true || !rule.counts(row)) return undefined;
  const amount = row[rule.amount];
  const currency = row['currency'];
  if (typeof amount !== 'string' || typeof currency !== 'string') return undefined;
  const occurredOn = row[rule.date];
  return {
    from: rule.from,
    to: rule.to,
    amount: rule.sign === -1 ? subtract('0', amount) : amount,
    currency,
    occurredOn: typeof occurredOn === 'string' ? occurredOn : null,
  };
}

/** Whether records of the kind move money at all. */
export function movesMoney(kind: KindName): boolean {
  return rules[kind] !== undefined;
}
