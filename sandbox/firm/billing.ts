import type { OrgRecord } from '../force/org.ts';
import type { InvoiceLine } from '../fusion/billing.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { Contract, Item } from './contracts.ts';
import type { Project, Timecard } from './delivery.ts';
import type { Expense } from './project-records.ts';
import { addReceipt } from './receipts.ts';
import { addReceivable } from './receivable.ts';
import { cents, type Ledger } from './tables.ts';

/** Something that the ERP bills. */
export interface Event {
  item: PodItem;
  amount: number;
  description: string;
}

/** An invoice in project billing and, once it is out, in receivables. */
export interface Invoice {
  contract: Contract;
  record: PodItem;
  receivable: PodItem | undefined;
  amount: number;
  lines: InvoiceLine[];
  events: readonly Event[];
  issuedOn: string;
  service: { serviceFrom?: string; serviceTo?: string };
}

function addEvent(
  ledger: Ledger,
  contract: Contract,
  project: Project | undefined,
  on: string,
  of: Record<string, unknown>,
): Event {
  const EventId = ledger.podId();
  const item = ledger.pod('projectBillingEvents', on, {
    EventId,
    EventNumber: EventId % 1_000_000,
    BusinessUnitName: contract.entity.name,
    OrganizationName: 'Services',
    ContractTypeName: 'Sell: Project lines',
    ContractId: contract.erp['ContractId'],
    ContractNumber: contract.number,
    ContractLineNumber: '1',
    EventTypeName: 'Milestone',
    ProjectId: project?.erp?.['ProjectId'] ?? null,
    ProjectNumber: project?.erp?.['ProjectNumber'] ?? null,
    BillTrnsCurrencyCode: contract.currency,
    BillHold: 'N',
    InvoicedFlag: 'N',
    ...of,
  });
  return { item, amount: of['BillTrnsAmount'] as number, description: of['EventDescription'] as string };
}

/** Plans the bill of a milestone: an event that names the CRM's item as its source. */
export function addMilestoneEvent(ledger: Ledger, contract: Contract, project: Project | undefined, item: Item): Event {
  return addEvent(ledger, contract, project, item.addedOn, {
    EventDescription: item.name,
    CompletionDate: item.plannedOn,
    BillTrnsAmount: item.amount,
    SourceName: 'CRM',
    SourceReference: item.record.Id,
  });
}

/** Bills something that somebody typed into the ERP, without a source. */
export function addManualEvent(
  ledger: Ledger,
  project: Project,
  of: { amount: number; on: string; description: string },
): Event {
  return addEvent(ledger, project.contract, project, of.on, {
    EventDescription: of.description,
    CompletionDate: of.on,
    BillTrnsAmount: of.amount,
    SourceName: null,
    SourceReference: null,
  });
}

/** What a billing event of PSA gathers. */
export interface Billable {
  cards: readonly Timecard[];
  expenses?: readonly Expense[];
}

function addEventItem(ledger: Ledger, event: OrgRecord, amount: number, category: string, on: string): OrgRecord {
  return ledger.force('psa', 'pse__Billing_Event_Item__c', on, {
    pse__Billing_Event__c: event.Id,
    pse__Amount__c: amount,
    pse__Category__c: category,
  });
}

/** Bills time and expenses: an event of PSA that they go into, and the ERP's event for it. */
export function addTimeEvent(ledger: Ledger, project: Project, of: Billable, on: string): Event {
  const { cards, expenses = [] } = of;
  const key = `BE-${String((ledger.tables.psa['pse__Billing_Event__c']?.length ?? 0) + 1).padStart(6, '0')}`;
  const event = ledger.force('psa', 'pse__Billing_Event__c', on, {
    pse__Event_Key__c: key,
    pse__Date__c: on,
    pse__Project__c: project.record.Id,
  });
  for (const card of cards) {
    const item = addEventItem(ledger, event, card.amount, 'Timecard', on);
    ledger.force('psa', 'pse__Timecard__c', on, {
      pse__Timecard_Header__c: card.record.Id,
      pse__Billing_Event_Item__c: item.Id,
    });
    card.billed = true;
  }
  for (const expense of expenses) {
    expense.record['pse__Billing_Event_Item__c'] = addEventItem(ledger, event, expense.amount, 'Expense', on).Id;
    expense.billed = true;
  }
  return addEvent(ledger, project.contract, project, on, {
    EventDescription: `${project.record['Name']}, time through ${on}`,
    CompletionDate: on,
    BillTrnsAmount: cents([...cards, ...expenses].reduce((total, each) => total + each.amount, 0)),
    SourceName: 'CERTINIA',
    SourceReference: key,
  });
}

/** How far an invoice has come in project billing. */
export type InvoiceStatus = 'Draft' | 'Approved' | 'Released' | 'Canceled';

/** Bills events on one invoice. An issued one is in receivables too, open in full. */
export function addInvoice(
  ledger: Ledger,
  contract: Contract,
  of: { events: readonly Event[]; on: string; status: InvoiceStatus; serviceFrom?: string; serviceTo?: string },
): Invoice {
  const issued = of.status === 'Released';
  const InvoiceNumber = `INV-${String((ledger.tables.erp['projectContractInvoices']?.length ?? 0) + 1).padStart(6, '0')}`;
  const lines = of.events.map(
    (event, place): InvoiceLine => ({
      InvoiceLineId: ledger.podId(),
      LineNumber: place + 1,
      LineDescription: event.description,
      Quantity: 1,
      InvoiceLineAmount: event.amount,
      BillingEventId: event.item['EventId'] as number,
      ProjectId: event.item['ProjectId'],
      ServiceFromDate: of.serviceFrom ?? null,
      ServiceToDate: of.serviceTo ?? of.on,
      OutputTaxClassCode: 'STANDARD',
    }),
  );
  const amount = cents(lines.reduce((total, line) => total + line.InvoiceLineAmount, 0));
  const record = ledger.pod('projectContractInvoices', of.on, {
    InvoiceId: ledger.podId(),
    InvoiceNumber,
    InvoiceStatus: of.status,
    BillingTypeCode: 'EX',
    BusinessUnitName: contract.entity.name,
    ContractId: contract.erp['ContractId'],
    InvoiceDate: of.on,
    InvoiceCurrencyCode: contract.currency,
    InvoiceAmount: amount,
    InvoiceLines: lines,
  });
  if (issued) for (const event of of.events) event.item['InvoicedFlag'] = 'Y';
  const receivable = issued ? addReceivable(ledger, contract, { on: of.on, record, amount }) : undefined;
  const { serviceFrom, serviceTo } = of;
  const service = serviceFrom === undefined || serviceTo === undefined ? {} : { serviceFrom, serviceTo };
  return { contract, record, receivable, amount, lines, events: of.events, issuedOn: of.on, service };
}

/** Applies cash to an invoice and lowers what is open of it. */
export function addPayment(ledger: Ledger, invoice: Invoice, amount: number, on: string): PodItem {
  const { receivable, contract } = invoice;
  if (receivable === undefined) throw new Error('an invoice that is not out can not be paid');
  receivable['InvoiceBalanceAmount'] = cents((receivable['InvoiceBalanceAmount'] as number) - amount);
  ledger.changed(receivable, on);
  return addReceipt(ledger, contract, {
    on,
    amount,
    unapplied: 0,
    references: [
      {
        ApplicationId: ledger.podId(),
        ReferenceTransactionId: receivable['CustomerTransactionId'],
        ReferenceAmount: amount,
        ApplicationDate: on,
      },
    ],
  });
}

/** Takes back one line of an invoice, or a part of it. */
export function addCredit(
  ledger: Ledger,
  invoice: Invoice,
  line: InvoiceLine,
  on: string,
  amount = line.InvoiceLineAmount,
): PodItem {
  const { receivable, contract } = invoice;
  if (receivable === undefined) throw new Error('an invoice that is not out can not be credited');
  receivable['InvoiceBalanceAmount'] = cents((receivable['InvoiceBalanceAmount'] as number) - amount);
  ledger.changed(receivable, on);
  return ledger.pod('receivablesCreditMemos', on, {
    CustomerTransactionId: ledger.podId(),
    TransactionNumber: `CM-${String((ledger.tables.erp['receivablesCreditMemos']?.length ?? 0) + 1).padStart(6, '0')}`,
    BusinessUnit: contract.entity.name,
    CreditMemoCurrency: contract.currency,
    TransactionDate: on,
    CreditMemoAmount: amount,
    OriginalTransactionId: receivable['CustomerTransactionId'],
    OriginalInvoiceLineId: line.InvoiceLineId,
  });
}

/** Spreads a contract's value over months as revenue. */
export function addRevenue(
  ledger: Ledger,
  contract: Contract,
  amounts: readonly { on: string; amount: number }[],
): PodItem {
  return ledger.pod('revenueContracts', contract.signedOn, {
    RevenueContractId: ledger.podId(),
    ContractId: contract.erp['ContractId'],
    CurrencyCode: contract.currency,
    revenueLines: amounts.map(({ on, amount }) => ({
      RevenueLineId: ledger.podId(),
      RevenueDate: on,
      RevenueAmount: amount,
    })),
  });
}
