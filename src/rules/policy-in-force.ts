import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { appendAudit } from '../entities/append-audit.ts';
import { transactionUnder } from '../entities/sql.ts';
import { type FactPolicy, policyJson } from './fact-query.ts';
import { sweepOnceLoaded } from './look-again.ts';

// One hub at a time says what is in force.
const policyLock = 79;

/**
 * Writes down the policy that rules are judged by whenever it is another than before, because a file was changed or a
 * date has come, and asks for the whole book to be judged by it. Returns whether it is another.
 */
export async function takePolicy(database: DataSource, policy: FactPolicy): Promise<boolean> {
  const changed = await transactionUnder(database, policyLock, async (sql, now) => {
    const correlationId = randomUUID();
    const inForce = policyJson(policy, now);
    const written = await sql.run(
      `insert into policy_in_force (since, policy, correlation_id)
       select $1, $2, $3
        where $2::jsonb is distinct from (select p.policy from policy_in_force p order by p.id desc limit 1)`,
      [now, inForce, correlationId],
    );
    if (written === 0) return false;
    const entry = { actor: 'hub', action: 'policy.inForce', subject: 'policies', legalEntityId: null, correlationId };
    await appendAudit(sql, [{ ...entry, detail: JSON.parse(inForce) as object }]);
    await sweepOnceLoaded(sql, correlationId);
    return true;
  });
  return changed ?? false;
}
