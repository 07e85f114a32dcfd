const alone = `update write_off w set approved_by = ''`;
const reversed = `insert into write_off (id, status, amount, currency, made_by, approved_by, invoice_id, occurred_at)
  select gen_random_uuid(), 'approved', -w.amount, w.currency, 'x', 'y', w.invoice_id, w.occurred_at from write_off w;
  update write_off w set approved_by = '' where w.amount > 0`;

/** What may not be known of receivables: which rule can not tell then, of what, and the statements that make it so. */
export const receivablesUnknowns: readonly [rule: string, what: string, change: string][] = [
  ['C6', 'whether a write-off counts', 'update write_off w set status = null'],
  [
    'R29P',
    'through when copies of invoices are',
    `update stream_coverage s set known_through = null where s.role = 'crm'`,
  ],
  ['R29U', 'how much is not applied', 'update unapplied_cash u set amount = null'],
  ['R29U', 'whether anything is owed', 'update invoice i set balance = null'],
  ['R29U', 'when what is owed is due', 'update invoice i set due_on = null'],
  ['R29U', 'whose cash it is', 'update unapplied_cash u set customer_id = null'],
  ['R32', 'how much is written off', `${alone}, amount = null`],
  ['R32', 'whether it counts', `${alone}, status = null`],
  [
    'R32',
    'whether another write-off of the invoice counts',
    `${reversed}; update write_off w set status = null where w.amount < 0`,
  ],
  ['R32', 'who approved it', 'update write_off w set approved_by = null'],
  ['R32', 'who made it', `update write_off w set made_by = null`],
  ['R32', 'which currency it is in', `${alone}, currency = null`],
  ['R34', 'whether a prepayment is asked for or used', 'update prepayment p set use = null'],
  ['R34', 'how much was paid', 'update payment p set amount = null'],
  ['R34', 'whether the bill that uses it stands', 'update invoice i set status = null'],
  ['R36', 'how much is in dispute', 'update dispute d set amount = null'],
  ['R36', 'since when it is open', 'update dispute d set opened_on = null'],
  ['R36', 'whether anybody looks after it', 'update dispute d set owned = null, opened_on = current_date + 50'],
];
