import type { Org } from './org.ts';
import type { WriteGuard } from './server.ts';

const refused = (errorCode: string, message: string) => ({ refused: { errorCode, message } });

function isInActivatedOrder(org: Org, orderId: unknown): boolean {
  return typeof orderId === 'string' && org.get('Order', orderId)?.['StatusCode'] === 'Activated';
}

/** What Salesforce refuses: once an order is activated, its items are restricted. */
export function crmGuard(org: Org): WriteGuard {
  return (object, before, fields) => {
    if (object === 'OrderItem' && isInActivatedOrder(org, before?.['OrderId'] ?? fields['OrderId'])) {
      return refused('FIELD_INTEGRITY_EXCEPTION', 'unable to modify order product: the order has been activated');
    }
    if (object === 'Contract' && before === undefined && fields['StatusCode'] === 'Activated') {
      return refused(
        'INVALID_STATUS',
        'Choose a valid contract status and save your changes: a new contract is a draft.',
      );
    }
    return { fields };
  };
}

const frozen = ['pse__Project__c', 'pse__Target_Date__c', 'pse__Actual_Date__c', 'CurrencyIsoCode'];
const milestoneStates = ['Planned', 'Open', 'Approved', 'Canceled'];

/** What Certinia refuses: unknown states, and changes of what the financials already contain. */
export const psaGuard: WriteGuard = (object, before, fields) => {
  const status = fields['pse__Status__c'];
  if (object === 'pse__Milestone__c' && status !== undefined && !milestoneStates.includes(String(status))) {
    return refused(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `Status: bad value for restricted picklist field: ${status}`,
    );
  }
  const touched = frozen.find((field) => field in fields && fields[field] !== before?.[field]);
  if (
    before?.['pse__Include_In_Financials__c'] === true &&
    touched !== undefined &&
    fields['pse__Admin_Global_Edit__c'] !== true
  ) {
    return refused(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      `${touched} can't change once the record is included in financials.`,
    );
  }
  return { fields };
};
