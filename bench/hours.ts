import { plusDays } from '../sandbox/firm/tables.ts';

/** Approved hours that were worked long ago and are on no invoice, as the custom delivery system tells them. */
export function unbilledHours(key: string, amount: string): object {
  const now = new Date().toISOString();
  return {
    key,
    version: now,
    legalEntity: 'DE01',
    values: {
      workedOn: plusDays(now.slice(0, 10), -45),
      hours: '8',
      role: 'Consultant',
      amount,
      currency: 'EUR',
      billable: true,
      approvalState: 'approved',
    },
  };
}

/** The body of a delivery that tells such records. */
export function hoursTold(records: readonly object[]): string {
  return JSON.stringify({ type: 'time_entry.upserted', timestamp: new Date().toISOString(), data: { records } });
}
