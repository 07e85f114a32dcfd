import { randomUUID } from 'node:crypto';
import { withConnection } from '../src/entities/sql.ts';
import { sweepRequested } from '../src/rules/judge-waiting.ts';
import { requestSweep } from '../src/rules/look-again.ts';
import { ruleBook } from '../src/rules/rule-book.ts';
import { takeRules } from '../src/rules/take-rules.ts';
import type { FirmHub } from './firm-hub.ts';

/** Judges the whole book of a hub that is driven step by step. */
export async function sweep(hub: FirmHub): Promise<void> {
  const { tolerances, timing } = hub.config.policy;
  await takeRules(hub.db.hub, hub.config.rulesFolder, 'test');
  const context = {
    rules: ruleBook(),
    policy: { tolerances, propagationSeconds: timing.propagationSeconds },
    asOfStepSeconds: timing.asOfStepSeconds,
    onFailure: (rule: string, message: string) => {
      throw new Error(`${rule}: ${message}`);
    },
  };
  await withConnection(hub.db.hub, (sql) => requestSweep(sql, 'time', randomUUID()));
  await sweepRequested(hub.db.hub, context);
}
