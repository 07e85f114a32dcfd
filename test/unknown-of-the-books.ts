const chargedAgain = `insert into intercompany_charge (id, number, status, charged_on, amount, currency, legal_entity_id, occurred_at)
    select gen_random_uuid(), 'IC-0', g.status, g.charged_on - 1, 0, g.currency, g.legal_entity_id, g.occurred_at
      from intercompany_charge g;
  insert into intercompany_charge_line (id, hours, amount, currency, service_from, service_to, charge_id, project_id,
                                        legal_entity_id, occurred_at)
    select gen_random_uuid(), l.hours, l.amount, l.currency, l.service_from, l.service_to, g.id, l.project_id,
           l.legal_entity_id, l.occurred_at
      from intercompany_charge_line l join intercompany_charge g on g.number = 'IC-0'`;
const recognizedLongAgo = 'update recognized_revenue r set recognized_on = current_date - 400, amount = 1000000';

/** What is not known of the books, between companies and of revenue: the rule that can not tell then, what is not known, and how it comes about. */
export const unknownOfTheBooks: [rule: string, what: string, change: string][] = [
  ['R18', 'when somebody worked', 'update time_entry t set worked_on = null'],
  ['R18', 'how long somebody worked', 'update time_entry t set hours = null'],
  ['R18', 'whether time is approved', 'update time_entry t set approval_state = null'],
  ['R18', 'whether a charge stands', 'update intercompany_charge g set status = null'],
  ['R18', 'what a charge covers', 'update intercompany_charge_line l set service_from = null'],
  ['R18', 'whether a charge was taken back', 'update intercompany_charge_line l set amount = null'],
  ['R18', 'whom people work for', 'update employment m set legal_entity_id = null'],
  ['R18U', 'how much is charged', 'update intercompany_charge g set amount = null'],
  ['R18U', 'how much is owed', 'update intercompany_payable y set amount = null'],
  ['R18U', 'whether the other side stands', 'update intercompany_payable y set status = null'],
  ['R18U', 'what the other side owes in', 'update intercompany_payable y set currency = null'],
  ['R18D', 'how long is charged', `${chargedAgain}; update intercompany_charge_line l set hours = null`],
  ['R18D', 'for when is charged', `${chargedAgain}; update intercompany_charge_line l set service_to = null`],
  ['R18D', 'which charge was the first', `${chargedAgain}; update intercompany_charge g set charged_on = null`],
  [
    'R18D',
    'whether the first charge stands',
    `${chargedAgain}; update intercompany_charge g set status = null where g.amount = 0`,
  ],
  ['R18D', 'how long was worked', `${chargedAgain}; update time_entry t set hours = null`],
  ['R18D', 'whether time is approved', `${chargedAgain}; update time_entry t set approval_state = null`],
  ['R18D', 'whom people work for', `${chargedAgain}; update employment m set legal_entity_id = null`],
  ['R25', 'how much is recognised', 'update recognized_revenue r set amount = null'],
  ['R25', 'what revenue is recognised for', 'update recognized_revenue r set basis = null'],
  ['R25', 'in which currency it is', 'update recognized_revenue r set currency = null'],
  ['R25', 'whether work is approved', 'update time_entry t set approval_state = null'],
  ['R25', 'whether work is paid for', 'update time_entry t set billable = null'],
  ['R25', 'what an expense is worth', 'update expense x set amount = null'],
  ['R25M', 'how much is recognised', 'update recognized_revenue r set amount = null'],
  ['R25M', 'whether a milestone is accepted', 'update milestone m set delivery_state = null'],
  [
    'R25M',
    'whether it must be accepted',
    `update milestone m set delivery_state = 'open', requires_acceptance = null where m.requires_acceptance is not null`,
  ],
  ['R25M', 'at which price', 'update milestone m set amount = null'],
  ['R25A', 'when revenue was recognised', `${recognizedLongAgo}; update recognized_revenue r set recognized_on = null`],
  ['R25A', 'whether it is billed', `${recognizedLongAgo}; update invoice i set status = null`],
  ['R25A', 'how much is credited', `${recognizedLongAgo}; update credit_note n set amount = null`],
];
