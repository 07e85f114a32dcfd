import type { DataSource } from 'typeorm';
import { HubError } from '../../domain/errors.ts';
import type { Timing } from '../../domain/policies.ts';
import { type ReadScope, readAs } from '../../entities/sql.ts';
import type { FeedPlace } from '../cursor.ts';
import { demandReadable, type FeedBatch, readFeed } from '../read-feed.ts';
import { cloudEventOf, type EventWords } from './cloud-event.ts';
import { retryDelay } from './retry-delay.ts';
import { beginRound, endAccepted, endFailed, endLost, endUndone, type Round } from './rounds.ts';
import type { Outgoing, Refusal, Sink } from './sink.ts';

/** An export of the feed: a principal of its own, who may see some legal entities and wants some types of events. */
export interface FeedExport {
  name: string;
  sink: Sink;
  scope: ReadScope;
  wants: (type: string) => boolean;
  words: EventWords;
}

/** What sending rests on. */
export interface SendContext {
  hub: DataSource;
  /** The feed as the scope of an export sees it. */
  reader: DataSource;
  timing: Pick<Timing, 'exports' | 'outboundTimeoutSeconds'>;
  /** Aborts when no other event is to be begun. */
  signal: AbortSignal;
  /** From 0 to 1. */
  random: () => number;
  onFailure: (name: string, message: string, givenUp: boolean) => void;
}

/** The next batch after a place of the feed. Throws where entries after it are gone or begin anew. */
async function readNext({ reader }: SendContext, { scope }: FeedExport, place: FeedPlace): Promise<FeedBatch> {
  const batch = await readFeed(reader, scope, place);
  // Asked afterwards: what was still there then can't have been missing before.
  await readAs(reader, scope, (sql) => demandReadable(sql, scope.cell, place));
  return batch;
}

async function settleRefusal(context: SendContext, round: Round, through: number | undefined, refusal: Refusal) {
  const { exports: waits } = context.timing;
  const failures = through === undefined ? round.failures + 1 : 1;
  const status = await endFailed(context.hub, round, {
    through,
    message: refusal.message,
    retryInSeconds: retryDelay(failures, waits.retrySeconds, context.random(), refusal.retryAfter),
    giveUp: refusal.gone === true,
    giveUpAfterDays: waits.giveUpAfterDays,
  });
  if (status !== undefined) context.onFailure(round.name, refusal.message, status !== 'running');
}

/** Sends what a round has read. Returns whether the next may follow at once. */
async function sendBatch(context: SendContext, exported: FeedExport, round: Round, batch: FeedBatch): Promise<boolean> {
  const { hub, timing, signal } = context;
  const outgoing = batch.events
    .filter(({ type }) => exported.wants(type))
    .map((entry): Outgoing => ({ pos: entry.pos, event: cloudEventOf(entry, batch.end, exported.words) }));
  const until = performance.now() + timing.exports.roundSeconds * 1000;
  const mayBegin = () => !signal.aborted && performance.now() < until;
  const { through, refusal } = await exported.sink.send(outgoing, mayBegin);
  if (refusal !== undefined) {
    await settleRefusal(context, round, through, refusal);
    return false;
  }
  const last = outgoing.at(-1)?.pos;
  // When all that was for it has been taken, what was not for it is passed over too.
  const pos = through === last ? batch.end.pos : (through ?? round.pos);
  await endAccepted(hub, round, pos, through !== undefined);
  return pos > round.pos;
}

/**
 * Sends what comes next of one export, in order, and moves its place behind what its receiver has accepted: never before, so
 * that an event may arrive twice and none is missing. Returns 1 when the next round may follow at once.
 */
export async function sendNext(context: SendContext, exported: FeedExport): Promise<number> {
  const { hub, timing } = context;
  // One event that begins at the end of a round may take a connection and an answer.
  const leaseSeconds = timing.exports.roundSeconds + 2 * timing.outboundTimeoutSeconds;
  const round = await beginRound(hub, exported.name, leaseSeconds);
  if (round === undefined) return 0;
  const { epoch, pos } = round;
  try {
    const batch = await readNext(context, exported, { epoch, cell: exported.scope.cell, pos });
    return (await sendBatch(context, exported, round, batch)) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof HubError) || !(error.code === 'RESYNC' || error.code === 'CURSOR_EXPIRED')) {
      // Where even this fails, the lease ends the round.
      await endUndone(hub, round).catch(() => undefined);
      throw error;
    }
    await endLost(hub, round, error.message);
    context.onFailure(round.name, error.message, true);
    return 0;
  }
}
