import { randomUUID } from 'node:crypto';
import { withConnection } from '../src/entities/sql.ts';
import { type JudgeContext, judgeWaiting, sweepRequested } from '../src/rules/judge-waiting.ts';
import { markDue, markKnown, requestSweep } from '../src/rules/look-again.ts';
import { loadRules } from '../src/rules/rule-set.ts';
import type { FirmHub } from './firm-hub.ts';

function contextOf(hub: FirmHub): JudgeContext {
  const { tolerances, timing } = hub.config.policy;
  const rules = loadRules(hub.config.rulesFolder);
  return {
    rules: () => rules,
    policy: { tolerances, propagationSeconds: timing.propagationSeconds },
    asOfStepSeconds: timing.asOfStepSeconds,
    onFailure: (rule: string, message: string) => {
      throw new Error(`${rule}: ${message}`);
    },
  };
}

/** Judges the whole book of a hub that is driven step by step. */
export async function sweep(hub: FirmHub): Promise<void> {
  await withConnection(hub.db.hub, (sql) => requestSweep(sql, 'time', randomUUID()));
  await sweepRequested(hub.db.hub, contextOf(hub));
}

/** Judges what has changed, has fallen due or has become known since the last time, and nothing else. */
export async function judgeChanges(hub: FirmHub): Promise<void> {
  await markDue(hub.db.hub);
  await markKnown(hub.db.hub);
  while ((await judgeWaiting(hub.db.hub, contextOf(hub))) > 0);
}
