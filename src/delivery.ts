import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { messageOf } from './domain/errors.ts';
import { transaction } from './entities/sql.ts';
import type { Turns } from './entities/turns.ts';
import { startHolding } from './holding.ts';
import { requestReread } from './ingest/read-back.ts';
import { askGate } from './rules/ask-gate.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { startLoop } from './schedule/loop.ts';
import { sideBySide } from './schedule/side-by-side.ts';
import { startSending } from './sending.ts';
import { anyUnderWay, confirmSent, openGates } from './sync/confirm.ts';
import { type DeliveryContext, resolveUnknown, unsettledSystems } from './sync/deliver.ts';
import type { Target, Targets } from './sync/targets.ts';
import type { InstalledSystem } from './systems.ts';

/** The way out: deliveries, their confirmation, and holds by policy. */
export interface Delivery {
  /** There is something to deliver, or to withdraw. */
  nudge(): void;
  /** Records have changed: what was sent may have come back. */
  nudgeSettling(): void;
  /** Something new is in the feed. */
  nudgeReaders(): void;
  stop(): Promise<void>;
}

/** The configured systems that can be written to. */
export function targetsOf(systems: ReadonlyMap<string, InstalledSystem>): Targets {
  const targets = new Map<string, Target>();
  for (const { config, connector, description, client } of systems.values()) {
    if (connector.push === undefined) continue;
    targets.set(config.name, {
      name: config.name,
      role: config.role,
      stage: config.stage,
      description,
      client,
      push: connector.push,
    });
  }
  return targets;
}

/** Starts the loops of the way out. `onHint` wakes whoever reads records back. */
export function startDelivery(
  config: Config,
  database: DataSource,
  targets: Targets,
  judging: JudgeContext,
  turns: Turns,
  onHint: () => void,
  nudgeFeed: () => void,
  log: Logger,
): Delivery {
  const context: DeliveryContext = {
    targets,
    timing: config.policy.timing,
    chance: Math.random,
    turns,
    async readBack(system, stream, key, correlationId, causationId) {
      await transaction(database, (sql) => requestReread(sql, system, stream, key, correlationId, causationId));
      onHint();
    },
  };
  const onError = (name: string, error: unknown) =>
    log.error({ stage: name, error: messageOf(error) }, 'a stage failed');
  const mayRelease = async (invoiceId: string) => {
    const answer = await transaction(database, (sql) => askGate(sql, 'invoiceRelease', invoiceId, judging));
    // An invoice that is gone has nothing left that could go out.
    return answer === undefined || answer.verdict === 'allow';
  };

  const sending = startSending(database, context, nudgeFeed, onError);
  const resolving = sideBySide(async (system) => {
    if ((await resolveUnknown(database, system, context)) === 0) return;
    sending.nudge();
    settle.nudge();
    nudgeFeed();
  }, onError);
  const settle = startLoop({
    name: 'settle',
    pollMs: 500,
    async work() {
      if (!(await anyUnderWay(database))) return 0;
      resolving.start(await unsettledSystems(database, context));
      const confirmed = await confirmSent(database, context);
      const opened = await openGates(database, mayRelease);
      if (opened + confirmed > 0) sending.nudge();
      return confirmed + opened;
    },
    after: nudgeFeed,
    onError,
  });
  const holding = startHolding(database, targets, config.policy.approvals, {
    onHint,
    onHeld() {
      sending.nudge();
      nudgeFeed();
    },
    onError,
  });
  return {
    nudge() {
      settle.nudge();
      sending.nudge();
    },
    nudgeSettling: () => settle.nudge(),
    nudgeReaders: () => holding.nudge(),
    async stop() {
      await Promise.all([holding, settle, sending].map((each) => each.stop()));
      await resolving.settled();
    },
  };
}
