import type { DataSource } from 'typeorm';
import type { Stream } from '../domain/connector.ts';
import { messageOf } from '../domain/errors.ts';
import { type Sql, withConnection } from '../entities/sql.ts';
import { alone } from './alone.ts';
import type { Canary } from './canary.ts';
import { bury } from './gone.ts';
import { forgetLateness, overlapOf, widenOverlap } from './lateness.ts';
import type { PolledStream } from './poll.ts';
import { logScan, recordsBefore, type ScanTotals } from './scan-log.ts';
import { closeScan, compareScan, type OverlapReach, rememberAbsent, type Share, twiceGone } from './scan-rows.ts';
import { lookForCanary, nameAll, type Rereading, readAgain } from './scan-source.ts';
import { judgeScan, type ScanVerdict } from './scan-verdict.ts';

/** What a scan rests on besides its stream. */
export interface ScanContext extends Omit<Rereading, 'correlationId'> {
  /** How far polls look back by policy. */
  overlapSeconds: number;
  newCorrelationId: () => string;
  /** The system's own, where one is configured. */
  canary: Canary | undefined;
  /** Which records are also read whole and compared: their source may have changed them without moving their stamps. */
  share: Share | undefined;
  /** A person has said that fewer records than before are right. */
  acceptFewer?: boolean;
  /** Compares alone: nothing is read again, taken in or written down. */
  dryRun?: boolean;
}

/** What became of a scan. One that was skipped says why, and has found nothing. */
export interface ScanReport extends ScanTotals {
  outcome: ScanVerdict['outcome'] | 'skipped';
  reason: string | null;
  correlationId: string | null;
}

/** A stream that can list its records, and how it stands. */
interface Scanned extends PolledStream {
  scan: Required<Stream<unknown>>['scan'];
  standing: Standing;
}

interface Standing {
  paused: boolean;
  baseline: string;
  through: string | null;
  overlap: number | null;
}

// The first number of the lock that keeps a stream to one scan at a time.
const scanLock = 75;
const pageSize = 2000;
const longestOverlapMs = 86_400_000;

const nothing: ScanTotals = { records: 0, missing: 0, changed: 0, gone: 0, deleted: 0 };

const skipped = (reason: string): ScanReport => ({ ...nothing, outcome: 'skipped', reason, correlationId: null });

/** The stream as it is to be scanned, or why it is not to be now. */
async function toScan(sql: Sql, polled: PolledStream): Promise<Scanned | string> {
  const { scan } = polled.stream;
  if (scan === undefined) return 'its connector can not list it';
  const standing = await sql.row<Standing & Record<string, unknown>>(
    `select s.paused, s.baseline, s.covered_through as through, s.overlap_seconds as overlap
       from stream s where s.system = $1 and s.name = $2`,
    [polled.system, polled.name],
  );
  if (standing?.baseline !== 'complete') return 'its first load is not complete';
  return standing.paused ? 'it is paused' : { ...polled, scan, standing };
}

/** What polls with the longest overlap would have seen, and those with the present one did not. */
function missedReach({ standing: { through, overlap } }: Scanned, policySeconds: number): OverlapReach {
  if (through === null) return { from: null, before: null };
  const end = new Date(through).getTime();
  const overlapMs = overlapOf(policySeconds, overlap) * 1000;
  return { from: new Date(end - longestOverlapMs).toISOString(), before: new Date(end - overlapMs).toISOString() };
}

/** Takes for deleted what was not found twice in a row. Returns how many records that are. */
async function takeForDeleted(sql: Sql, { system, name }: Scanned, startedAt: string, context: Rereading) {
  const { correlationId, onMessages } = context;
  const deleted = await bury(sql, { system, correlationId }, name, await twiceGone(sql), startedAt);
  // Should the hub be killed before this, the next scan finds nothing left to bury.
  await rememberAbsent(sql, system, name);
  if (deleted > 0) onMessages?.(deleted);
  return deleted;
}

async function scanOne(database: DataSource, sql: Sql, scanned: Scanned, context: ScanContext & Rereading) {
  const { system, name } = scanned;
  const { correlationId, overlapSeconds, share, acceptFewer = false, dryRun = false } = context;
  const begun = new Date();
  const startedAt = await nameAll(sql, scanned.scan(scanned.client, pageSize), context.signal);
  if (startedAt === undefined) return skipped('its source has no such records');
  const place = { system, stream: name, startedAt };
  const found = await compareScan(sql, place, share, missedReach(scanned, overlapSeconds));
  const { records, missing, changed, gone } = found;
  const canary = gone === 0 ? undefined : await lookForCanary(sql, scanned, context.canary);
  const verdict = judgeScan({ records, before: await recordsBefore(sql, system, name), canary }, acceptFewer);
  const complete = verdict.outcome === 'complete';
  const totals = { records, missing, changed, gone, deleted: complete ? found.goneAgain : 0 };
  if (dryRun) return { ...verdict, ...totals, correlationId: null };

  await readAgain(database, sql, scanned, ['missing', 'returned', 'changed'], context);
  totals.changed += await readAgain(database, sql, scanned, ['due'], context);
  if (complete) totals.deleted = await takeForDeleted(sql, scanned, startedAt, context);
  if (found.late > 0) await widenOverlap(sql, system, name, overlapOf(overlapSeconds, scanned.standing.overlap));
  await logScan(sql, { system, stream: name, startedAt: begun, ...verdict, ...totals, correlationId });
  await forgetLateness(sql);
  return { ...verdict, ...totals, correlationId };
}

/**
 * Compares a stream with its source, record by record: what the hub lacks or has in an older version is read again and
 * enters by the inbox, and what the source has not named twice in a row is taken for deleted, as long as the scan is
 * complete. Throws what the source threw, after noting it.
 */
export async function reconcileStream(
  database: DataSource,
  polled: PolledStream,
  given: ScanContext,
): Promise<ScanReport> {
  const { system, name } = polled;
  const scanned = await withConnection(database, (sql) => toScan(sql, polled));
  if (typeof scanned === 'string') return skipped(scanned);
  const context = { ...given, correlationId: given.newCorrelationId() };
  const startedAt = new Date();
  try {
    const report = await alone(database, scanLock, `${system}/${name}`, (sql) =>
      scanOne(database, sql, scanned, context).finally(() => closeScan(sql)),
    );
    return report ?? skipped('it is being scanned already');
  } catch (error) {
    if (given.signal?.aborted === true) return skipped('the hub was stopped');
    if (given.dryRun === true) throw error;
    const { correlationId } = context;
    const failure = {
      system,
      stream: name,
      startedAt,
      outcome: 'failed',
      reason: messageOf(error),
      correlationId,
    } as const;
    await withConnection(database, (sql) => logScan(sql, { ...failure, ...nothing }));
    throw error;
  }
}
