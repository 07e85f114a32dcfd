import type { LookAlike } from '../manifest.ts';
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
import {
  closedEverywhere,
  limitReachedExactly,
  notBegun,
  purchaseOrderCoversExactly,
  recentTime,
  unapprovedBeforeCutOff,
  unpaidProject,
} from './work.ts';

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
};
