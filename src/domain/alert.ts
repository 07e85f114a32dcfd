/** What happened, as a subscriber is told it. */
export interface Alert {
  /** Where the alert stands in the feed; to go on after it. */
  cursor: string;
  /** The same for every reader, so that an alert that comes twice is recognised. */
  id: string;
  type: string;
  at: string;
  legalEntityId: number | null;
  /** What happened, in words. */
  sentence: string;
  payload: Record<string, unknown>;
  correlationId: string;
}

/** What a subscriber gets in one go. Without alerts it says only that the line is alive and how far it has come. */
export interface AlertBatch {
  alerts: Alert[];
  endCursor: string;
  /** Whether these are from the past. */
  isReplay: boolean;
  /** Whether nothing happened: such a batch only keeps the line open. */
  isHeartbeat: boolean;
}
