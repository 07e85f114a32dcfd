import { entities } from '../sandbox/entities.ts';
import {
  addCredit,
  addInvoice,
  addManualEvent,
  addMilestoneEvent,
  addPayment,
  addRevenue,
  addTimeEvent,
} from '../sandbox/firm/billing.ts';
import { changeContract } from '../sandbox/firm/changes.ts';
import type { Item } from '../sandbox/firm/contracts.ts';
import { addAssignment, addResource, addTimecard, type Timecard } from '../sandbox/firm/delivery.ts';
import { addDispute } from '../sandbox/firm/disputes.ts';
import { estimate } from '../sandbox/firm/estimates.ts';
import { addCharge, addPayable } from '../sandbox/firm/intercompany.ts';
import { addInvoiceCopy } from '../sandbox/firm/invoice-copies.ts';
import { numberTasks, spendOn } from '../sandbox/firm/plans.ts';
import { addUnapplied } from '../sandbox/firm/receipts.ts';
import { recognize } from '../sandbox/firm/revenue.ts';
import { scheduleDaily } from '../sandbox/firm/schedules.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { addWriteOff } from '../sandbox/firm/write-offs.ts';
import { type SmallFirm, smallFirm } from './small-firm.ts';

/** The small firm with at least one record of everything that a connector reads, amounts of every length among them. */
export interface WholeFirm extends SmallFirm {
  hourly: Item;
}

/** Makes a firm that has something in every stream of every connector. */
export function wholeFirm(): WholeFirm {
  const firm = smallFirm();
  const { ledger, contract, project } = firm;
  const { entity } = contract;
  const on = plusDays(ledger.today, -30);
  const [hourly] = changeContract(ledger, contract, {
    on: plusDays(ledger.today, -50),
    drop: [],
    add: [{ name: 'Support', amount: 48_000.1, byTheHour: true, limit: 50_000 }],
  }) as [Item];
  const resource = addResource(ledger, 'Ada Berg', 'Consultant', entity, 81.37);
  const assignment = addAssignment(ledger, project, hourly, resource, 187.3333);
  scheduleDaily(assignment, { daily: 7.5, from: plusDays(on, -6), to: plusDays(on, 300) });
  const cards = [
    addTimecard(ledger, assignment, { weekEnd: plusDays(on, -7), hours: 37.75 }),
    addTimecard(ledger, assignment, { weekEnd: on, hours: 40, status: 'Submitted' }),
  ];
  const billedTime = addTimeEvent(ledger, project, { cards: cards.slice(0, 1) }, on);
  const psa = { pse__Project__c: project.record.Id, CurrencyIsoCode: contract.currency };
  const budget = { revenue: 163_000.6, cost: 99_000.05 };
  estimate(project, { revenue: 163_000.6, cost: 131_072.33, budget });
  const [milestone] = [...project.milestones.values()];
  ledger.force('psa', 'pse__Expense__c', on, {
    ...psa,
    pse__Resource__c: resource.Id,
    pse__Expense_Date__c: on,
    pse__Type__c: 'Airfare',
    pse__Amount__c: 412.07,
    pse__Billable__c: true,
    pse__Status__c: 'Approved',
    pse__Billing_Event_Item__c: null,
  });
  const task = ledger.force('psa', 'pse__Project_Task__c', on, {
    pse__Project__c: project.record.Id,
    Name: 'Blueprint',
    pse__Milestone__c: milestone?.Id ?? null,
    pse__Status__c: 'Started',
    pse__Estimated_Hours__c: 120.5,
  });
  numberTasks(ledger, project, [task]);
  spendOn(ledger, cards[0] as Timecard, { record: task });
  ledger.force('psa', 'pse__Budget__c', on, {
    ...psa,
    Name: 'PO 4711',
    pse__Amount__c: 163_000.6,
    pse__Effective_Date__c: on,
    pse__Status__c: 'Approved',
    pse__Type__c: 'Customer Purchase Order',
  });
  ledger.force('psa', 'pse__Rate_Card__c', on, {
    CurrencyIsoCode: contract.currency,
    pse__Role__c: 'Consultant',
    pse__Suggested_Bill_Rate__c: 187.3333,
    pse__Average_Cost_Rate__c: 81.37,
    pse__Start_Date__c: on,
    pse__End_Date__c: null,
    pse__Region__c: project.record['pse__Region__c'],
  });
  const request = addManualEvent(ledger, project, { amount: 500, on, description: 'Paid ahead' });
  const application = addManualEvent(ledger, project, { amount: -120.5, on, description: 'Paid ahead, used' });
  request.item['EventTypeName'] = 'Prepayment Request';
  application.item['EventTypeName'] = 'Prepayment Application';
  addPayment(ledger, addInvoice(ledger, contract, { events: [request], on, status: 'Released' }), 100, plusDays(on, 5));
  const later = addMilestoneEvent(ledger, contract, project, firm.items[1]);
  later.item['SourceReference'] = null;
  const issued = addInvoice(ledger, contract, {
    events: [billedTime, later, application],
    on,
    status: 'Released',
    serviceFrom: on,
  });
  addPayment(ledger, issued, 1_000.01, plusDays(on, 10));
  addCredit(ledger, issued, issued.lines[0] as (typeof issued.lines)[0], plusDays(on, 12));
  addWriteOff(ledger, issued, { amount: 1.23, on: plusDays(on, 13), by: 'AR.CLERK', approvedBy: 'AR.MANAGER' });
  addUnapplied(ledger, contract, 55.55, plusDays(on, 10));
  addDispute(ledger, issued, { amount: 0.07, on: plusDays(on, 14), owner: 'Ada Berg' });
  const { receivable } = issued;
  if (receivable !== undefined) addInvoiceCopy(ledger, receivable, receivable['InvoiceBalanceAmount'] as number, on);
  // Somebody of another company helps out, and most of it is charged.
  const lender = entities[2] as (typeof entities)[number];
  const helper = addResource(ledger, 'Iris Moss', 'Consultant', lender, 64.2);
  const helping = addAssignment(ledger, project, hourly, helper, 187.3333);
  for (const weekEnd of [plusDays(on, -28), plusDays(on, -21)]) addTimecard(ledger, helping, { weekEnd, hours: 12.5 });
  const period = { from: plusDays(on, -34), through: plusDays(on, -28), on: plusDays(on, -20) };
  const charge = addCharge(ledger, lender, { project, hours: 12.5, price: 77.77, ...period });
  addPayable(ledger, charge, plusDays(on, -19), 970.1);
  recognize(ledger, contract, { amount: 7071.82, on });
  const designed = firm.events[0].item['EventId'] as number;
  recognize(ledger, contract, { amount: 25_000, on, eventId: designed });
  addRevenue(ledger, contract, [
    { on, amount: 0.1 },
    { on: plusDays(on, 30), amount: 9_999_999_999.99 },
  ]);
  ledger.pod('currencyRates', on, {
    CurrencyRateId: ledger.podId(),
    FromCurrency: 'USD',
    ToCurrency: contract.currency,
    ConversionDate: on,
    ConversionRate: 0.91234567,
    UserConversionType: 'Corporate',
  });
  ledger.pod('expenditureTypes', on, {
    ExpenditureTypeId: ledger.podId(),
    ExpenditureTypeName: 'Consultant',
    SystemLinkageFunction: 'ST',
    SystemLinkageFunctionName: 'Straight Time',
    ExpenditureTypeStartActiveDate: plusDays(on, -300),
    ExpenditureTypeEndActiveDate: null,
  });
  ledger.pod('expenditureTypes', on, {
    ExpenditureTypeId: ledger.podId(),
    ExpenditureTypeName: 'Airfare',
    SystemLinkageFunction: 'ER',
    SystemLinkageFunctionName: 'Expense Reports',
    ExpenditureTypeStartActiveDate: plusDays(on, -300),
    ExpenditureTypeEndActiveDate: '2030-06-30',
  });
  return { ...firm, hourly };
}
