import {
  type FactSource,
  itself,
  pointedAtBy,
  pointingAt,
  valuesOf,
  type Waits,
  whereDelivered,
} from '../fact-source.ts';

const ofLines = (lines: string) =>
  `select l.invoice_id as id from invoice_line l where l.id in (${lines}) and l.invoice_id is not null`;

const billing = (condition: string, from = 'invoice_allocation') =>
  ofLines(`select a.invoice_line_id from ${from} a where ${condition}`);

const ofContracts = (contracts: string) => `select i.id from invoice i where i.contract_id in (${contracts})`;

const credits: Waits[] = [{ role: 'erp', kinds: ['invoice', 'credit_note'], through: 'invoiceChangedAt' }];
const taxProfiles: Waits[] = [{ role: 'erp', kinds: ['tax_profile'], through: 'invoiceChangedAt' }];
const rates: Waits[] = [{ role: 'erp', kinds: ['fx_rate'], through: 'invoiceChangedAt' }];

export const invoiceFacts: FactSource = {
  kind: 'invoice',
  about: 'Whether what an invoice rests on is approved, its currency and rate are right, and whether it is stuck.',
  sql: 'invoice.sql',
  columns: {
    invoiceNumber: { type: 'text', about: 'The number of the invoice.' },
    invoiceStatus: {
      type: 'text',
      about: 'The state of the invoice.',
      oneOf: valuesOf('invoice', 'status'),
    },
    invoiceTotal: { type: 'decimal', about: 'What it bills in all.' },
    invoiceChangedAt: { type: 'instant', about: 'When it last changed in the ERP.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    contractStatus: {
      type: 'text',
      about: 'The state of its contract.',
      oneOf: valuesOf('contract', 'status'),
    },
    projectsApproved: { type: 'boolean', about: 'Whether every project that it bills is approved.' },
    unapprovedProjects: { type: 'text', about: 'The projects that are not.' },
    purchaseOrderRequired: { type: 'boolean', about: 'Whether the customer pays only against a purchase order.' },
    purchaseOrdersKnownThrough: { type: 'instant', about: 'Through when the purchase orders are known.' },
    purchaseOrderCovers: {
      type: 'boolean',
      about:
        'Whether approved purchase orders cover everything billed on the contract, less what was credited, this invoice included.',
      waits: [{ role: 'psa', kinds: ['purchase_order'], through: 'invoiceChangedAt' }],
    },
    approvalCutOffAt: { type: 'instant', about: 'By when the time and expenses that it bills should be approved.' },
    timeKnownThrough: { type: 'instant', about: 'Through when time and expenses are known.' },
    unapprovedAmount: {
      type: 'decimal',
      about: 'What it bills of time and expenses that are not approved.',
      waits: whereDelivered(['time_entry', 'expense'], 'approvalCutOffAt'),
    },
    unapprovedEntries: { type: 'integer', about: 'How many entries that is.', unit: 'entries' },
    invoiceCurrency: { type: 'text', about: 'The currency that it is in.' },
    contractCurrency: { type: 'text', about: 'The currency that its contract is in.' },
    creditsKnownThrough: { type: 'instant', about: "Through when the ERP's invoices and credit notes are known." },
    miscurrencyAmount: {
      type: 'decimal',
      about: 'What it bills in another currency than that of its contract, less what was credited since.',
      waits: credits,
    },
    exchangeRate: { type: 'decimal', about: 'At which rate it was converted.', unit: 'to one' },
    exchangeRateOn: { type: 'date', about: 'The day of that rate.' },
    ratesKnownThrough: { type: 'instant', about: "Through when the ERP's rates are known." },
    policyRate: {
      type: 'decimal',
      about: "The firm's own rate on that day, of the type that the policy names.",
      unit: 'to one',
      waits: rates,
    },
    exchangeGapPercent: {
      type: 'decimal',
      about: 'How far the two rates are apart; nothing where nothing had to be converted.',
      unit: 'percent',
      waits: rates,
    },
    exchangeTolerancePercent: { type: 'decimal', about: 'How far apart they may be.', unit: 'percent' },
    misconvertedAmount: {
      type: 'decimal',
      about: 'What the difference between the rates comes to over what was not credited since, up or down.',
      waits: [...credits, ...rates],
    },
    readySince: {
      type: 'instant',
      about: 'Since when it has been approved, as far as the hub knows; unknown where it is not.',
    },
    releaseDueAt: { type: 'instant', about: 'When an invoice that was approved then should be out.' },
    held: { type: 'boolean', about: 'Whether anything that it bills is held in the ERP.' },
    taxProfilesKnownThrough: { type: 'instant', about: "Through when the ERP's tax profiles are known." },
    sellerRegistered: {
      type: 'boolean',
      about: 'Whether its company has a tax registration.',
      waits: taxProfiles,
    },
    buyerRegistered: { type: 'boolean', about: 'Whether its customer has one.', waits: taxProfiles },
    crossBorder: { type: 'boolean', about: 'Whether its customer is in another country than its company.' },
    placeOfSupplyKnown: { type: 'boolean', about: 'Whether the ERP knows in which country it supplies.' },
    taxCodesComplete: { type: 'boolean', about: 'Whether each of its lines has a tax code.' },
    orderReferenceRequired: { type: 'boolean', about: "Whether bills of its contract must name the customer's order." },
    orderReferencePresent: { type: 'boolean', about: 'Whether the ERP knows that order.' },
    taxMissing: { type: 'text', about: 'What it lacks to be taxed and accepted, as far as that is known.' },
  },
  touches: {
    invoice: `${itself} union ${ofContracts(pointedAtBy('invoice', 'contract_id').replace(' as id', ''))}`,
    contract: pointingAt('invoice', 'contract_id'),
    tax_profile: `
      select i.id from tax_profile_history h
        join invoice i on i.legal_entity_id = h.legal_entity_id
       where h.id = any ($1::uuid[]) and h.customer_id is null and (i.status is null or i.status in ('draft', 'approved'))
      union ${ofContracts(`select k.id from tax_profile_history h
        join contract k on k.customer_id = h.customer_id where h.id = any ($1::uuid[])`)}`,
    billing_schedule: ofContracts(pointedAtBy('billing_schedule', 'contract_id').replace(' as id', '')),
    fx_rate: `
      select i.id from fx_rate_history r
        join legal_entity e on e.currency = coalesce(r.to_currency, e.currency)
        join invoice i on i.legal_entity_id = e.id and i.currency = coalesce(r.from_currency, i.currency)
         and i.exchange_rate_on >= coalesce(r.rate_on, i.exchange_rate_on)
       where r.id = any ($1::uuid[])`,
    credit_note: `${pointedAtBy('credit_note', 'invoice_id')} union ${ofContracts(`select n.contract_id from invoice n
      where n.id in (select r.invoice_id from credit_note_history r where r.id = any ($1::uuid[]))`)}`,
    invoice_line: pointedAtBy('invoice_line', 'invoice_id'),
    invoice_allocation: billing('a.id = any ($1::uuid[])', 'invoice_allocation_history'),
    billing_event: billing('a.billing_event_id = any ($1::uuid[])'),
    project: `${billing('a.project_id = any ($1::uuid[])')}
      union ${billing('a.billing_event_id in (select b.id from billing_event b where b.project_id = any ($1::uuid[]))')}
      union ${ofContracts(pointedAtBy('project', 'contract_id').replace(' as id', ''))}`,
    time_entry: `${billing('a.time_entry_id = any ($1::uuid[])')}
      union ${billing(
        'a.billing_event_id in (select t.billing_event_id from time_entry_history t where t.id = any ($1::uuid[]))',
      )}`,
    expense: `${billing('a.expense_id = any ($1::uuid[])')}
      union ${billing(
        'a.billing_event_id in (select x.billing_event_id from expense_history x where x.id = any ($1::uuid[]))',
      )}`,
    purchase_order: `
      ${ofContracts('select o.contract_id from purchase_order_history o where o.id = any ($1::uuid[])')}
      union ${ofContracts(`select p.contract_id from purchase_order_history o
        join project_history p on p.id = o.project_id where o.id = any ($1::uuid[])`)}`,
  },
};
