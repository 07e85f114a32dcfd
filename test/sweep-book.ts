import { randomUUID } from 'node:crypto';
import { withConnection } from '../src/entities/sql.ts';
import { sweepRequested } from '../src/rules/judge-waiting.ts';
import { requestSweep } from '../src/rules/look-again.ts';
import { loadRules } from '../src/rules/rule-set.ts';
import type { FirmHub } from './firm-hub.ts';

/** Judges the whole book of a hub that is driven step by step. */
export async function sweep(hub: FirmHub): Promise<void> {
  const { tolerances, timing } = hub.config.policy;
  const rules = loadRules(hub.config.rulesFolder);
  const context = {
    rules: () => rules,
    policy: { tolerances, propagationSeconds: timing.propagationSeconds },
    asOfStepSeconds: timing.asOfStepSeconds,
    onFailure: (rule: string, message: string) => {
      throw new Error(`${rule}: ${message}`);
    },
  };
  await withConnection(hub.db.hub, (sql) => requestSweep(sql, 'time', randomUUID()));
  await sweepRequested(hub.db.hub, context);
}
