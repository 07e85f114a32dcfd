import type { OrgSchema } from './org.ts';

const contractLookups = { AccountId: { relationship: 'Account', object: 'Account' } };

/** What accounts have, in the CRM and in the PSA's org; the last two are the firm's own. */
export const accountFields = [
  'Name',
  'AccountNumber',
  'BillingStreet',
  'BillingCity',
  'BillingPostalCode',
  'BillingCountry',
  'Tax_Id__c',
  'Payment_Terms__c',
];

/** The CRM: accounts, contracts and the orders under them, and the firm's own copies of its ERP's invoices. */
export const crmSchema: OrgSchema = {
  objects: {
    Account: { prefix: '001', fields: [...accountFields, 'CurrencyIsoCode'], lookups: {} },
    Contract: {
      prefix: '800',
      fields: [
        'ContractNumber',
        'Description',
        'StartDate',
        'EndDate',
        'Status',
        'StatusCode',
        'ActivatedDate',
        'CustomerSignedDate',
        'CurrencyIsoCode',
        'Legal_Entity__c',
        'Practice__c',
        'PO_Required__c',
      ],
      lookups: contractLookups,
    },
    Order: {
      prefix: '801',
      fields: [
        'OrderNumber',
        'OrderReferenceNumber',
        'Status',
        'StatusCode',
        'EffectiveDate',
        'ActivatedDate',
        'IsReductionOrder',
        'PoNumber',
      ],
      lookups: {
        ...contractLookups,
        ContractId: { relationship: 'Contract', object: 'Contract' },
        OriginalOrderId: { relationship: 'OriginalOrder', object: 'Order' },
      },
    },
    OrderItem: {
      prefix: '802',
      fields: ['OrderItemNumber', 'Description', 'Quantity', 'UnitPrice', 'ServiceDate', 'EndDate', 'Billing_Limit__c'],
      lookups: {
        OrderId: { relationship: 'Order', object: 'Order', master: true },
        OriginalOrderItemId: { relationship: 'OriginalOrderItem', object: 'OrderItem' },
        Product2Id: { relationship: 'Product2', object: 'Product2' },
      },
    },
    ERP_Invoice__c: { prefix: 'a0V', fields: ['Name', 'Open_Amount__c', 'CurrencyIsoCode'], lookups: {} },
    Product2: { prefix: '01t', fields: ['Name', 'Family'], lookups: {} },
  },
  children: {
    'Contract.Orders': { object: 'Order', field: 'ContractId' },
    'Order.OrderItems': { object: 'OrderItem', field: 'OrderId' },
  },
};
