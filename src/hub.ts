import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { openDatabases } from './database.ts';
import { targetsOf } from './delivery.ts';
import { transaction } from './entities/sql.ts';
import { installExports } from './exports.ts';
import { Bell } from './feed/bell.ts';
import { writeReference } from './ingest/reference.ts';
import { registerSystems } from './ingest/streams.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { ruleBook } from './rules/rule-book.ts';
import { takeRules } from './rules/take-rules.ts';
import { workPolicy } from './rules/work-policy.ts';
import { startWakeUps } from './schedule/wake-ups.ts';
import { outbound } from './server/outbound.ts';
import { startServing } from './serving.ts';
import { watchLateness } from './shedding.ts';
import { type InstalledSystem, installSystems, servedSystems } from './systems.ts';
import { trafficOver } from './traffic.ts';
import { verbsOver } from './verbs.ts';
import { startWorkings, type Topic } from './workings.ts';

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

/** Writes down what the configuration and the rules' files say. */
async function takeConfiguration(config: Config, hub: DataSource, systems: ReadonlyMap<string, InstalledSystem>) {
  await transaction(hub, async (sql) => {
    await writeReference(sql, config);
    await registerSystems(sql, servedSystems(config, systems));
  });
  await takeRules(hub, config.rulesFolder, 'hub');
}

/** Starts everything that one hub process does, top to bottom. The database has been migrated before. */
export async function startHub(config: Config, log: Logger, pages: string): Promise<Hub> {
  const { hub, reader, close } = await openDatabases(config);
  const send = outbound({
    timeoutMs: config.policy.timing.outboundTimeoutSeconds * 1000,
    maxBytes: mostAnswerBytes,
    loopback: config.timing === 'sandbox',
  });
  const traffic = trafficOver(config, hub);
  const systems = installSystems(config, send, traffic.metered);
  const exports = installExports(config);
  await takeConfiguration(config, hub, systems);

  const judging = judgingOf(config, log);
  const bell = new Bell();
  const targets = targetsOf(systems);
  const shedding = watchLateness({ hub, reader }, config.policy.timing.sheddingMs, log);
  const wakeUps = await startWakeUps<Topic>({ url: config.database.url, cell: config.cell });
  const workings = await startWorkings({
    config,
    hub,
    reader,
    systems,
    targets,
    exports,
    judging,
    turns: traffic,
    shedding,
    bell,
    wakeUps,
    log,
  });
  const { pipeline } = workings;
  const verbs = verbsOver({
    config,
    hub,
    reader,
    bell,
    systems,
    judging,
    targets,
    pipeline,
    nudgeDelivery: workings.nudgeDelivery,
    pollNow: workings.pollNow,
    reconcileNow: workings.reconcileNow,
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
    shedding,
  });

  return {
    url: serving.url,
    async stop() {
      // Until everything that had begun is done, whoever asks hears that this process is going.
      await serving.drain();
      await workings.stop();
      await serving.stop();
      await wakeUps.stop();
      shedding.stop();
      await close();
    },
  };
}

/** Where the built pages are, seen from the compiled hub. */
export function pagesFolder(compiled: string): string {
  return join(compiled, '..', 'web');
}
