import type { DataSource } from 'typeorm';
import type { ApprovalsPolicy } from './domain/policies.ts';
import { requestReread } from './ingest/read-back.ts';
import { startLoop } from './schedule/loop.ts';
import { holdBatch, holdBlocked, holdLeftOver } from './sync/hold-blocked.ts';
import type { Targets } from './sync/targets.ts';

/** Whom holding tells what. */
export interface HoldingListeners {
  /** A record is to be read again. */
  onHint: () => void;
  /** Something is to be held. */
  onHeld: () => void;
  onError: (name: string, error: unknown) => void;
}

/** Holds invoices that are blocked: as soon as the feed tells so, and from time to time what that has left. */
export function startHolding(
  database: DataSource,
  targets: Targets,
  policy: ApprovalsPolicy,
  { onHint, onHeld, onError }: HoldingListeners,
) {
  const told = startLoop({
    name: 'hold-blocked',
    pollMs: 1000,
    full: holdBatch,
    async work() {
      const { read, held } = await holdBlocked(database, targets, policy);
      if (held > 0) onHeld();
      return read;
    },
    onError,
  });
  const leftOver = startLoop({
    name: 'hold-left-over',
    pollMs: 5000,
    async work() {
      const { held, asked } = await holdLeftOver(database, targets, policy, requestReread);
      if (held > 0) onHeld();
      if (asked > 0) onHint();
      return 0;
    },
    onError,
  });
  return {
    nudge: () => told.nudge(),
    async stop(): Promise<void> {
      await Promise.all([told.stop(), leftOver.stop()]);
    },
  };
}
