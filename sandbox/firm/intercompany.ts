import { undisputed } from '../fusion/billing.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { InvoiceStatus } from './billing.ts';
import type { Project, Timecard } from './delivery.ts';
import type { Engagement, Work } from './engagement.ts';
import { type Firm, nextOf, type Office } from './offices.ts';
import { costOf, type Role } from './prices.ts';
import { cents, type Entity, type Ledger, plusDays } from './tables.ts';

/** What one company charges another for work on one of its projects. */
export interface Charge {
  provider: Entity;
  record: PodItem;
  amount: number;
  hours: number;
  currency: string;
  /** The other company, which owes it. */
  receiver: Entity;
}

/** The contract under which a company bills the others. */
function internalContract(ledger: Ledger, provider: Entity): PodItem {
  const number = `IC-${provider.code}`;
  const known = ledger.tables.erp['contracts']?.find(({ ContractNumber }) => ContractNumber === number);
  if (known !== undefined) return known;
  return ledger.pod('contracts', plusDays(ledger.today, -1000), {
    ContractId: ledger.podId(),
    ContractNumber: number,
    ContractTypeName: 'Intercompany',
    ContractStatus: 'Active',
    VersionType: 'C',
    MajorVersion: 1,
    BusinessUnitName: provider.name,
    CurrencyCode: provider.currency,
    EstimatedAmount: 0,
    StartDate: plusDays(ledger.today, -1000),
    EndDate: null,
  });
}

/** What to charge: hours at a price, for a period of a project. */
export interface Charged {
  project: Project;
  hours: number;
  price: number;
  from: string;
  through: string;
  on: string;
  status?: InvoiceStatus;
}

/** Bills another company for hours on its project. One that is out is in receivables too. */
export function addCharge(ledger: Ledger, provider: Entity, of: Charged): Charge {
  const { project, hours, on, status = 'Released' } = of;
  const receiver = project.contract.entity;
  const { currency } = provider;
  const amount = cents(hours * of.price);
  const InvoiceId = ledger.podId();
  const InvoiceNumber = `IC-${String(InvoiceId % 1_000_000).padStart(6, '0')}`;
  const record = ledger.pod('projectContractInvoices', on, {
    InvoiceId,
    InvoiceNumber,
    InvoiceStatus: status,
    BillingTypeCode: 'IC',
    BusinessUnitName: provider.name,
    ContractId: internalContract(ledger, provider)['ContractId'],
    InvoiceDate: on,
    InvoiceCurrencyCode: currency,
    InvoiceAmount: amount,
    InvoiceLines: [
      {
        InvoiceLineId: ledger.podId(),
        LineNumber: 1,
        LineDescription: `Work for ${receiver.name}`,
        Quantity: hours,
        InvoiceLineAmount: amount,
        BillingEventId: null,
        ProjectId: project.erp?.['ProjectId'] ?? null,
        ServiceFromDate: of.from,
        ServiceToDate: of.through,
        OutputTaxClassCode: null,
      },
    ],
  });
  if (status === 'Released') addInternalReceivable(ledger, { provider, record, on, amount });
  return { provider, record, amount, hours, currency, receiver };
}

function addInternalReceivable(
  ledger: Ledger,
  { provider, record, on, amount }: { provider: Entity; record: PodItem; on: string; amount: number },
): void {
  const CustomerTransactionId = ledger.podId();
  const DueDate = plusDays(on, 30);
  ledger.pod('receivablesInvoices', on, {
    CustomerTransactionId,
    TransactionNumber: record['InvoiceNumber'],
    CrossReference: String(record['InvoiceId']),
    BusinessUnit: provider.name,
    TransactionSource: 'Project Internal Invoices',
    DueDate,
    InvoiceStatus: 'Complete',
    InvoiceCurrencyCode: provider.currency,
    InvoiceBalanceAmount: amount,
    ...undisputed(CustomerTransactionId, ledger.podId(), DueDate, amount),
  });
}

/** Books a charge in the payables of the company that owes it: the work, and the tax that it settles itself. */
export function addPayable(ledger: Ledger, charge: Charge, on: string, amount = charge.amount): PodItem {
  const tax = cents(amount * 0.19);
  return ledger.pod('invoices', on, {
    InvoiceId: ledger.podId(),
    InvoiceNumber: charge.record['InvoiceNumber'],
    BusinessUnit: charge.receiver.name,
    Supplier: charge.provider.name,
    InvoiceSource: 'Projects Intercompany Invoices',
    InvoiceDate: on,
    InvoiceCurrency: charge.currency,
    InvoiceAmount: cents(amount + tax),
    CanceledFlag: false,
    invoiceLines: [
      { LineNumber: 1, LineType: 'Item', LineAmount: amount },
      { LineNumber: 2, LineType: 'Tax', LineAmount: tax },
    ],
  });
}

/** Another office than the one, and always the same of it. */
export function neighbourOf({ offices }: Firm, office: Office): Office {
  return offices[(offices.indexOf(office) + 1) % offices.length] as Office;
}

/** Lets somebody of another office do the work that one of the own was put on. */
export function lend({ assignment, cards }: Work, lender: Office): void {
  const person = nextOf(lender, assignment.record['pse__Role__c'] as Role);
  assignment.resource = person;
  assignment.record['pse__Resource__c'] = person.Id;
  for (const { record } of cards) record['pse__Resource__c'] = person.Id;
}

function transferPrice(lender: Entity, { assignment }: Work): number {
  return Math.round(costOf(lender.currency, assignment.record['pse__Role__c'] as Role) * 1.2);
}

const hoursOf = (card: Timecard) => card.amount / card.assignment.rate;

/** Charges somebody's weeks, from the first to the last of them, a few days after. */
export function chargeWork(
  firm: Firm,
  lender: Office,
  { project, ...work }: Work,
  of: { cards?: readonly Timecard[]; hours?: number; on?: string; status?: InvoiceStatus } = {},
): Charge {
  const cards = of.cards ?? work.cards;
  const through = cards.at(-1)?.weekEnd ?? '';
  const hours = of.hours ?? cards.reduce((total, card) => total + hoursOf(card), 0);
  return addCharge(firm.ledger, lender.entity, {
    project,
    hours,
    price: transferPrice(lender.entity, { project, ...work }),
    from: plusDays(cards[0]?.weekEnd ?? '', -6),
    through,
    on: of.on ?? plusDays(through, 4),
    ...(of.status === undefined ? {} : { status: of.status }),
  });
}

/** The only person's work of a deal. */
export function workOf({ work }: Engagement): Work {
  return work[0] as Work;
}
