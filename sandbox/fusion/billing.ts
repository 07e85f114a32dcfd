import { type Pod, type PodItem, podInstant } from './pod.ts';

/** How the pod stores an item and remembers that it did. */
export type WriteItem = (resource: string, item: PodItem, action: 'create' | 'update', marker: string | null) => void;

/** A line of a project invoice. */
export interface InvoiceLine {
  InvoiceLineId: number;
  LineNumber: number;
  LineDescription: string;
  InvoiceLineAmount: number;
  BillingEventId: number | null;
  [attribute: string]: unknown;
}

/** The installment of a receivable, of which a part may be in dispute. */
export interface Installment {
  InstallmentId: number;
  InstallmentSequenceNumber: number;
  InstallmentDueDate: string;
  OriginalAmount: number;
  DisputeAmount: number | null;
  DisputeDate: string | null;
}

/** The only installment of a receivable, and the flexfield that says who looks after a dispute: nobody, there is none. */
export function undisputed(CustomerTrxId: number, InstallmentId: number, dueOn: string, amount: unknown) {
  const installment: Installment = {
    InstallmentId,
    InstallmentSequenceNumber: 1,
    InstallmentDueDate: dueOn,
    OriginalAmount: amount as number,
    DisputeAmount: null,
    DisputeDate: null,
  };
  return {
    receivablesInvoiceInstallments: [installment],
    receivablesInvoiceDFF: [{ CustomerTrxId, disputeOwner: null as string | null }],
  };
}

/** What an invoice run did, invoice by invoice. */
export interface InvoiceRun {
  issued: string[];
  /** Left as drafts because an event of theirs is on hold. */
  held: { invoice: string; event: string }[];
}

const cents = (value: number) => Math.round(value * 100) / 100;

function linesOf(invoice: PodItem): InvoiceLine[] {
  return (invoice['InvoiceLines'] ?? []) as InvoiceLine[];
}

const isOpen = (invoice: PodItem) => invoice['InvoiceStatus'] === 'Draft' || invoice['InvoiceStatus'] === 'Submitted';

/** The invoice that an event stands on, if any. */
export function invoiceOf(pod: Pod, eventId: number): PodItem | undefined {
  return pod.find('projectContractInvoices', (invoice) =>
    linesOf(invoice).some((line) => line.BillingEventId === eventId),
  );
}

/** A draft follows its events: when an event's amount or text changes, so does its line. */
export function refreshDrafts(pod: Pod, event: PodItem, write: WriteItem): void {
  const invoice = invoiceOf(pod, event['EventId'] as number);
  if (invoice === undefined || !isOpen(invoice)) return;
  const lines = linesOf(invoice).map((line) =>
    line.BillingEventId === event['EventId']
      ? {
          ...line,
          InvoiceLineAmount: event['BillTrnsAmount'] as number,
          LineDescription: event['EventDescription'] as string,
        }
      : line,
  );
  const amount = cents(lines.reduce((total, line) => total + line.InvoiceLineAmount, 0));
  write(
    'projectContractInvoices',
    { ...invoice, InvoiceLines: lines, InvoiceAmount: amount, LastUpdateDate: podInstant(new Date()) },
    'update',
    null,
  );
}

function issue(pod: Pod, invoice: PodItem, write: WriteItem): void {
  const now = new Date();
  const LastUpdateDate = podInstant(now);
  const InvoiceDate = LastUpdateDate.slice(0, 10);
  write(
    'projectContractInvoices',
    { ...invoice, InvoiceStatus: 'Released', InvoiceDate, LastUpdateDate },
    'update',
    null,
  );
  const CustomerTransactionId = pod.newId('receivablesInvoices');
  const DueDate = podInstant(new Date(now.getTime() + 30 * 86_400_000)).slice(0, 10);
  write(
    'receivablesInvoices',
    {
      CustomerTransactionId,
      TransactionNumber: invoice['InvoiceNumber'],
      CrossReference: String(invoice['InvoiceId']),
      BusinessUnit: invoice['BusinessUnitName'],
      DueDate,
      InvoiceStatus: 'Complete',
      InvoiceCurrencyCode: invoice['InvoiceCurrencyCode'],
      InvoiceBalanceAmount: invoice['InvoiceAmount'],
      ...undisputed(CustomerTransactionId, pod.newId('receivablesInvoices'), DueDate, invoice['InvoiceAmount']),
      LastUpdateDate,
    },
    'create',
    null,
  );
  for (const line of linesOf(invoice)) {
    const event = line.BillingEventId === null ? undefined : pod.get('projectBillingEvents', line.BillingEventId);
    if (event !== undefined)
      write('projectBillingEvents', { ...event, InvoicedFlag: 'Y', LastUpdateDate }, 'update', null);
  }
}

/** Issues every open invoice of the contract, or of all, except those with an event on hold. */
export function runInvoices(pod: Pod, write: WriteItem, contractNumber?: string): InvoiceRun {
  const run: InvoiceRun = { issued: [], held: [] };
  for (const invoice of [...pod.table('projectContractInvoices').values()]) {
    if (!isOpen(invoice)) continue;
    const contract = pod.get('contracts', invoice['ContractId'] as number);
    if (contractNumber !== undefined && contract?.['ContractNumber'] !== contractNumber) continue;
    const events = linesOf(invoice).flatMap((line) =>
      line.BillingEventId === null ? [] : (pod.get('projectBillingEvents', line.BillingEventId) ?? []),
    );
    const held = events.find((event) => event['BillHold'] === 'Y');
    if (held === undefined) {
      issue(pod, invoice, write);
      run.issued.push(String(invoice['InvoiceNumber']));
    } else run.held.push({ invoice: String(invoice['InvoiceNumber']), event: String(held['EventNumber']) });
  }
  return run;
}
