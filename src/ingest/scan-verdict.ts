/** What a scan is worth: of a short one, and of one that has lost access, nothing is taken for deleted. */
export type ScanOutcome = 'complete' | 'short' | 'access_lost';

/** What is known of a scan before anything is taken for deleted. */
export interface ScanFindings {
  records: number;
  /** How many the last complete scan named, or how many the hub has, where there was none. */
  before: number;
  /** What must be readable; asked for only where something seems to be gone. */
  canary: { name: string; readable: boolean } | undefined;
}

/** A verdict, and the reason of one that keeps deletions back. */
export interface ScanVerdict {
  outcome: ScanOutcome;
  reason: string | null;
}

// Ten in a hundred at once are more likely a filter, a page that went missing or a lost right than the firm's own work.
const leastPercent = 90;

/** Judges a scan. `acceptFewer`: a person has said that the smaller number is right. */
export function judgeScan({ records, before, canary }: ScanFindings, acceptFewer: boolean): ScanVerdict {
  if (canary?.readable === false) {
    return { outcome: 'access_lost', reason: `${canary.name} is not readable any more: access may be lost` };
  }
  if (!acceptFewer && records * 100 < before * leastPercent) {
    const reason = `${records} records, and ${before} before: less than ${leastPercent} % are not taken for the whole`;
    return { outcome: 'short', reason };
  }
  return { outcome: 'complete', reason: null };
}
