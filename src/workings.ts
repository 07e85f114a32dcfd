import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { startDelivery } from './delivery.ts';
import type { Shedding } from './domain/shedding.ts';
import type { Turns } from './entities/turns.ts';
import { startExports } from './exports.ts';
import type { Bell } from './feed/bell.ts';
import type { FeedExport } from './feed/exports/send-next.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { type StreamRequests, startPolling, streamRequests } from './polling.ts';
import { watchJudging } from './rule-watch.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { startEnqueuing } from './schedule/jobs.ts';
import type { WakeUps } from './schedule/wake-ups.ts';
import { slowedTurns } from './shedding.ts';
import type { Targets } from './sync/targets.ts';
import type { InstalledSystem } from './systems.ts';

/** What one hub process tells the others of: that there is something for a stage, or something new in the feed. */
export type Topic = 'records' | 'hints' | 'fold' | 'sweep' | 'feed' | 'delivery' | 'ring';

/** What works off the tables: in this process, or in others, which are told. */
export interface Workings extends StreamRequests {
  pipeline: Omit<Pipeline, 'stop'>;
  nudgeDelivery(): void;
  stop(): Promise<void>;
}

/** What the workings are made of. */
export interface WorkingParts {
  config: Config;
  hub: DataSource;
  reader: DataSource;
  systems: ReadonlyMap<string, InstalledSystem>;
  targets: Targets;
  exports: readonly FeedExport[];
  judging: JudgeContext;
  turns: Turns;
  shedding: Shedding;
  bell: Bell;
  wakeUps: WakeUps<Topic>;
  log: Logger;
}

/** Starts every stage in this process; others may have the same under way. */
async function workHere(parts: WorkingParts): Promise<Workings> {
  const { config, hub, reader, systems, targets, judging, turns, bell, wakeUps, log } = parts;
  const pipeline = startPipeline({
    config,
    database: hub,
    systems,
    judging,
    bell: {
      ring() {
        bell.ring();
        wakeUps.tell('ring');
      },
    },
    turns,
    log,
    onFolded: () => delivery.nudgeSettling(),
  });
  const onHint = () => pipeline.nudgeInbox('hints');
  const delivery = startDelivery(config, hub, targets, judging, turns, onHint, pipeline.nudgeFeed, log);
  bell.onRing(delivery.nudgeReaders);
  const exporting = await startExports(config, parts.exports, { hub, reader }, log);
  bell.onRing(exporting.nudge);
  const onMessages = () => pipeline.nudgeInbox('records');
  const polling = await startPolling(
    config,
    hub,
    systems,
    targets,
    judging.work,
    slowedTurns(turns, parts.shedding),
    onMessages,
    pipeline.nudgeFeed,
    log,
  );
  const watching = watchJudging(config.rulesFolder, judging.policy, hub, log, pipeline.nudgeSweep);
  wakeUps.on('records', onMessages);
  wakeUps.on('hints', onHint);
  wakeUps.on('fold', pipeline.nudgeFold);
  wakeUps.on('sweep', pipeline.nudgeSweep);
  wakeUps.on('feed', pipeline.nudgeFeed);
  wakeUps.on('delivery', delivery.nudge);
  return {
    pipeline,
    nudgeDelivery: delivery.nudge,
    pollNow: polling.pollNow,
    reconcileNow: polling.reconcileNow,
    async stop() {
      // All at once: one that is told later would begin another round meanwhile, and each of them takes its time.
      await Promise.all([watching.stop(), polling.stop(), delivery.stop(), exporting.stop(), pipeline.stop()]);
    },
  };
}

/** Leaves every stage to other processes, and tells them what there is. */
async function workElsewhere({ config, hub, systems, wakeUps }: WorkingParts): Promise<Workings> {
  const queue = await startEnqueuing({ url: config.database.url, cell: config.cell });
  return {
    pipeline: {
      nudgeInbox: (what) => wakeUps.tell(what),
      nudgeFold: () => wakeUps.tell('fold'),
      nudgeSweep: () => wakeUps.tell('sweep'),
      nudgeFeed: () => wakeUps.tell('feed'),
    },
    nudgeDelivery: () => wakeUps.tell('delivery'),
    ...streamRequests(hub, systems, queue.enqueue),
    stop: queue.stop,
  };
}

/** Starts the workings as the role of this process has it. */
export function startWorkings(parts: WorkingParts): Promise<Workings> {
  const { config, bell, wakeUps } = parts;
  wakeUps.on('ring', () => bell.ring());
  return config.role === 'api' ? workElsewhere(parts) : workHere(parts);
}
