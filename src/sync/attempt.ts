import type { Idempotency, PushResult } from '../domain/connector.ts';
import { type ErrorCode, HubError, messageOf } from '../domain/errors.ts';
import type { Timing } from '../domain/policies.ts';

/** How an attempt to deliver ended: with the target's answer, or without one. */
export type Ended =
  | PushResult
  | { outcome: 'failed'; code: ErrorCode; detail: string; retryAfter?: number | undefined };

/** What becomes of a delivery. Seconds count from when that is decided. */
export type Verdict =
  | { state: 'sent'; key: string; detail: string | null }
  | { state: 'rejected' | 'stale'; detail: string }
  /** `unreached`: nothing was sent. */
  | { state: 'ready'; detail: string; waitSeconds: number; unreached: boolean }
  | { state: 'unknown'; detail: string; settleSeconds: number }
  /** `effects`: the target's keys, where it has more than one record of one intent. */
  | { state: 'needs_human'; detail: string; effects?: readonly string[] };

/** What a verdict rests on besides how the attempt ended. `chance` is a number from 0 up to 1. */
export interface AttemptContext {
  attempts: number;
  /** For how long the target has not been reached when the attempt began, in seconds. */
  unreachedSeconds: number;
  readLagMs: number;
  timing: Pick<Timing, 'deliveryRetrySeconds' | 'settleFloorSeconds'>;
  chance: number;
}

/** An attempt that ended with an error. */
export function failed(error: unknown): Ended {
  const detail = messageOf(error);
  if (!(error instanceof HubError)) return { outcome: 'failed', code: 'INTERNAL', detail };
  return { outcome: 'failed', code: error.code, detail, retryAfter: error.retryAfter };
}

/**
 * How long an unknown outcome rests, in seconds. Once the lag, because a target may carry out late what it was sent; and
 * once more, because what it has carried out may be invisible for so long.
 */
export function settleSeconds(readLagMs: number, settleFloorSeconds: number): number {
  return Math.max((2 * readLagMs) / 1000, settleFloorSeconds);
}

/** The pause before the next try: twice as long each time, up to a most, and a random part of that. */
function backoff(attempts: number, { first, most }: Timing['deliveryRetrySeconds'], chance: number): number {
  return Math.min(most, first * 2 ** Math.min(attempts - 1, 30)) * chance;
}

// With these nothing has left the hub.
const unreached: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_UNREACHABLE', 'UPSTREAM_THROTTLED']);

/** What a delivery becomes of an attempt. Only an answer that says so, or silence before anything was sent, is certain. */
export function afterAttempt(ended: Ended, context: AttemptContext): Verdict {
  if (ended.outcome === 'sent') return { state: 'sent', key: ended.key, detail: ended.detail ?? null };
  if (ended.outcome !== 'failed') return { state: ended.outcome, detail: ended.detail };
  const { code, detail, retryAfter } = ended;
  if (code === 'UPSTREAM_REFUSED') return { state: 'rejected', detail };
  const { deliveryRetrySeconds, settleFloorSeconds } = context.timing;
  if (!unreached.has(code)) {
    return { state: 'unknown', detail, settleSeconds: settleSeconds(context.readLagMs, settleFloorSeconds) };
  }
  if (context.unreachedSeconds >= deliveryRetrySeconds.giveUp) {
    return { state: 'needs_human', detail: `not reached for too long: ${detail}` };
  }
  const waitSeconds = Math.max(backoff(context.attempts, deliveryRetrySeconds, context.chance), retryAfter ?? 0);
  return { state: 'ready', detail, waitSeconds, unreached: true };
}

/** What to do about an unknown outcome: look at the target first, or what can be said without looking. */
export function beforeLook(idempotency: Idempotency | undefined): 'look' | Verdict {
  if (idempotency === 'search') return 'look';
  if (idempotency === undefined || idempotency === 'none') {
    return { state: 'needs_human', detail: 'the outcome is unknown and the target offers no way to find out' };
  }
  // An upsert, or a change that is compared with what is there first, can be sent again without a second effect.
  return { state: 'ready', detail: 'sent again: doing it twice changes nothing', waitSeconds: 0, unreached: false };
}

// So often an outcome may be unknown without a trace of it at the target.
const mostUnknown = 8;

/** What becomes of a delivery whose outcome was unknown, by the keys that the target has of it once it has settled. */
export function afterLook(found: readonly string[], unknowns: number): Verdict {
  const [key] = found;
  if (found.length > 1) return { state: 'needs_human', detail: severalEffects(found), effects: found };
  if (key !== undefined) return { state: 'sent', key, detail: 'found at the target' };
  if (unknowns >= mostUnknown) {
    return { state: 'needs_human', detail: 'the outcome is still unknown after several attempts' };
  }
  const detail = 'not found at the target: it did not take effect';
  return { state: 'ready', detail, waitSeconds: 0, unreached: false };
}

/** Says that one intent has several records at its target. */
export function severalEffects(keys: readonly string[]): string {
  return `the target has ${keys.length} records of this one change: ${keys.join(', ')}`;
}
