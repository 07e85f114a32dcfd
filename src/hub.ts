import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { type Databases, openDatabases } from './database.ts';
import { targetsOf } from './delivery.ts';
import type { SendRequest } from './domain/http.ts';
import { type DatabaseClock, followDatabaseClock } from './entities/database-clock.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { installExports } from './exports.ts';
import { Bell } from './feed/bell.ts';
import { ownCell } from './group.ts';
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
import type { AskedCell } from './views/group.ts';
import { type Webhooks, webhooksOf } from './webhooks.ts';
import { startWorkings, type Topic } from './workings.ts';

/** A running hub. */
export interface Hub {
  url: string;
  webhooks: Webhooks;
  /** Throws when its cell can't be worked with: the database is away, or the schema is. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** What a hub is told besides its configuration. */
export interface HubOptions {
  /** The folder of the built pages. */
  pages: string;
  /** Whom a question about the whole group is put to; this cell alone unless given. */
  group?: readonly AskedCell[] | undefined;
}

type Stop = () => Promise<unknown>;

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

function wayOut({ policy, timing }: Config): SendRequest {
  const timeoutMs = policy.timing.outboundTimeoutSeconds * 1000;
  return outbound({ timeoutMs, maxBytes: mostAnswerBytes, loopback: timing === 'sandbox' });
}

// What is signed by clocks so far apart is refused sooner or later.
const mostAheadMs = 5000;

/** Follows the database's clock, and says so whenever this machine's own is another one. */
function clockOf(hub: DataSource, log: Logger): Promise<DatabaseClock> {
  return followDatabaseClock(hub, (aheadMs) => {
    if (Math.abs(aheadMs) < mostAheadMs) return;
    log.warn({ aheadSeconds: Math.round(aheadMs / 1000) }, "this machine's clock is not the database's");
  });
}

/** Starts the hub over databases that are open; what has been started is added to what is to be stopped. */
async function startOver(
  config: Config,
  { hub, reader }: Databases,
  { pages, group = [ownCell(config, reader)] }: HubOptions,
  log: Logger,
  stops: Stop[],
): Promise<Omit<Hub, 'stop'>> {
  const clock = await clockOf(hub, log);
  stops.push(async () => clock.stop());
  const send = wayOut(config);
  const traffic = trafficOver(config, hub);
  const systems = installSystems(config, send, traffic.metered);
  const exports = installExports(config, clock.now);
  await takeConfiguration(config, hub, systems);

  const judging = judgingOf(config, log);
  const bell = new Bell();
  const targets = targetsOf(systems);
  const shedding = watchLateness({ hub, reader }, config.policy.timing.sheddingMs, log);
  stops.push(async () => shedding.stop());
  const wakeUps = await startWakeUps<Topic>({ url: config.database.url, cell: config.cell });
  stops.push(wakeUps.stop);
  const shared = { config, hub, reader, systems, targets, judging, bell };
  const workings = await startWorkings({ ...shared, exports, turns: traffic, shedding, wakeUps, log });
  stops.push(workings.stop);
  const verbs = verbsOver({ ...shared, ...workings });
  const onDelivery = workings.pipeline.nudgeInbox;
  const webhooks = webhooksOf(hub, systems, { now: clock.now, shedding, onDelivery });
  const check = async () => {
    await withConnection(hub, (sql) => sql.row('select s.epoch from sequencer s'));
  };
  const { now } = clock;
  const answering = { config, hub, reader, systems, verbs, webhooks, group, check, shedding, now, pages, log };
  const serving = await startServing(answering);
  // Until everything that had begun is done, whoever asks hears that this process is going.
  stops.splice(-1, 1, serving.stop, workings.stop, serving.drain);
  return { url: serving.url, webhooks, check };
}

/**
 * Starts everything that one hub process does for a cell, top to bottom. The database has been migrated before. When
 * something can't be started, what was is stopped again.
 */
export async function startHub(config: Config, log: Logger, options: HubOptions): Promise<Hub> {
  const databases = await openDatabases(config);
  const stops: Stop[] = [databases.close];
  const stop = async () => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    return { ...(await startOver(config, databases, options, log, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the built pages are, seen from the compiled hub. */
export function pagesFolder(compiled: string): string {
  return join(compiled, '..', 'web');
}
