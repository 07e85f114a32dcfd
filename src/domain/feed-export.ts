/**
 * What an export does: it runs; it was given up, because its receiver took nothing for days; or it lost its place in the
 * feed. Out of the last two an operator brings it back.
 */
export type ExportStatus = 'running' | 'disabled' | 'resync';

/** How an export stands. */
export interface ExportState {
  name: string;
  status: ExportStatus;
  /** The last place through which the receiver has accepted what it may see. */
  cursor: string;
  /** How many entries of the feed come after that, of any kind. */
  behind: number;
  /** Failures since the receiver last accepted something. */
  failures: number;
  failingSince: string | null;
  nextTryAt: string | null;
  acceptedAt: string | null;
  /** What the last failure was. */
  message: string | null;
}
