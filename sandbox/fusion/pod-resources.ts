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
