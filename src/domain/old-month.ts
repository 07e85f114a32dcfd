/** A month of the feed that the firm no longer keeps. */
export interface OldMonth {
  month: string;
  partition: string;
  /** Why it can't be dropped yet; absent where it can. */
  reason?: string;
}
