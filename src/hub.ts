import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabases } from './database.ts';
import { startDelivery, targetsOf } from './delivery.ts';
import { transaction } from './entities/sql.ts';
import { Bell } from './feed/bell.ts';
import { writeReference } from './ingest/reference.ts';
import { registerSystems } from './ingest/streams.ts';
import { startPipeline } from './pipeline.ts';
import { startPolling } from './polling.ts';
import { watchJudging } from './rule-watch.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { ruleBook } from './rules/rule-book.ts';
import { takeRules } from './rules/take-rules.ts';
import { workPolicy } from './rules/work-policy.ts';
import { outbound } from './server/outbound.ts';
import { startServing } from './serving.ts';
import { installSystems, servedSystems } from './systems.ts';
import { verbsOver } from './verbs.ts';

/** A running hub. */
export interface Hub {
  url: string;
  stop(): Promise<void>;
}

const mostAnswerBytes = 64 * 1024 * 1024;

function judgingOf(config: Config, log: Logger): JudgeContext {
  return {
    rules: ruleBook(),
    policy: config.policy,
    work: workPolicy(config.policy, config),
    asOfStepSeconds: config.policy.timing.asOfStepSeconds,
    onFailure: (rule, message) => log.error({ rule, message }, 'a rule could not be judged'),
  };
}

/** Starts everything that one hub process does, top to bottom. The database has been migrated before. */
export async function startHub(config: Config, log: Logger, pages: string): Promise<Hub> {
  const { hub, reader, close } = await openDatabases(config);
  const send = outbound({
    timeoutMs: config.policy.timing.outboundTimeoutSeconds * 1000,
    maxBytes: mostAnswerBytes,
    loopback: config.timing === 'sandbox',
  });
  const systems = installSystems(config, send);
  await transaction(hub, async (sql) => {
    await writeReference(sql, config);
    await registerSystems(sql, servedSystems(config, systems));
  });
  await takeRules(hub, config.rulesFolder, 'hub');

  const judging = judgingOf(config, log);
  const bell = new Bell();
  const targets = targetsOf(systems);
  const pipeline = startPipeline({
    config,
    database: hub,
    systems,
    judging,
    bell,
    log,
    onFolded: () => delivery.nudgeSettling(),
  });
  const onHint = () => pipeline.nudgeInbox('hints');
  const delivery = startDelivery(config, hub, targets, judging, onHint, pipeline.nudgeFeed, log);
  bell.onRing(delivery.nudgeReaders);
  const onMessages = () => pipeline.nudgeInbox('records');
  const polling = await startPolling(config, hub, systems, judging.work, onMessages, pipeline.nudgeFeed, log);
  const watching = watchJudging(config.rulesFolder, judging.policy, hub, log, pipeline.nudgeSweep);
  const verbs = verbsOver({
    config,
    hub,
    reader,
    bell,
    systems,
    judging,
    targets,
    pipeline,
    nudgeDelivery: delivery.nudge,
    pollNow: polling.pollNow,
    reconcileNow: polling.reconcileNow,
  });

  const serving = await startServing({
    config,
    hub,
    reader,
    systems,
    verbs,
    pages,
    log,
    onDelivery: pipeline.nudgeInbox,
  });

  return {
    url: serving.url,
    async stop() {
      await serving.stop();
      await watching.stop();
      await polling.stop();
      await delivery.stop();
      await pipeline.stop();
      await close();
    },
  };
}

/** Where the built pages are, seen from the compiled hub. */
export function pagesFolder(compiled: string): string {
  return join(compiled, '..', 'web');
}
