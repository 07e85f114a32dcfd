import type { OrgRecord } from '../force/org.ts';
import type { PodItem } from '../fusion/pod.ts';
import { cents, type Entity, type Ledger, plusDays } from './tables.ts';
import { addBuyerProfile, addSellerProfile } from './tax-profiles.ts';

/** A client, as the CRM knows it, and the copy of it in the PSA. */
export interface Customer {
  account: OrgRecord;
  copy: OrgRecord;
  /** What the ERP knows of it for tax. */
  taxProfile: PodItem;
  number: string;
}

/** One thing sold. */
export interface Item {
  record: OrgRecord;
  name: string;
  amount: number;
  byTheHour: boolean;
  /** For a fixed price: when it is due. */
  plannedOn: string;
  /** Since when it is sold. */
  addedOn: string;
  dropped: boolean;
}

/** A contract in the CRM and its copy in the ERP. */
export interface Contract {
  entity: Entity;
  practice: string;
  customer: Customer;
  number: string;
  currency: string;
  signedOn: string;
  record: OrgRecord;
  order: OrgRecord;
  erp: PodItem;
  items: Item[];
  changes: number;
}

/** What to sell. `limit` caps what may be billed where it is lower than the price. */
export interface Offer {
  name: string;
  amount: number;
  byTheHour?: boolean;
  plannedOn?: string;
  limit?: number;
}

const families = { fixed: 'Fixed Price', byTheHour: 'Time and Materials' };

/** Opens an account, in the CRM and in the PSA alike. */
export function addCustomer(ledger: Ledger, name: string, entity: Entity, on: string): Customer {
  const number = `C-${String((ledger.tables.crm['Account']?.length ?? 0) + 1).padStart(5, '0')}`;
  const place = Number(number.slice(2));
  const fields = {
    Name: name,
    AccountNumber: number,
    BillingStreet: `${(place % 180) + 1} Market Street`,
    BillingCity: 'Newtown',
    BillingPostalCode: String(10_000 + ((place * 37) % 89_000)),
    BillingCountry: entity.country,
    Tax_Id__c: `${entity.country}${100_000_000 + place * 7919}`,
    Payment_Terms__c: 'Net 30',
    CurrencyIsoCode: entity.currency,
  };
  const account = ledger.force('crm', 'Account', on, fields);
  addSellerProfile(ledger, entity);
  const taxProfile = addBuyerProfile(ledger, on, fields);
  return { account, copy: ledger.force('psa', 'Account', on, fields), taxProfile, number };
}

/** Adds an activated order under a contract. */
export function addOrder(
  ledger: Ledger,
  contractId: string,
  account: OrgRecord,
  on: string,
  fields: Record<string, unknown>,
): OrgRecord {
  return ledger.force('crm', 'Order', on, {
    ContractId: contractId,
    AccountId: account.Id,
    OrderNumber: String(ledger.next()).padStart(8, '0'),
    OrderReferenceNumber: null,
    Status: 'Activated',
    StatusCode: 'Activated',
    EffectiveDate: on,
    ActivatedDate: `${on}T09:00:00.000+0000`,
    IsReductionOrder: false,
    OriginalOrderId: null,
    PoNumber: null,
    ...fields,
  });
}

/** Adds what an order sells. */
export function addItem(ledger: Ledger, order: OrgRecord, offer: Offer, on: string): Item {
  const byTheHour = offer.byTheHour ?? false;
  const plannedOn = offer.plannedOn ?? on;
  const family = byTheHour ? families.byTheHour : families.fixed;
  const record = ledger.force('crm', 'OrderItem', on, {
    OrderId: order.Id,
    OrderItemNumber: String(ledger.next()).padStart(10, '0'),
    OriginalOrderItemId: null,
    Product2Id: ledger.named('crm', 'Product2', family, { Family: family }).Id,
    Description: offer.name,
    Quantity: 1,
    UnitPrice: offer.amount,
    ServiceDate: byTheHour ? on : plannedOn,
    EndDate: null,
    Billing_Limit__c: offer.limit ?? null,
  });
  return { record, name: offer.name, amount: offer.amount, byTheHour, plannedOn, addedOn: on, dropped: false };
}

/** The value of a contract: what its items that still stand add up to. */
export function contractValue(contract: Contract): number {
  return cents(contract.items.filter((item) => !item.dropped).reduce((total, item) => total + item.amount, 0));
}

/** What may become of a contract once it is signed: its status in the CRM, and what the ERP calls that. */
const erpStatuses = { Activated: 'Active', 'On Hold': 'On hold', Completed: 'Closed', Terminated: 'Canceled' } as const;

/** Says in the CRM and in the ERP what has become of a contract. */
export function setContractStatus(
  ledger: Ledger,
  contract: Contract,
  status: keyof typeof erpStatuses,
  on: string,
): void {
  contract.record['Status'] = status;
  contract.erp['ContractStatus'] = erpStatuses[status];
  ledger.changed(contract.record, on);
  ledger.changed(contract.erp, on);
}

/** Says in the CRM and in the ERP when a contract ends. */
export function setTerm(ledger: Ledger, contract: Contract, { endsOn }: { endsOn: string }): void {
  contract.record['EndDate'] = endsOn;
  contract.erp['EndDate'] = endsOn;
  ledger.changed(contract.record, contract.signedOn);
  ledger.changed(contract.erp, contract.signedOn);
}

type Terms = Parameters<typeof addContract>[1];

function addRecord(ledger: Ledger, of: Terms, state: Record<string, unknown>): OrgRecord {
  const { entity, practice, customer, signedOn } = of;
  return ledger.force('crm', 'Contract', signedOn, {
    ContractNumber: String((ledger.tables.crm['Contract']?.length ?? 0) + 100).padStart(8, '0'),
    AccountId: customer.account.Id,
    Description: `${customer.account['Name']}: ${of.offers[0]?.name ?? 'Services'}`,
    StartDate: signedOn,
    EndDate: plusDays(signedOn, 540),
    CurrencyIsoCode: of.currency ?? entity.currency,
    Legal_Entity__c: entity.code,
    Practice__c: practice,
    PO_Required__c: of.poRequired ?? false,
    ...state,
  });
}

/** Drafts a contract: only the CRM has it, and what it would sell stands on an order that is not activated. */
export function addDraftContract(ledger: Ledger, of: Terms): OrgRecord {
  const draft = { Status: 'Draft', StatusCode: 'Draft', ActivatedDate: null };
  const record = addRecord(ledger, of, { ...draft, CustomerSignedDate: null });
  const order = addOrder(ledger, record.Id, of.customer.account, of.signedOn, draft);
  for (const offer of of.offers) addItem(ledger, order, offer, of.signedOn);
  return record;
}

/** Signs a contract: it is in the CRM with its first order, and in the ERP. */
export function addContract(
  ledger: Ledger,
  of: {
    entity: Entity;
    practice: string;
    customer: Customer;
    signedOn: string;
    offers: readonly Offer[];
    poRequired?: boolean;
    /** The company's own, unless another one was agreed. */
    currency?: string;
  },
): Contract {
  const { entity, practice, customer, signedOn, currency = entity.currency } = of;
  const record = addRecord(ledger, of, {
    Status: 'Activated',
    StatusCode: 'Activated',
    ActivatedDate: `${signedOn}T09:00:00.000+0000`,
    CustomerSignedDate: signedOn,
  });
  const number = String(record['ContractNumber']);
  const order = addOrder(ledger, record.Id, customer.account, signedOn, {});
  const items = of.offers.map((offer) => addItem(ledger, order, offer, signedOn));
  const amount = cents(items.reduce((total, item) => total + item.amount, 0));
  const erp = ledger.pod('contracts', signedOn, {
    ContractId: ledger.podId(),
    ContractNumber: number,
    ContractTypeName: 'Sell: Project lines',
    ContractStatus: 'Active',
    VersionType: 'C',
    MajorVersion: 1,
    BusinessUnitName: entity.name,
    CurrencyCode: currency,
    EstimatedAmount: amount,
    StartDate: signedOn,
    EndDate: plusDays(signedOn, 540),
    CustPoNumber: null,
    CustPoNumberReqYn: 'N',
  });
  // Certinia runs on the CRM's platform and knows the contract by way of its opportunity.
  ledger.tables.psa['Contract'] ??= [];
  const { Id, CreatedDate, IsDeleted, ContractNumber, SystemModstamp, LastModifiedDate } = record;
  const known = { Id, CreatedDate, IsDeleted, ContractNumber, CurrencyIsoCode: currency };
  ledger.tables.psa['Contract'].push({ ...known, SystemModstamp, LastModifiedDate });
  return {
    entity,
    practice,
    customer,
    number,
    currency,
    signedOn,
    record,
    order,
    erp,
    items,
    changes: 0,
  };
}
