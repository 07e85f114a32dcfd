import { kinds } from '../src/domain/kinds.ts';
import type { Sql } from '../src/entities/sql.ts';

/** How many records a book of so many invoices has. */
export interface BookSize {
  contracts: number;
  milestones: number;
  timeEntries: number;
  invoices: number;
  lines: number;
}

/** Ten invoices a contract, which is a customer's only one, each with a line for delivery and a line for five days of time. */
export function bookOf(invoices: number): BookSize {
  const contracts = Math.ceil(invoices / 10);
  return { contracts, milestones: contracts * 5, timeEntries: invoices * 5, invoices, lines: invoices * 2 };
}

const entityCount = 8;
// Every thousandth invoice is wrong in a way of its own, so that sweeps have something to write.
const faultEvery = 1000;

const id = (kind: string, number: string) => `md5('${kind}' || ${number})::uuid`;
const contractOf = (invoice: string) => `((${invoice}) - 1) / 10 + 1`;
const entityOf = (contract: string) => `(${contract}) % ${entityCount} + 1`;
const worked = `current_date - 40`;
const seen = `now() - interval '1 day'`;

/** The statements that fill an empty cell with a book, in order. `$1` is how many there are of what each makes. */
const statements: readonly { about: keyof BookSize; text: string }[] = [
  {
    about: 'contracts',
    text: `insert into customer (id, number, name, country, currency, legal_entity_ids, occurred_at)
           select ${id('customer', 'g')}, 'K-' || g, 'Customer ' || g, e.country, e.currency, array[e.id], ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf('g')}`,
  },
  {
    // Of each customer, and of the companies themselves.
    about: 'contracts',
    text: `insert into tax_profile (id, registration_number, country, customer_id, legal_entity_id, occurred_at)
           select ${id('profile', 'g')}, 'T-' || g, e.country, case when g > 0 then ${id('customer', 'g')} end, e.id, ${seen}
             from generate_series(1 - ${entityCount}, $1::int) g
             join legal_entity e on e.id = ${entityOf(`g + ${entityCount}`)}`,
  },
  {
    about: 'contracts',
    text: `insert into contract (id, number, name, status, value, currency, signed_on, starts_on, amendment_number,
                                 purchase_order_required, customer_id, legal_entity_id, occurred_at)
           select ${id('contract', 'g')}, 'C-' || g, 'Contract ' || g, 'active', 50000, e.currency, current_date - 200,
                  current_date - 200, 0, false, ${id('customer', 'g')}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf('g')}`,
  },
  {
    about: 'contracts',
    text: `insert into project (id, number, name, status, approved, billable, currency, erp_status, contract_id,
                                legal_entity_id, occurred_at)
           select ${id('project', 'g')}, 'P-' || g, 'Project ' || g, 'active', true, true, e.currency, 'active',
                  ${id('contract', 'g')}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf('g')}`,
  },
  {
    about: 'contracts',
    text: `insert into billing_schedule (id, number, status, currency, order_reference, order_reference_required, contract_id,
                                         legal_entity_id, occurred_at)
           select ${id('schedule', 'g')}, 'B-' || g, 'active', e.currency, '', false, ${id('contract', 'g')}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf('g')}`,
  },
  {
    about: 'milestones',
    text: `insert into milestone (id, name, amount, currency, planned_on, scope_state, delivery_state, accepted_on,
                                  requires_acceptance, contract_id, project_id, legal_entity_id, occurred_at)
           select ${id('milestone', 'g')}, 'Milestone ' || g, 1000, e.currency, current_date - 50, 'active', 'accepted',
                  current_date - 50, true, ${id('contract', '((g - 1) / 5 + 1)')}, ${id('project', '((g - 1) / 5 + 1)')},
                  e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf('(g - 1) / 5 + 1')}`,
  },
  {
    about: 'invoices',
    text: `insert into invoice (id, number, status, issued_on, total, balance, currency, contract_id, legal_entity_id,
                                occurred_at)
           select ${id('invoice', 'g')}, 'I-' || g, case when g % 10 = 0 then 'draft' else 'issued' end,
                  case when g % 10 <> 0 then current_date - 20 end, 5000, 0, e.currency,
                  ${id('contract', `(${contractOf('g')})`)}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf(contractOf('g'))}`,
  },
  {
    about: 'lines',
    text: `insert into billing_event (id, number, state, held, event_on, amount, currency, contract_id, milestone_id,
                                      project_id, legal_entity_id, occurred_at)
           select ${id('event', 'g')}, 'E-' || g, 'invoiced', false, current_date - 21,
                  case when g % 2 = 1 then 1000 else 4000 end, e.currency, ${id('contract', `(${contractOf('(g + 1) / 2')})`)},
                  -- The odd lines of the first five invoices of a contract bill its five milestones.
                  case when g % 2 = 1 and ((g + 1) / 2 - 1) % 10 < 5
                       then ${id('milestone', `((${contractOf('(g + 1) / 2')} - 1) * 5 + ((g + 1) / 2 - 1) % 10 + 1)`)} end,
                  ${id('project', `(${contractOf('(g + 1) / 2')})`)}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf(contractOf('(g + 1) / 2'))}`,
  },
  {
    about: 'lines',
    text: `insert into invoice_line (id, number, description, quantity, amount, currency, service_from, service_to,
                                     tax_code, invoice_id, legal_entity_id, occurred_at)
           select ${id('line', 'g')}, 2 - g % 2, 'Line ' || g, 1, case when g % 2 = 1 then 1000 else 4000 end, e.currency,
                  ${worked} - (((g + 1) / 2 - 1) % 10)::int * 7, ${worked} - (((g + 1) / 2 - 1) % 10)::int * 7 + 4,
                  'STANDARD', ${id('invoice', '((g + 1) / 2)')}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf(contractOf('(g + 1) / 2'))}`,
  },
  {
    about: 'lines',
    text: `insert into invoice_allocation (id, amount, currency, invoice_line_id, billing_event_id, project_id,
                                           legal_entity_id, occurred_at)
           select ${id('allocation', 'g')}, case when g % 2 = 1 then 1000 else 4000 end, e.currency, ${id('line', 'g')},
                  -- Now and then a line bills what the line before the last has billed already.
                  ${id('event', `(case when g % (2 * ${faultEvery}) = 4 then g - 2 else g end)`)},
                  ${id('project', `(${contractOf('(g + 1) / 2')})`)}, e.id, ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf(contractOf('(g + 1) / 2'))}`,
  },
  {
    about: 'timeEntries',
    text: `insert into time_entry (id, worked_from, worked_on, hours, role, bill_rate, amount, currency, billable,
                                   approval_state, approved_on, project_id, billing_event_id, legal_entity_id, occurred_at)
           select ${id('time', 'g')}, ${worked}, ${worked}, 8, 'Consultant', 100, 800, e.currency, true,
                  case when g % (5 * ${faultEvery}) = 0 then 'submitted' else 'approved' end, ${worked},
                  ${id('project', `(${contractOf('(g - 1) / 5 + 1')})`)}, ${id('event', '(((g - 1) / 5 + 1) * 2)')}, e.id,
                  ${seen}
             from generate_series(1, $1::int) g join legal_entity e on e.id = ${entityOf(contractOf('(g - 1) / 5 + 1'))}`,
  },
];

/** Fills an empty cell with a book, every source of which is known through tomorrow. */
export async function fillBook(sql: Sql, size: BookSize, say: (line: string) => void): Promise<void> {
  await sql.run(
    `insert into stream_coverage (system, stream, kind, legal_entity_id, role, known_through)
     select r.role, k.kind, k.kind, e.id, r.role, now() + interval '1 day'
       from legal_entity e, unnest($1::text[]) as k (kind), unnest(array['crm', 'psa', 'erp']) as r (role)`,
    [kinds.map(({ name }) => name)],
  );
  for (const { about, text } of statements) {
    const count = await sql.run(text, [size[about]]);
    say(`  ${count.toLocaleString('en')} ${text.match(/into (\w+)/)?.[1]}`);
  }
}
