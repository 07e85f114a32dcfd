import type { Push, PushCapability, PushCommand, SystemDescription } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Stage, SystemRole } from '../domain/roles.ts';

/** A system that corrections can be written to. */
export interface Target {
  name: string;
  role: SystemRole;
  stage: Stage;
  description: SystemDescription;
  client: unknown;
  push: Push<unknown>;
}

/** The systems that corrections can be written to, by name. */
export type Targets = ReadonlyMap<string, Target>;

/** What a target can do to records of a kind; undefined when it can't. */
export function capabilityOf(
  target: Target,
  kind: KindName,
  action: PushCommand['action'],
): PushCapability | undefined {
  return target.push.capabilities(target.description).find((each) => each.kind === kind && each.action === action);
}

/** Throws STAGE_FORBIDS_WRITE unless the target has come as far as the stage. */
export function demandStage(target: Target, wanted: 'propose' | 'write'): void {
  const reached = target.stage === 'write' || target.stage === wanted;
  if (!reached) {
    throw new HubError(
      'STAGE_FORBIDS_WRITE',
      `${target.name} is at stage ${target.stage}; hub.config.json has to say ${wanted}`,
    );
  }
}
