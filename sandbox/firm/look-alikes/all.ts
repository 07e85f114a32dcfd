import type { LookAlike } from '../manifest.ts';
import {
  expenseNotApproved,
  expenseNotRebilled,
  goodwillGiven,
  hoursCreditedAgain,
  recentExpense,
  scheduledNearby,
  unapprovedAndCredited,
} from './billing.ts';
import { newRoleInTime, spentOnLastDay, unknownRoleNotApproved } from './codes.ts';
import { creditReachedPsa, hoursCreditedAndRebilled } from './credits.ts';
import { convertedAsThePolicySays, convertedWithinTolerance, wrongCurrencyCredited } from './currencies.ts';
import { copyIncomplete } from './customers.ts';
import { disputeLookedAfter, disputeSettled } from './disputes.ts';
import { rateNotApproved, rateWithinTolerance, workedToTheEnd } from './hours.ts';
import {
  bookedToTheUnit,
  chargedAnew,
  chargedInTwoParts,
  chargedLately,
  lentAndCharged,
  lentThisWeek,
} from './intercompany.ts';
import { copyAhead, copyWithoutAmount, partPaymentShown } from './invoice-copies.ts';
import { investment, lossOfLong, marginAtFloor } from './margins.ts';
import { leftLately, prepaidAndUsed, prepaidForLater, usedOnCanceledBill } from './prepayments.ts';
import { approvedAndHeld, approvedLately, draftOfLong } from './ready.ts';
import {
  progressLately,
  recognizedAndReversed,
  recognizedOnAcceptance,
  recognizedWithoutSignOff,
  workRecognized,
} from './revenue.ts';
import { dayOff, scheduleEnded, submittedNotApproved, tentativelyScheduled } from './schedules.ts';
import { terminatedAndHeld, workedUntilTheHold } from './stopped.ts';
import { helpedOut, notYetAndNoMore, plansApart } from './tasks.ts';
import { orderNamed, registeredAbroad, unregisteredAtHome, untaxedAndOut } from './tax.ts';
import {
  amendmentFollowed,
  billedAheadAndCredited,
  billedWithoutSignOff,
  creditedAndBilledAgain,
  creditedDuplicate,
  droppedAndCredited,
  justAccepted,
  withinTolerance,
} from './terms.ts';
import { overpaid, paidAhead, receivedLately } from './unapplied-cash.ts';
import {
  closedEverywhere,
  limitReachedExactly,
  notBegun,
  purchaseOrderCoversExactly,
  recentTime,
  unapprovedBeforeCutOff,
  unpaidProject,
} from './work.ts';
import {
  lateCharge,
  smallRestWrittenOff,
  writeOffUndecided,
  writtenOffAndApproved,
  writtenOffAndReversed,
} from './write-offs.ts';

/** Everything that only looks wrong; each is planted in two offices. */
export const lookAlikes: Readonly<Record<string, LookAlike>> = {
  justAccepted,
  amendmentFollowed,
  droppedAndCredited,
  billedWithoutSignOff,
  billedAheadAndCredited,
  creditedAndBilledAgain,
  creditedDuplicate,
  withinTolerance,
  recentTime,
  unapprovedBeforeCutOff,
  limitReachedExactly,
  purchaseOrderCoversExactly,
  closedEverywhere,
  unpaidProject,
  notBegun,
  workedToTheEnd,
  terminatedAndHeld,
  workedUntilTheHold,
  rateWithinTolerance,
  rateNotApproved,
  unapprovedAndCredited,
  hoursCreditedAgain,
  goodwillGiven,
  recentExpense,
  expenseNotApproved,
  expenseNotRebilled,
  scheduledNearby,
  unknownRoleNotApproved,
  newRoleInTime,
  spentOnLastDay,
  convertedAsThePolicySays,
  convertedWithinTolerance,
  wrongCurrencyCredited,
  copyIncomplete,
  creditReachedPsa,
  hoursCreditedAndRebilled,
  approvedAndHeld,
  approvedLately,
  draftOfLong,
  disputeLookedAfter,
  disputeSettled,
  paidAhead,
  receivedLately,
  overpaid,
  partPaymentShown,
  copyWithoutAmount,
  copyAhead,
  prepaidAndUsed,
  prepaidForLater,
  leftLately,
  usedOnCanceledBill,
  writtenOffAndApproved,
  smallRestWrittenOff,
  writtenOffAndReversed,
  writeOffUndecided,
  lateCharge,
  unregisteredAtHome,
  registeredAbroad,
  orderNamed,
  untaxedAndOut,
  submittedNotApproved,
  dayOff,
  scheduleEnded,
  tentativelyScheduled,
  marginAtFloor,
  lossOfLong,
  investment,
  plansApart,
  notYetAndNoMore,
  helpedOut,
  lentAndCharged,
  chargedInTwoParts,
  chargedAnew,
  bookedToTheUnit,
  lentThisWeek,
  chargedLately,
  workRecognized,
  recognizedOnAcceptance,
  recognizedAndReversed,
  recognizedWithoutSignOff,
  progressLately,
};
