import { Timeline } from '../timeline.ts';

/** An item of the simulated pod. */
export type PodItem = Record<string, unknown> & { LastUpdateDate: string };

/** What a resource is made of. */
export interface PodResource {
  key: string;
  attributes: readonly string[];
  /** Child collections that `expand` brings along. */
  children?: readonly string[];
  /** Attributes that POST demands. */
  required?: readonly string[];
  /** Attributes that PATCH may change; without the list the resource is read-only. */
  writable?: readonly string[];
  /** Addressed by a hash of several columns instead of the key. */
  hashed?: boolean;
  /** Does not say when its items changed. */
  unstamped?: boolean;
}

/** The resources of the pod. Attribute names are Oracle's; child shapes of invoices and receipts are ours. */
export const podResources: Readonly<Record<string, PodResource>> = {
  contracts: {
    key: 'ContractId',
    attributes: [
      'ContractNumber',
      'ContractTypeName',
      'ContractStatus',
      'VersionType',
      'MajorVersion',
      'BusinessUnitName',
      'CurrencyCode',
      'EstimatedAmount',
      'StartDate',
      'EndDate',
      'CustPoNumber',
      'CustPoNumberReqYn',
    ],
    writable: ['EstimatedAmount'],
    hashed: true,
  },
  projects: {
    key: 'ProjectId',
    attributes: ['ProjectNumber', 'ProjectName', 'ProjectStatus', 'BusinessUnitName'],
    children: ['Tasks'],
  },
  projectBillingEvents: {
    key: 'EventId',
    attributes: [
      'EventNumber',
      'EventDescription',
      'BusinessUnitName',
      'OrganizationName',
      'ContractTypeName',
      'ContractId',
      'ContractNumber',
      'ContractLineNumber',
      'EventTypeName',
      'ProjectId',
      'ProjectNumber',
      'TaskNumber',
      'CompletionDate',
      'BillTrnsAmount',
      'BillTrnsCurrencyCode',
      'BillHold',
      'InvoicedFlag',
      'SourceName',
      'SourceReference',
    ],
    required: ['BusinessUnitName', 'ContractNumber', 'ContractLineNumber', 'EventTypeName', 'BillTrnsAmount'],
    writable: ['EventDescription', 'BillTrnsAmount', 'BillHold'],
    hashed: true,
  },
  projectContractInvoices: {
    key: 'InvoiceId',
    attributes: [
      'InvoiceNumber',
      'InvoiceStatus',
      'BillingTypeCode',
      'BusinessUnitName',
      'ContractId',
      'InvoiceDate',
      'InvoiceCurrencyCode',
      'InvoiceAmount',
    ],
    children: ['InvoiceLines'],
  },
  receivablesInvoices: {
    key: 'CustomerTransactionId',
    attributes: [
      'TransactionNumber',
      'CrossReference',
      'BusinessUnit',
      'TransactionSource',
      'DueDate',
      'InvoiceStatus',
      'InvoiceCurrencyCode',
      'InvoiceBalanceAmount',
      'ConversionRate',
      'ConversionDate',
      'ConversionRateType',
    ],
    children: ['receivablesInvoiceInstallments', 'receivablesInvoiceDFF'],
  },
  invoices: {
    key: 'InvoiceId',
    attributes: [
      'InvoiceNumber',
      'BusinessUnit',
      'Supplier',
      'InvoiceSource',
      'InvoiceDate',
      'InvoiceCurrency',
      'InvoiceAmount',
      'CanceledFlag',
    ],
    children: ['invoiceLines'],
    hashed: true,
  },
  receivablesCreditMemos: {
    key: 'CustomerTransactionId',
    attributes: [
      'TransactionNumber',
      'BusinessUnit',
      'CreditMemoCurrency',
      'TransactionDate',
      'CreditMemoAmount',
      'OriginalTransactionId',
      'OriginalInvoiceLineId',
    ],
  },
  receivablesAdjustments: {
    key: 'AdjustmentId',
    attributes: [
      'AdjustmentNumber',
      'AdjustmentType',
      'AdjustmentAmount',
      'AdjustmentDate',
      'AccountingDate',
      'Status',
      'ReceivablesActivity',
      'AdjustmentReason',
      'BusinessUnit',
      'Currency',
      'CustomerTransactionId',
      'TransactionNumber',
      'TransactionClass',
      'CreatedBy',
      'ApprovedBy',
    ],
  },
  standardReceipts: {
    key: 'StandardReceiptId',
    attributes: [
      'ReceiptNumber',
      'BusinessUnit',
      'Currency',
      'ReceiptDate',
      'Amount',
      'UnappliedAmount',
      'CustomerAccountNumber',
    ],
    children: ['remittanceReferences'],
  },
  revenueContracts: {
    key: 'RevenueContractId',
    attributes: ['ContractId', 'CurrencyCode'],
    children: ['revenueLines'],
  },
  projectContractRevenue: {
    key: 'RevenueDistributionId',
    attributes: [
      'BillingTypeCode',
      'BillTransactionTypeCode',
      'TransactionId',
      'AccountingDate',
      'ContractId',
      'ContractCurrencyCode',
      'ContractCurrencyRevenueAmount',
    ],
    hashed: true,
  },
  currencyRates: {
    key: 'CurrencyRateId',
    attributes: ['FromCurrency', 'ToCurrency', 'ConversionDate', 'ConversionRate', 'UserConversionType'],
  },
  expenditureTypes: {
    key: 'ExpenditureTypeId',
    attributes: [
      'ExpenditureTypeName',
      'SystemLinkageFunction',
      'SystemLinkageFunctionName',
      'ExpenditureTypeStartActiveDate',
      'ExpenditureTypeEndActiveDate',
    ],
    unstamped: true,
  },
  partyTaxProfiles: {
    key: 'PartyTaxProfileId',
    attributes: ['PartyTypeCode', 'PartyName', 'PartyNumber', 'CountryCode', 'RepRegistrationNumber'],
  },
};

/** The tables of the simulated pod. */
export class Pod {
  private readonly tables = new Map<string, Map<string, PodItem>>();
  private readonly timelines = new Map<string, Timeline<PodItem>>();
  private count = 0;

  table(resource: string): Map<string, PodItem> {
    const known = this.tables.get(resource);
    if (known !== undefined) return known;
    const table = new Map<string, PodItem>();
    this.tables.set(resource, table);
    return table;
  }

  get(resource: string, key: string | number): PodItem | undefined {
    return this.table(resource).get(String(key));
  }

  put(resource: string, item: PodItem): void {
    const key = String(item[podResources[resource]?.key ?? '']);
    const before = this.table(resource).get(key);
    this.table(resource).set(key, item);
    this.timeline(resource).put(item, before);
  }

  /** A resource's items in the order of their last change. */
  timeline(resource: string): Timeline<PodItem> {
    const known = this.timelines.get(resource);
    if (known !== undefined) return known;
    const key = podResources[resource]?.key ?? '';
    const timeline = new Timeline<PodItem>((item) => ({
      at: new Date(item.LastUpdateDate).getTime(),
      key: Number(item[key]),
    }));
    this.timelines.set(resource, timeline);
    return timeline;
  }

  /** An id that no item has; real ids are of this size. */
  newId(resource: string): number {
    for (;;) {
      this.count += 1;
      const id = 300_000_900_000_000 + this.count;
      if (!this.table(resource).has(String(id))) return id;
    }
  }

  find(resource: string, matches: (item: PodItem) => boolean): PodItem | undefined {
    for (const item of this.table(resource).values()) if (matches(item)) return item;
    return undefined;
  }
}

/** An instant as the pod writes it. */
export function podInstant(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}
