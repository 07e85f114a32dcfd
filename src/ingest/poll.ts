import type { DataSource } from 'typeorm';
import type { Page, PullLimits, Stream } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { isHalted, isPaused } from '../entities/system-ways.ts';
import { freeTurns, inTurn, type Turns } from '../entities/turns.ts';
import { alone } from './alone.ts';
import { atOnce, type Intake } from './at-once.ts';
import { appendRecords, type InboxContext, type InboxRecord } from './inbox.ts';
import type { Interpreter } from './interpret.ts';
import { type Looking, noteLateness, overlapOf } from './lateness.ts';
import { markRecovery, noteFailure } from './stream-news.ts';

/** A stream with the client that reads it. */
export interface PolledStream {
  system: string;
  name: string;
  stream: Stream<unknown>;
  client: unknown;
}

interface StreamRow {
  cursor: unknown;
  baseline: 'none' | 'loading' | 'complete';
  /** The source instant up to which its last complete run has read it. */
  watermark: string | null;
  overlap: number | null;
}

// What takes longer than its interval must not run beside itself.
const pollLock = 73;

/** What polling rests on besides the stream itself. */
export interface PollContext {
  limits: PullLimits;
  /** How often the stream is polled. */
  everySeconds: number;
  interpret: Interpreter;
  newCorrelationId: () => string;
  /** Told after each page how many messages went in. */
  onPage?: (count: number) => void;
  /** Whether its system may be asked; it may where left out. */
  turns?: Turns;
  /** Told when it has stopped because the next page has to wait, for how many seconds. */
  onWait?: (seconds: number) => void;
  /** Whoever stops the hub does not wait for the last page of a first load; the next poll goes on from the cursor. */
  signal?: AbortSignal;
}

const newsOf = ({ system, name }: PolledStream, correlationId: string) => ({ system, stream: name, correlationId });

interface Storing extends InboxContext {
  everySeconds: number;
  looking: Looking | undefined;
}

async function store(sql: Sql, polled: PolledStream, page: Page, context: Storing, intake: Intake) {
  const records = page.messages.map(
    ({ key, version, body }): InboxRecord => ({
      stream: polled.name,
      key,
      version,
      observedAt: page.observedAt,
      raw: JSON.stringify(body),
    }),
  );
  if (context.looking !== undefined) await noteLateness(sql, polled.system, records, context.looking);
  const count = await intake(sql, context, records);
  markRecovery(sql, newsOf(polled, context.correlationId), context.everySeconds);
  sql.send(
    `update stream s
        set cursor = $3, received_records = s.received_records + $4, last_success_at = clock_timestamp(),
            last_error = null, failing_since = null,
            expected_records = coalesce($5, s.expected_records),
            baseline = case when s.baseline = 'complete' or $6::timestamptz is not null then 'complete' else 'loading' end,
            covered_through = coalesce($6, s.covered_through),
            covered_inbox_id = case when $6::timestamptz is null then s.covered_inbox_id
                                    else (select last_value from inbox_id) end,
            covered_mark_id = case when $6::timestamptz is null then s.covered_mark_id end
      where s.system = $1 and s.name = $2`,
    [polled.system, polled.name, JSON.stringify(page.state), count, page.total ?? null, page.knownThrough ?? null],
  );
  return count;
}

function lookingOf({ watermark, overlap }: StreamRow, { overlapSeconds }: PullLimits): Looking | undefined {
  return watermark === null ? undefined : { watermark, overlapSeconds: overlapOf(overlapSeconds, overlap) };
}

async function storePage(
  database: DataSource,
  polled: PolledStream,
  page: Page,
  row: StreamRow,
  { interpret, newCorrelationId, everySeconds, limits }: PollContext,
): Promise<number> {
  const correlationId = newCorrelationId();
  const baseline = row.baseline !== 'complete';
  const looking = baseline ? undefined : lookingOf(row, limits);
  const context = { system: polled.system, origin: 'poll', correlationId, baseline, everySeconds, looking } as const;
  const by = (intake: Intake) => transaction(database, (sql) => store(sql, polled, page, context, intake));
  // Whatever fails as a whole is left to the drain, which finds the message that is to blame.
  return baseline ? by(atOnce(interpret)).catch(() => by(appendRecords)) : by(appendRecords);
}

/** What a poll goes by; undefined when it is to stop. One that has begun when its system is to be drained goes on. */
function streamRow(
  database: DataSource,
  { system, name }: PolledStream,
  begun: boolean,
): Promise<StreamRow | undefined> {
  return withConnection(database, (sql) =>
    sql.row(
      `select s.cursor, s.baseline, s.covered_through as watermark, s.overlap_seconds as overlap from stream s
        where s.system = $1 and s.name = $2 and not s.paused
          and not ${isPaused('s.system', 'in')} and ($3 or not ${isHalted('s.system', 'in')})`,
      [system, name, begun],
    ),
  );
}

/**
 * Reads pages of a stream, each with a turn of its own, outside any transaction, so that a slow source holds no row and no
 * snapshot.
 */
function pagesOf(database: DataSource, { system, stream, client }: PolledStream, context: PollContext) {
  const { turns = freeTurns, limits, onWait } = context;
  const begin = () => transaction(database, (sql) => turns.begin(sql, system, 'in'));
  const pull = ({ overlap }: StreamRow, cursor: unknown) => {
    const overlapSeconds = overlapOf(limits.overlapSeconds, overlap);
    return inTurn(turns, system, 'in', () => stream.pull(client, cursor ?? undefined, { ...limits, overlapSeconds }));
  };
  return {
    /** The page at the cursor; undefined when it has to wait. Throws UPSTREAM_UNREACHABLE while nobody is answered. */
    async read(row: StreamRow, cursor: unknown): Promise<Page | undefined> {
      const turn = await begin();
      if (turn.because === undefined) return pull(row, cursor);
      onWait?.(turn.wait);
      if (turn.because !== 'breaker') return undefined;
      throw new HubError('UPSTREAM_UNREACHABLE', `not asked, because ${system} does not answer: ${turn.lastError}`);
    },
    /** Asks for the page that follows another, if there is one and it need not wait. */
    async ahead(row: StreamRow, { more, state }: Page): Promise<{ page: Promise<Page> } | undefined> {
      if (!more || (await begin()).wait > 0) return undefined;
      const page = pull(row, state);
      // Where the page before it can't be stored, nobody waits for this one.
      page.catch(() => undefined);
      return { page };
    },
  };
}

async function pullAll(database: DataSource, polled: PolledStream, context: PollContext): Promise<number> {
  const pages = pagesOf(database, polled, context);
  let total = 0;
  let ahead: { page: Promise<Page> } | undefined;
  for (let begun = false; ; begun = true) {
    const row = await streamRow(database, polled, begun);
    const page = row === undefined ? undefined : await (ahead?.page ?? pages.read(row, row.cursor));
    if (row === undefined || page === undefined) return total;
    // The source works on the next page while this one is stored.
    ahead = await pages.ahead(row, page);
    const stored = await storePage(database, polled, page, row, context);
    total += stored;
    context.onPage?.(stored);
    if (!page.more || context.signal?.aborted === true) return total;
  }
}

/**
 * Pulls a stream until it has no more, page by page; each page enters the inbox together with the new cursor. The
 * first run is the baseline. Returns how many messages went in, none where another poll of the stream is under way;
 * throws what the source threw, after noting it.
 */
export async function pollStream(database: DataSource, polled: PolledStream, context: PollContext): Promise<number> {
  try {
    const place = `${polled.system}/${polled.name}`;
    return (await alone(database, pollLock, place, () => pullAll(database, polled, context))) ?? 0;
  } catch (error) {
    const news = newsOf(polled, context.newCorrelationId());
    await transaction(database, (sql) => noteFailure(sql, news, messageOf(error)));
    throw error;
  }
}
