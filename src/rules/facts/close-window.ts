import type { FactColumn } from '../fact-source.ts';

/** When the books of the subject's legal entity are being closed: the window that is open, or else the next. */
export const closeFacts: Readonly<Record<string, FactColumn>> = {
  closeBeginsAt: { type: 'instant', about: 'When closing the books begins.' },
  closeEndsAt: { type: 'instant', about: 'When the books are closed.' },
};
