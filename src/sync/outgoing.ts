import type { FieldChange, PushCapability, PushCommand } from '../domain/connector.ts';
import type { KindName } from '../domain/kinds.ts';
import { capabilityOf, type Target, type Targets } from './targets.ts';

/** A delivery with the step of the correction that it carries out. */
export interface Outgoing {
  id: string;
  correction_id: string;
  system: string;
  attempt_id: string;
  correlation_id: string;
  kind: KindName;
  action: PushCommand['action'];
  target_key: string | null;
  origin: PushCommand['origin'];
  parents: Record<string, string>;
  fields: FieldChange[];
}

/** What the target is asked to do. */
export function commandOf(outgoing: Outgoing): PushCommand {
  return {
    attemptId: outgoing.attempt_id,
    correlationId: outgoing.correlation_id,
    kind: outgoing.kind,
    action: outgoing.action,
    key: outgoing.target_key ?? undefined,
    origin: outgoing.origin,
    parents: outgoing.parents,
    fields: outgoing.fields,
  };
}

/** Where a delivery goes and by which of the target's capabilities; undefined where there is no such target any more. */
export function routeOf(
  targets: Targets,
  { system, kind, action }: Pick<Outgoing, 'system' | 'kind' | 'action'>,
): { target: Target; capability: PushCapability } | undefined {
  const target = targets.get(system);
  const capability = target === undefined ? undefined : capabilityOf(target, kind, action);
  return target === undefined || capability === undefined ? undefined : { target, capability };
}
