import { HubError } from '../domain/errors.ts';
import { openStates } from '../entities/delivery-states.ts';
import { mustBeHeld } from '../entities/must-be-held.ts';
import type { Sql } from '../entities/sql.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { capabilityOf, demandStage, type Target, type Targets } from './targets.ts';

interface EventRow {
  golden_id: string;
  system: string;
  key: string;
  label: string;
  held: boolean | null;
  blocked: boolean;
  holding: boolean;
}

interface InvoiceRow {
  id: string;
  number: string | null;
  status: string | null;
  contract_id: string | null;
  legal_entity_id: number | null;
  currency: string | null;
}

async function invoiceOf(sql: Sql, invoiceId: string): Promise<InvoiceRow> {
  const invoice = await sql.row<InvoiceRow & Record<string, unknown>>(
    `select i.id, i.number, i.status, i.contract_id, i.legal_entity_id, i.currency
       from invoice i where i.id = $1 and not i.deleted`,
    [invoiceId],
  );
  if (invoice === undefined) throw new HubError('NOT_FOUND');
  return invoice;
}

/** The billing events on an invoice; `blocked` are those that what blocks it now is about, `holding` those with a hold under way. */
function eventsOf(sql: Sql, invoiceId: string): Promise<EventRow[]> {
  return sql.rows<EventRow & Record<string, unknown>>(
    `select b.id as golden_id, x.system, x.key, coalesce(b.description, b.number, x.key) as label, b.held,
            bool_or(${mustBeHeld('l')}) as blocked,
            exists (select from correction_step s
                      join outbox o on o.correction_id = s.correction_id and o.step_number = s.number
                     where s.golden_id = b.id and s.action = 'hold' and o.state in ${openStates}) as holding
       from invoice_line l
       join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
       join billing_event b on b.id = a.billing_event_id and not b.deleted
       join crosswalk x on x.golden_id = b.id and x.kind = 'billing_event'
      where l.invoice_id = $1 and not l.deleted
      group by b.id, x.system, x.key, b.description, b.number, b.held
      order by x.key`,
    [invoiceId],
  );
}

function stepOf(target: Target, event: EventRow, action: 'hold' | 'release', invoiceId: string): PlannedStep {
  const capability = capabilityOf(target, 'billing_event', action);
  if (capability === undefined) throw new HubError('NOT_CORRECTABLE', `${target.name} offers no ${action}`);
  return {
    system: target.name,
    kind: 'billing_event',
    goldenId: event.golden_id,
    label: `billing event ${event.label}`,
    action,
    targetKey: event.key,
    level: capability.level,
    origin: { system: target.name, key: event.key },
    parents: {},
    fields: [{ field: 'held', before: action === 'release', after: action === 'hold' }],
    gateInvoiceId: action === 'release' ? invoiceId : null,
  };
}

function planOf(type: Plan['type'], invoice: InvoiceRow, reason: string, steps: PlannedStep[]): Plan {
  return {
    type,
    subject: {
      kind: 'invoice',
      id: invoice.id,
      label: `Invoice ${invoice.number}`,
      contractId: invoice.contract_id,
      invoiceId: invoice.id,
      legalEntityId: invoice.legal_entity_id,
      currency: invoice.currency,
    },
    reason,
    steps,
    undoes: null,
  };
}

/**
 * Plans the hold of an invoice at the level that its system offers: the billing events of the lines that are wrong, or
 * all of them when something blocks the whole invoice, or nothing does, but for those that are held or about to be. Throws
 * CONFLICT for an invoice that is out already, and where nothing is left to hold.
 */
export async function planHold(sql: Sql, invoiceId: string, targets: Targets, reason: string): Promise<Plan> {
  const invoice = await invoiceOf(sql, invoiceId);
  if (invoice.status !== 'draft' && invoice.status !== 'approved') {
    throw new HubError('CONFLICT', `invoice ${invoice.number} is ${invoice.status}: only what is not out can be held`);
  }
  const events = await eventsOf(sql, invoiceId);
  const wrong = events.filter((event) => event.blocked);
  const steps: PlannedStep[] = [];
  for (const event of (wrong.length > 0 ? wrong : events).filter((each) => each.held !== true && !each.holding)) {
    const target = targets.get(event.system);
    if (target === undefined) continue;
    demandStage(target, 'propose');
    steps.push(stepOf(target, event, 'hold', invoiceId));
  }
  if (steps.length === 0) throw new HubError('CONFLICT', `nothing of invoice ${invoice.number} is left to hold`);
  return planOf('holdInvoice', invoice, reason, steps);
}

/** Plans the release of an invoice's holds. It takes effect once nothing blocks the invoice any more. */
export async function planRelease(sql: Sql, invoiceId: string, targets: Targets, reason: string): Promise<Plan> {
  const invoice = await invoiceOf(sql, invoiceId);
  const steps: PlannedStep[] = [];
  for (const event of (await eventsOf(sql, invoiceId)).filter((each) => each.held === true)) {
    const target = targets.get(event.system);
    if (target === undefined) continue;
    demandStage(target, 'propose');
    steps.push(stepOf(target, event, 'release', invoiceId));
  }
  if (steps.length === 0) throw new HubError('CONFLICT', `invoice ${invoice.number} is not held`);
  return planOf('releaseInvoice', invoice, reason, steps);
}
