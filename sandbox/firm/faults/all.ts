import type { Fault } from '../manifest.ts';
import { acceptedNotBilled, onlyInvoiceCancelled } from './accepted-not-billed.ts';
import { draftedAhead, issuedAhead } from './billed-ahead.ts';
import { expenseCreditedInErpOnly, hoursCreditedInErpOnly } from './credit-not-upstream.ts';
import { convertedTooHigh, convertedTooLow, draftInWrongCurrency, issuedInWrongCurrency } from './currency-mismatch.ts';
import { oldBillingAddress, oldLegalName, otherTaxId, otherTermsAndCurrency } from './customer-mismatch.ts';
import { milestoneBilledTwice, periodBilledByHand, timeDraftedAgain } from './duplicate-billing.ts';
import { projectClosedInErp, projectMissingInErp } from './erp-project.ts';
import {
  chargeCancelled,
  lentChargedInPart,
  lentNotCharged,
  payableMissing,
  payableShort,
  weekChargedTwice,
  workChargedTwice,
} from './intercompany.ts';
import { draftBeyondLimit, issuedBeyondLimit } from './limit-exceeded.ts';
import {
  balanceWrittenDown,
  creditNotApplied,
  receiptEnteredTwice,
  receiptTooSmall,
  soldHoursNotPlanned,
  workedBeyondSale,
} from './lost-money.ts';
import { costOverrun, lossMaking, teamTooDear } from './low-margin.ts';
import {
  contractOnHold,
  projectNotApproved,
  purchaseOrderMissing,
  purchaseOrderNotApproved,
  purchaseOrderUsedUp,
} from './missing-approval.ts';
import { buyerNotRegistered, orderReferenceMissing, placeOfSupplyMissing, taxCodeMissing } from './missing-tax-rule.ts';
import { weekNotBooked, weekNotSubmitted, weeksTooShort } from './missing-time.ts';
import { droppedAfterInvoice, priceLoweredAfterInvoice } from './obsolete-milestone.ts';
import { disputeOld, disputeOldAndUnowned, disputeUnowned } from './old-dispute.ts';
import { workedAfterLineEnd, workedAfterTerm, workedBeforeTerm } from './outside-contract.ts';
import { timeIssuedAgain, unapprovedTimeIssued } from './overbilled-hours.ts';
import { paymentNotShown, shortPaymentNotShown, writeOffNotShown } from './payment-not-upstream.ts';
import { leftAfterTheEnd, usedMoreThanPaid, usedUnpaid } from './prepayment-misuse.ts';
import { rateTooHigh, rateTooLow } from './rate-mismatch.ts';
import { hoursInvoiceForgotten, milestoneInvoiceForgotten } from './ready-invoice.ts';
import { scheduledTooLate, scheduledTooSoon } from './schedule-gap.ts';
import { onHoldAndWorkedOn, terminatedAndPlanned } from './stopped-contract.ts';
import { taskNotInErp, taskNotInPlan, taskNotOpened, timeOnOtherTask } from './task-drift.ts';
import { partialReceiptNotApplied, receiptNotApplied } from './unapplied-cash.ts';
import { unapprovedExpense, unapprovedTime } from './unapproved-work.ts';
import { expenseForgotten } from './unbilled-expense.ts';
import { unbilledForAMonth, unbilledForAQuarter, unbilledForTwoMonths } from './unbilled-time.ts';
import {
  oldProgressNotBilled,
  progressInSteps,
  recognizedAbovePrice,
  recognizedBeforeAcceptance,
  unapprovedWorkRecognized,
  workRecognizedTwice,
} from './unearned-revenue.ts';
import { codeCameLater, expenseCodeEnded, expenseWithoutCode, roleWithoutCode } from './unmapped-code.ts';
import {
  amendmentAndDraft,
  amendmentInCrmOnly,
  amendmentMissedByErp,
  amendmentMissedByPsa,
  evenSwapMissedByErp,
} from './unpropagated-amendment.ts';
import { milestoneNotPlanned, priceMistyped, revenueShort } from './value-gap.ts';
import { writtenOffByItsApprover, writtenOffInParts, writtenOffUnapproved } from './write-off-alone.ts';

/** Every fault, and how often it is planted. */
export const faults: Readonly<Record<string, { fault: Fault; times: number }>> = {
  amendmentInCrmOnly: { fault: amendmentInCrmOnly, times: 3 },
  amendmentAndDraft: { fault: amendmentAndDraft, times: 2 },
  amendmentMissedByPsa: { fault: amendmentMissedByPsa, times: 2 },
  amendmentMissedByErp: { fault: amendmentMissedByErp, times: 2 },
  evenSwapMissedByErp: { fault: evenSwapMissedByErp, times: 1 },
  priceLoweredAfterInvoice: { fault: priceLoweredAfterInvoice, times: 3 },
  droppedAfterInvoice: { fault: droppedAfterInvoice, times: 2 },
  acceptedNotBilled: { fault: acceptedNotBilled, times: 4 },
  onlyInvoiceCancelled: { fault: onlyInvoiceCancelled, times: 2 },
  draftedAhead: { fault: draftedAhead, times: 3 },
  issuedAhead: { fault: issuedAhead, times: 3 },
  unapprovedTime: { fault: unapprovedTime, times: 4 },
  unapprovedExpense: { fault: unapprovedExpense, times: 2 },
  contractOnHold: { fault: contractOnHold, times: 2 },
  projectNotApproved: { fault: projectNotApproved, times: 1 },
  purchaseOrderMissing: { fault: purchaseOrderMissing, times: 2 },
  purchaseOrderUsedUp: { fault: purchaseOrderUsedUp, times: 2 },
  purchaseOrderNotApproved: { fault: purchaseOrderNotApproved, times: 1 },
  buyerNotRegistered: { fault: buyerNotRegistered, times: 2 },
  placeOfSupplyMissing: { fault: placeOfSupplyMissing, times: 2 },
  taxCodeMissing: { fault: taxCodeMissing, times: 2 },
  orderReferenceMissing: { fault: orderReferenceMissing, times: 2 },
  draftBeyondLimit: { fault: draftBeyondLimit, times: 3 },
  issuedBeyondLimit: { fault: issuedBeyondLimit, times: 2 },
  projectMissingInErp: { fault: projectMissingInErp, times: 3 },
  projectClosedInErp: { fault: projectClosedInErp, times: 3 },
  milestoneBilledTwice: { fault: milestoneBilledTwice, times: 2 },
  timeDraftedAgain: { fault: timeDraftedAgain, times: 2 },
  periodBilledByHand: { fault: periodBilledByHand, times: 2 },
  unbilledForAMonth: { fault: unbilledForAMonth, times: 2 },
  unbilledForTwoMonths: { fault: unbilledForTwoMonths, times: 2 },
  unbilledForAQuarter: { fault: unbilledForAQuarter, times: 2 },
  priceMistyped: { fault: priceMistyped, times: 2 },
  milestoneNotPlanned: { fault: milestoneNotPlanned, times: 2 },
  revenueShort: { fault: revenueShort, times: 2 },
  receiptTooSmall: { fault: receiptTooSmall, times: 2 },
  receiptEnteredTwice: { fault: receiptEnteredTwice, times: 1 },
  creditNotApplied: { fault: creditNotApplied, times: 2 },
  balanceWrittenDown: { fault: balanceWrittenDown, times: 1 },
  soldHoursNotPlanned: { fault: soldHoursNotPlanned, times: 2 },
  workedAfterTerm: { fault: workedAfterTerm, times: 2 },
  workedAfterLineEnd: { fault: workedAfterLineEnd, times: 2 },
  workedBeforeTerm: { fault: workedBeforeTerm, times: 2 },
  terminatedAndPlanned: { fault: terminatedAndPlanned, times: 2 },
  onHoldAndWorkedOn: { fault: onHoldAndWorkedOn, times: 2 },
  rateTooHigh: { fault: rateTooHigh, times: 3 },
  rateTooLow: { fault: rateTooLow, times: 3 },
  unapprovedTimeIssued: { fault: unapprovedTimeIssued, times: 4 },
  timeIssuedAgain: { fault: timeIssuedAgain, times: 2 },
  expenseForgotten: { fault: expenseForgotten, times: 5 },
  scheduledTooLate: { fault: scheduledTooLate, times: 3 },
  scheduledTooSoon: { fault: scheduledTooSoon, times: 3 },
  roleWithoutCode: { fault: roleWithoutCode, times: 3 },
  codeCameLater: { fault: codeCameLater, times: 2 },
  expenseWithoutCode: { fault: expenseWithoutCode, times: 3 },
  expenseCodeEnded: { fault: expenseCodeEnded, times: 3 },
  draftInWrongCurrency: { fault: draftInWrongCurrency, times: 3 },
  issuedInWrongCurrency: { fault: issuedInWrongCurrency, times: 3 },
  convertedTooHigh: { fault: convertedTooHigh, times: 3 },
  convertedTooLow: { fault: convertedTooLow, times: 3 },
  oldLegalName: { fault: oldLegalName, times: 2 },
  otherTaxId: { fault: otherTaxId, times: 2 },
  oldBillingAddress: { fault: oldBillingAddress, times: 2 },
  otherTermsAndCurrency: { fault: otherTermsAndCurrency, times: 2 },
  hoursCreditedInErpOnly: { fault: hoursCreditedInErpOnly, times: 3 },
  expenseCreditedInErpOnly: { fault: expenseCreditedInErpOnly, times: 3 },
  milestoneInvoiceForgotten: { fault: milestoneInvoiceForgotten, times: 3 },
  hoursInvoiceForgotten: { fault: hoursInvoiceForgotten, times: 3 },
  receiptNotApplied: { fault: receiptNotApplied, times: 3 },
  partialReceiptNotApplied: { fault: partialReceiptNotApplied, times: 3 },
  paymentNotShown: { fault: paymentNotShown, times: 3 },
  shortPaymentNotShown: { fault: shortPaymentNotShown, times: 2 },
  writeOffNotShown: { fault: writeOffNotShown, times: 1 },
  writtenOffUnapproved: { fault: writtenOffUnapproved, times: 3 },
  writtenOffByItsApprover: { fault: writtenOffByItsApprover, times: 2 },
  writtenOffInParts: { fault: writtenOffInParts, times: 2 },
  usedMoreThanPaid: { fault: usedMoreThanPaid, times: 3 },
  usedUnpaid: { fault: usedUnpaid, times: 2 },
  leftAfterTheEnd: { fault: leftAfterTheEnd, times: 3 },
  disputeOld: { fault: disputeOld, times: 3 },
  disputeUnowned: { fault: disputeUnowned, times: 3 },
  disputeOldAndUnowned: { fault: disputeOldAndUnowned, times: 2 },
  weekNotBooked: { fault: weekNotBooked, times: 3 },
  weekNotSubmitted: { fault: weekNotSubmitted, times: 3 },
  weeksTooShort: { fault: weeksTooShort, times: 3 },
  costOverrun: { fault: costOverrun, times: 3 },
  teamTooDear: { fault: teamTooDear, times: 2 },
  lossMaking: { fault: lossMaking, times: 2 },
  taskNotInErp: { fault: taskNotInErp, times: 3 },
  taskNotOpened: { fault: taskNotOpened, times: 1 },
  taskNotInPlan: { fault: taskNotInPlan, times: 2 },
  timeOnOtherTask: { fault: timeOnOtherTask, times: 2 },
  lentNotCharged: { fault: lentNotCharged, times: 3 },
  lentChargedInPart: { fault: lentChargedInPart, times: 2 },
  chargeCancelled: { fault: chargeCancelled, times: 2 },
  payableMissing: { fault: payableMissing, times: 2 },
  payableShort: { fault: payableShort, times: 3 },
  workChargedTwice: { fault: workChargedTwice, times: 3 },
  weekChargedTwice: { fault: weekChargedTwice, times: 3 },
  unapprovedWorkRecognized: { fault: unapprovedWorkRecognized, times: 3 },
  workRecognizedTwice: { fault: workRecognizedTwice, times: 2 },
  recognizedBeforeAcceptance: { fault: recognizedBeforeAcceptance, times: 3 },
  recognizedAbovePrice: { fault: recognizedAbovePrice, times: 2 },
  oldProgressNotBilled: { fault: oldProgressNotBilled, times: 3 },
  progressInSteps: { fault: progressInSteps, times: 2 },
  workedBeyondSale: { fault: workedBeyondSale, times: 1 },
};
