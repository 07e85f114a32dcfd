import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { refreshStatistics } from './database.ts';
import { isPulled } from './domain/connector.ts';
import { messageOf } from './domain/errors.ts';
import { lanes } from './domain/kinds.ts';
import { transaction, withConnection } from './entities/sql.ts';
import type { Turns } from './entities/turns.ts';
import type { Bell } from './feed/bell.ts';
import { sequence } from './feed/sequencer.ts';
import { startFollowing } from './following.ts';
import { baselineComplete, settleCoverage, takeFirstLoads } from './ingest/coverage.ts';
import { drain, drainBatch } from './ingest/drain.ts';
import { foldWaiting } from './ingest/golden.ts';
import type { FindStream } from './ingest/hints.ts';
import { interpreter } from './ingest/interpret.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { judgeBatchSize, judgeWaiting } from './rules/judge-waiting.ts';
import { markDue, markKnown, requestSweep } from './rules/look-again.ts';
import { sweepRequested } from './rules/sweep.ts';
import { type Loop, type LoopOptions, startLoop } from './schedule/loop.ts';
import { doubtDeliveries } from './sync/doubt.ts';
import { firmOf, type InstalledSystem } from './systems.ts';

/** The stages between a message and its alert, each a loop over a table, each waking the next. */
export interface Pipeline {
  /** Something new is in the inbox: records, or hints of what is worth reading. */
  nudgeInbox(what: 'records' | 'hints'): void;
  /** A golden record has been marked to be folded again. */
  nudgeFold(): void;
  /** A sweep of the whole book has been asked for. */
  nudgeSweep(): void;
  /** Something new is in the feed. */
  nudgeFeed(): void;
  stop(): Promise<void>;
}

/** What the pipeline is made of. `onFolded` is told when golden records may have changed. */
export interface PipelineOptions {
  config: Config;
  database: DataSource;
  systems: ReadonlyMap<string, InstalledSystem>;
  judging: JudgeContext;
  bell: Pick<Bell, 'ring'>;
  turns: Turns;
  log: Logger;
  onFolded: () => void;
}

/** Finds a configured stream that can be asked, and the client that asks it. */
export function streamFinder(systems: ReadonlyMap<string, InstalledSystem>): FindStream {
  return (system, name) => {
    const installed = systems.get(system);
    const stream = installed?.connector.streams[name];
    if (installed === undefined || stream === undefined || !isPulled(stream)) return undefined;
    return { stream, client: installed.client };
  };
}

/**
 * Once every stream has had its first load, the whole book is judged; and again when a stream that came later has had
 * its own. Returns whether it is to be judged now; undefined as long as the first load goes on.
 */
async function judgeFirstLoads(config: Config, database: DataSource, log: Logger): Promise<boolean | undefined> {
  const before = await withConnection(database, (sql) => sql.row(`select 1 from job_fire j where j.job = 'baseline'`));
  if (before === undefined) {
    if (!(await baselineComplete(database))) return undefined;
    await refreshStatistics(config).catch((error: unknown) =>
      log.warn({ error: messageOf(error) }, 'the statistics could not be refreshed: judging the book may take long'),
    );
  }
  return transaction(database, async (sql) => {
    const first = await sql.run(
      `insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', clock_timestamp()) on conflict do nothing`,
    );
    const taken = await takeFirstLoads(sql);
    if (first + taken === 0) return false;
    log.info('a first load is complete: judging the whole book');
    await requestSweep(sql, 'baseline', randomUUID());
    return true;
  });
}

/** Lets what has been worked off count as known, and has judged again whatever waited for that or for the time. */
function coverageStage({ config, database, log }: PipelineOptions, sweeper: Loop, judge: Loop): () => Promise<number> {
  let firstLoadOpen = true;
  return async () => {
    const known = await settleCoverage(database);
    if (known > 0 || firstLoadOpen) {
      const asked = await judgeFirstLoads(config, database, log);
      firstLoadOpen = asked === undefined;
      if (asked === true) sweeper.nudge();
    }
    const again = known > 0 ? await markKnown(database) : 0;
    if ((await markDue(database)) + again > 0) judge.nudge();
    return 0;
  };
}

/** Starts the stages. */
export function startPipeline(options: PipelineOptions): Pipeline {
  const { config, database, systems, judging, bell, turns, log, onFolded } = options;
  const interpret = interpreter(systems, config.policy.mappings);
  const folding = { policy: config.policy.systemsOfRecord, firm: firmOf(config) };
  const onError = (name: string, error: unknown) =>
    log.error({ stage: name, error: messageOf(error) }, 'a stage failed');

  const loop = (stage: Omit<LoopOptions, 'onError'>): Loop => startLoop({ ...stage, onError });

  const sequencer = loop({
    name: 'sequencer',
    pollMs: 100,
    // A round takes whatever there is.
    full: Number.POSITIVE_INFINITY,
    work: () => sequence(database, doubtDeliveries),
    after: () => bell.ring(),
  });
  const sweeper = loop({
    name: 'sweep',
    pollMs: 1000,
    work: () => sweepRequested(database, judging),
    after: () => sequencer.nudge(),
  });
  const judge = loop({
    name: 'judge',
    pollMs: 500,
    full: judgeBatchSize,
    work: () => judgeWaiting(database, judging),
    after: () => sequencer.nudge(),
  });
  const coverage = loop({ name: 'coverage', pollMs: 200, work: coverageStage(options, sweeper, judge) });
  const folds: readonly Loop[] = lanes.map((_kinds, lane) =>
    loop({
      name: `fold ${lane + 1}`,
      pollMs: 500,
      work: () => foldWaiting(database, folding, lane),
      after() {
        judge.nudge();
        onFolded();
        // What waited in another lane for what was folded in this one.
        for (const other of folds) if (other !== folds[lane]) other.nudge();
      },
    }),
  );
  const nudgeFolds = () => {
    for (const fold of folds) fold.nudge();
  };
  const inbox = loop({
    name: 'inbox',
    pollMs: 500,
    full: drainBatch,
    work: () => drain(database, interpret),
    after: nudgeFolds,
  });
  const hints = startFollowing(database, streamFinder(systems), turns, () => inbox.nudge(), onError);

  return {
    nudgeInbox: (what) => (what === 'hints' ? hints : inbox).nudge(),
    nudgeFold: nudgeFolds,
    nudgeSweep: () => sweeper.nudge(),
    nudgeFeed: () => sequencer.nudge(),
    async stop() {
      const loops = [hints, inbox, ...folds, coverage, judge, sweeper, sequencer];
      await Promise.all(loops.map((each) => each.stop()));
    },
  };
}
