import { HubError } from '../domain/errors.ts';
import type { ApprovalsPolicy } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import { enqueueSteps, lockCorrection, setState } from './decide.ts';
import { planHold } from './plan-hold.ts';
import { recordPlan } from './record-plan.ts';
import type { Targets } from './targets.ts';
import { tellCorrection } from './tell-correction.ts';

/** Why an invoice is to be held, and what that follows from. */
export interface HoldCause {
  invoiceId: string;
  reason: string;
  correlationId: string;
  causationId: string;
}

/** Where holds can be written, and the policy in whose name they go. */
export interface HoldContext {
  targets: Targets;
  policy: ApprovalsPolicy;
}

/** Plans a hold and approves it in the name of the policy. Returns whether every target may be written to. */
async function hold(sql: Sql, cause: HoldCause, { targets, policy }: HoldContext): Promise<boolean> {
  const plan = await planHold(sql, cause.invoiceId, targets, cause.reason);
  const allWrite = plan.steps.every(({ system }) => targets.get(system)?.stage === 'write');
  if (!allWrite) return false;
  const policyVersion = `approvals@${policy.version}`;
  const id = await recordPlan(sql, plan, {
    maker: `policy:${policyVersion}`,
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    approvalsNeeded: 0,
    policyVersion,
  });
  const correction = await lockCorrection(sql, id, 1);
  await setState(sql, correction, 'approved');
  await enqueueSteps(sql, correction);
  await tellCorrection(sql, id, 'correction.approved');
  return true;
}

/** Holds what of an invoice is left to hold. Returns whether there was anything. */
export async function holdByPolicy(sql: Sql, cause: HoldCause, context: HoldContext): Promise<boolean> {
  try {
    return await sql.undoable(() => hold(sql, cause, context));
  } catch (error) {
    // Out already, held already or about to be, or at a target that offers no hold: there is nothing to do here.
    if (!(error instanceof HubError)) throw error;
    return false;
  }
}
