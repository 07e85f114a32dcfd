import { expenseTypes } from './names.ts';
import { roles } from './prices.ts';
import { type Ledger, plusDays } from './tables.ts';

/** What the firm sells and spends besides what its ERP has always had codes for. */
export const lateCodes = {
  /** The ERP has never heard of this role. */
  unknownRole: 'Solutions Architect',
  /** The ERP has a code for this one since a few weeks. */
  newRole: 'Data Integration Engineer',
  /** The ERP has no code for this kind of expense. */
  unknownExpense: 'Postage and Shipping',
  /** The code of this one has ended. */
  formerExpense: 'Phone',
};

/** The last day on which the ERP took the kind of expense that it takes no more. */
export function formerExpenseEndedOn({ today }: Ledger): string {
  return plusDays(today, -70);
}

/** The codes under which the ERP takes hours of each role and expenses of each kind, in all companies alike. */
export function addChargeCodes(ledger: Ledger, newRoleFrom: string): void {
  const opened = plusDays(ledger.today, -1500);
  const add = (ExpenditureTypeName: string, linkage: 'ST' | 'ER', from = opened, to: string | null = null) =>
    ledger.pod('expenditureTypes', opened, {
      ExpenditureTypeId: ledger.podId(),
      ExpenditureTypeName,
      SystemLinkageFunction: linkage,
      SystemLinkageFunctionName: linkage === 'ST' ? 'Straight Time' : 'Expense Reports',
      ExpenditureTypeStartActiveDate: from,
      ExpenditureTypeEndActiveDate: to,
    });
  for (const role of roles) add(role, 'ST');
  add(lateCodes.newRole, 'ST', newRoleFrom);
  for (const type of expenseTypes) add(type, 'ER');
  add(lateCodes.formerExpense, 'ER', opened, formerExpenseEndedOn(ledger));
}
