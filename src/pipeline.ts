import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { messageOf } from './domain/errors.ts';
import { withConnection } from './entities/sql.ts';
import type { Bell } from './feed/bell.ts';
import { sequence } from './feed/sequencer.ts';
import { baselineComplete, settleCoverage } from './ingest/coverage.ts';
import { drain } from './ingest/drain.ts';
import { foldWaiting } from './ingest/golden.ts';
import { type FindStream, followHints } from './ingest/hints.ts';
import { interpreter } from './ingest/interpret.ts';
import { type JudgeContext, judgeWaiting, sweepRequested } from './rules/judge-waiting.ts';
import { markDue, markKnown, requestSweep } from './rules/look-again.ts';
import { type Loop, startLoop } from './schedule/loop.ts';
import { firmOf, type InstalledSystem } from './systems.ts';

/** The stages between a message and its alert, each a loop over a table, each waking the next. */
export interface Pipeline {
  /** Something new is in the inbox. */
  nudgeInbox(): void;
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
  bell: Bell;
  log: Logger;
  onFolded: () => void;
}

/** Finds a configured stream and the client that reads it. */
export function streamFinder(systems: ReadonlyMap<string, InstalledSystem>): FindStream {
  return (system, name) => {
    const installed = systems.get(system);
    const stream = installed?.connector.streams[name];
    return installed === undefined || stream === undefined ? undefined : { stream, client: installed.client };
  };
}

/** Once every stream has had its first load, the whole book is judged: once in the life of a cell. */
async function judgeBaseline(database: DataSource, log: Logger): Promise<boolean> {
  const judged = await withConnection(database, (sql) => sql.row(`select 1 from job_fire j where j.job = 'baseline'`));
  if (judged !== undefined || !(await baselineComplete(database))) return false;
  const won = await withConnection(database, (sql) =>
    sql.run(
      `insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', clock_timestamp()) on conflict do nothing`,
    ),
  );
  if (won === 0) return false;
  log.info('the first load is complete: judging the whole book');
  await requestSweep(database, 'baseline', randomUUID());
  return true;
}

/** A round over what has become known of the streams: wakes the sweep for the baseline, and the judge for the rest. */
function coverageRound(database: DataSource, log: Logger, sweeper: Loop, judge: Loop): () => Promise<number> {
  let baselineOpen = true;
  return async () => {
    const known = await settleCoverage(database);
    if (baselineOpen && (await judgeBaseline(database, log))) {
      baselineOpen = false;
      sweeper.nudge();
    }
    const again = known > 0 ? await markKnown(database) : 0;
    if ((await markDue(database)) + again > 0) judge.nudge();
    return 0;
  };
}

/** Starts the stages. */
export function startPipeline({ config, database, systems, judging, bell, log, onFolded }: PipelineOptions): Pipeline {
  const interpret = interpreter(systems);
  const folding = { policy: config.policy.systemsOfRecord, firm: firmOf(config) };
  const find = streamFinder(systems);
  const onError = (name: string, error: unknown) =>
    log.error({ stage: name, error: messageOf(error) }, 'a stage failed');

  const loop = (name: string, pollMs: number, work: () => Promise<number>, after?: (count: number) => void): Loop =>
    startLoop({ name, pollMs, work, onError, ...(after === undefined ? {} : { after }) });

  const sequencer = loop(
    'sequencer',
    100,
    () => sequence(database),
    () => bell.ring(),
  );
  const sweeper = loop(
    'sweep',
    1000,
    () => sweepRequested(database, judging),
    () => sequencer.nudge(),
  );
  const judge = loop(
    'judge',
    500,
    () => judgeWaiting(database, judging),
    () => sequencer.nudge(),
  );
  const coverage = loop('coverage', 200, coverageRound(database, log, sweeper, judge));
  const fold = loop(
    'fold',
    500,
    () => foldWaiting(database, folding),
    () => {
      judge.nudge();
      onFolded();
    },
  );
  const inbox = loop(
    'inbox',
    500,
    () => drain(database, interpret),
    () => fold.nudge(),
  );
  const hints = loop(
    'hints',
    500,
    () => followHints(database, find),
    () => inbox.nudge(),
  );

  return {
    nudgeInbox() {
      hints.nudge();
      inbox.nudge();
    },
    nudgeFeed: () => sequencer.nudge(),
    async stop() {
      for (const each of [hints, inbox, fold, coverage, judge, sweeper, sequencer]) await each.stop();
    },
  };
}
