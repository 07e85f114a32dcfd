import type { Org } from './org.ts';
import type { OrgBehaviour, Refusal, WriteGuard } from './record-routes.ts';

const refused = (errorCode: string, message: string): Refusal => ({ refused: { errorCode, message } });

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

/** What Salesforce refuses to delete: an activated order, and its items. */
export function crmDeleteGuard(org: Org): OrgBehaviour['deleteGuard'] {
  return (object, record) => {
    const orderId = object === 'Order' ? record.Id : object === 'OrderItem' ? record['OrderId'] : undefined;
    return isInActivatedOrder(org, orderId)
      ? refused('DELETE_FAILED', 'unable to delete: the order has been activated')
      : undefined;
  };
}

const frozen = ['pse__Project__c', 'pse__Target_Date__c', 'pse__Actual_Date__c', 'CurrencyIsoCode'];
const milestoneStates = ['Planned', 'Open', 'Approved', 'Canceled'];

type Fields = Record<string, unknown>;

const isChanged = (before: Fields | undefined, fields: Fields) => (field: string) =>
  field in fields && fields[field] !== before?.[field];

/** A milestone stays with its project, unless an administrator moves it and says why. */
function movesMilestone(before: Fields | undefined, fields: Fields): boolean {
  if (before === undefined) return (fields['pse__Project__c'] ?? '') === '';
  const explained = fields['pse__Admin_Global_Edit__c'] === true && String(fields['pse__Audit_Notes__c'] ?? '').trim();
  return isChanged(before, fields)('pse__Project__c') && (explained === false || explained === '');
}

function milestoneProblem(before: Fields | undefined, fields: Fields): Refusal | undefined {
  const status = fields['pse__Status__c'];
  if (status !== undefined && !milestoneStates.includes(String(status))) {
    return refused(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `Status: bad value for restricted picklist field: ${status}`,
    );
  }
  return movesMilestone(before, fields)
    ? refused('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'A milestone needs a project, and keeps it.')
    : undefined;
}

/** What Certinia refuses: unknown states, milestones that change projects, and changes of what the financials contain. */
export const psaGuard: WriteGuard = (object, before, fields) => {
  const problem = object === 'pse__Milestone__c' ? milestoneProblem(before, fields) : undefined;
  if (problem !== undefined) return problem;
  const touched = frozen.find(isChanged(before, fields));
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
