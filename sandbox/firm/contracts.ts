import type { OrgRecord } from '../force/org.ts';
import type { PodItem } from '../fusion/pod.ts';
import { cents, type Entity, type Ledger, plusDays } from './tables.ts';

/** A client, as the CRM knows it. */
export interface Customer {
  account: OrgRecord;
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

function product(ledger: Ledger, family: string): OrgRecord {
  const known = ledger.tables.crm['Product2']?.find((record) => record['Family'] === family);
  return known ?? ledger.force('crm', 'Product2', plusDays(ledger.today, -900), { Name: family, Family: family });
}

/** Adds a client to the CRM, on the date of its first contact. */
export function addCustomer(ledger: Ledger, name: string, entity: Entity, on: string): Customer {
  const number = `C-${String((ledger.tables.crm['Account']?.length ?? 0) + 1).padStart(5, '0')}`;
  const account = ledger.force('crm', 'Account', on, {
    Name: name,
    AccountNumber: number,
    BillingCountry: entity.country,
    CurrencyIsoCode: entity.currency,
  });
  return { account, number };
}

function addOrder(
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

function addItem(ledger: Ledger, order: OrgRecord, offer: Offer, on: string): Item {
  const byTheHour = offer.byTheHour ?? false;
  const plannedOn = offer.plannedOn ?? on;
  const record = ledger.force('crm', 'OrderItem', on, {
    OrderId: order.Id,
    OrderItemNumber: String(ledger.next()).padStart(10, '0'),
    OriginalOrderItemId: null,
    Product2Id: product(ledger, byTheHour ? families.byTheHour : families.fixed).Id,
    Description: offer.name,
    Quantity: 1,
    UnitPrice: offer.amount,
    ServiceDate: byTheHour ? on : plannedOn,
    EndDate: null,
    Billing_Limit__c: offer.limit ?? null,
  });
  return { record, name: offer.name, amount: offer.amount, byTheHour, plannedOn, dropped: false };
}

/** The value of a contract: what its items that still stand add up to. */
export function contractValue(contract: Contract): number {
  return cents(contract.items.filter((item) => !item.dropped).reduce((total, item) => total + item.amount, 0));
}

/** Adds a contract with what it sells: to the CRM, as a copy to the ERP, and to what PSA can see of the CRM. */
export function addContract(
  ledger: Ledger,
  of: {
    entity: Entity;
    practice: string;
    customer: Customer;
    signedOn: string;
    offers: readonly Offer[];
    poRequired?: boolean;
    status?: 'Activated' | 'Draft';
  },
): Contract {
  const { entity, practice, customer, signedOn } = of;
  const status = of.status ?? 'Activated';
  const number = String((ledger.tables.crm['Contract']?.length ?? 0) + 100).padStart(8, '0');
  const name = of.offers[0]?.name ?? 'Services';
  const record = ledger.force('crm', 'Contract', signedOn, {
    ContractNumber: number,
    AccountId: customer.account.Id,
    Description: `${customer.account['Name']}: ${name}`,
    StartDate: signedOn,
    EndDate: plusDays(signedOn, 540),
    Status: status,
    StatusCode: status,
    ActivatedDate: status === 'Activated' ? `${signedOn}T09:00:00.000+0000` : null,
    CustomerSignedDate: signedOn,
    CurrencyIsoCode: entity.currency,
    Legal_Entity__c: entity.code,
    Practice__c: practice,
    PO_Required__c: of.poRequired ?? false,
  });
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
    CurrencyCode: entity.currency,
    EstimatedAmount: amount,
    StartDate: signedOn,
    EndDate: plusDays(signedOn, 540),
  });
  // Certinia runs on the CRM's platform and knows the contract by way of its opportunity.
  ledger.tables.psa['Contract'] ??= [];
  ledger.tables.psa['Contract'].push({ ...record });
  return {
    entity,
    practice,
    customer,
    number,
    currency: entity.currency,
    signedOn,
    record,
    order,
    erp,
    items,
    changes: 0,
  };
}

/** What a change order takes away and adds. */
export interface Change {
  on: string;
  drop: readonly Item[];
  add: readonly Offer[];
}

/** Signs a change order in the CRM alone: a new activated order, and a reduction order for what falls away. */
export function changeContract(ledger: Ledger, contract: Contract, change: Change): Item[] {
  contract.changes += 1;
  const OrderReferenceNumber = `${contract.number}-CO${contract.changes}`;
  const order = addOrder(ledger, contract.record.Id, contract.customer.account, change.on, { OrderReferenceNumber });
  const added = change.add.map((offer) => addItem(ledger, order, offer, change.on));
  if (change.drop.length > 0) {
    const reduction = addOrder(ledger, contract.record.Id, contract.customer.account, change.on, {
      OrderReferenceNumber,
      IsReductionOrder: true,
      OriginalOrderId: contract.order.Id,
    });
    for (const item of change.drop) {
      ledger.force('crm', 'OrderItem', change.on, {
        OrderId: reduction.Id,
        OrderItemNumber: String(ledger.next()).padStart(10, '0'),
        OriginalOrderItemId: item.record.Id,
        Product2Id: item.record['Product2Id'],
        Description: item.name,
        Quantity: -1,
        UnitPrice: item.amount,
        ServiceDate: null,
        EndDate: null,
        Billing_Limit__c: null,
      });
      item.dropped = true;
    }
  }
  contract.items.push(...added);
  return added;
}
