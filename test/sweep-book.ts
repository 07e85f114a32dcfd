import { randomUUID } from 'node:crypto';
import { withConnection } from '../src/entities/sql.ts';
import type { JudgeContext } from '../src/rules/judge-subjects.ts';
import { judgeWaiting } from '../src/rules/judge-waiting.ts';
import { markDue, markKnown, requestSweep } from '../src/rules/look-again.ts';
import { ruleBook } from '../src/rules/rule-book.ts';
import { sweepRequested } from '../src/rules/sweep.ts';
import { takeRules } from '../src/rules/take-rules.ts';
import { workPolicy } from '../src/rules/work-policy.ts';
import type { FirmHub } from './firm-hub.ts';

async function contextOf(hub: FirmHub): Promise<JudgeContext> {
  const { policy } = hub.config;
  await takeRules(hub.db.hub, hub.config.rulesFolder, 'test');
  return {
    rules: ruleBook(),
    policy,
    work: workPolicy(policy, hub.config),
    asOfStepSeconds: policy.timing.asOfStepSeconds,
    onFailure: (rule: string, message: string) => {
      throw new Error(`${rule}: ${message}`);
    },
  };
}

// So few at a time that there are several pages of most kinds.
const pageSize = 7;

/** Judges the whole book of a hub that is driven step by step. */
export async function sweep(hub: FirmHub): Promise<void> {
  await withConnection(hub.db.hub, (sql) => requestSweep(sql, 'time', randomUUID()));
  await sweepRequested(hub.db.hub, await contextOf(hub), pageSize);
}

/** Judges what has changed, has fallen due or has become known since the last time, and nothing else. */
export async function judgeChanges(hub: FirmHub): Promise<void> {
  await markDue(hub.db.hub);
  await markKnown(hub.db.hub);
  const context = await contextOf(hub);
  while ((await judgeWaiting(hub.db.hub, context)) > 0);
}
