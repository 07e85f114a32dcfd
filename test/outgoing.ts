import { randomUUID } from 'node:crypto';
import type { FieldChange, Idempotency, PushCapability, PushCommand, PushResult } from '../src/domain/connector.ts';
import { type Sql, transaction } from '../src/entities/sql.ts';
import { freeTurns } from '../src/entities/turns.ts';
import type { DeliveryContext } from '../src/sync/deliver.ts';
import type { Target } from '../src/sync/targets.ts';
import type { TestDatabase } from './database.ts';

/** A target that does as a test says, and nothing else. */
export interface PlainTarget {
  send: (command: PushCommand) => Promise<PushResult>;
  find: (command: PushCommand) => Promise<readonly string[]>;
}

const creates: Pick<PushCapability, 'kind' | 'action' | 'fields'> = {
  kind: 'milestone',
  action: 'create',
  fields: ['name'],
};

/**
 * What delivery needs to write to such a target, called erp: milestones, unless something else is said, and what is created
 * can be looked for in it.
 */
export function deliveryTo(
  plain: PlainTarget,
  idempotency: Idempotency = 'search',
  writes: typeof creates = creates,
): DeliveryContext {
  const capability = { ...writes, idempotency, readLagMs: 0, stream: writes.kind, level: writes.kind };
  const target: Target = {
    name: 'erp',
    role: 'erp',
    stage: 'write',
    description: { name: 'erp', role: 'erp', baseUrl: '', peers: {}, options: {} },
    client: undefined,
    push: {
      capabilities: () => [capability],
      send: (_client, command) => plain.send(command),
      find: (_client, command) => plain.find(command),
    },
  };
  return {
    targets: new Map([['erp', target]]),
    timing: {
      deliveryRetrySeconds: { first: 0.001, most: 0.001, giveUp: 86_400 },
      settleFloorSeconds: 0.001,
      deliveryLeaseSeconds: 60,
      deliveredWithinSeconds: { erp: 3600 },
    } as DeliveryContext['timing'],
    chance: () => 0,
    turns: freeTurns,
    readBack: async () => {},
  };
}

/** An approved correction with steps of these fields, each of which creates a milestone in the ERP. Returns its id. */
export async function approvedSteps(
  sql: Sql,
  subject: string,
  steps: readonly (readonly FieldChange[])[],
): Promise<string> {
  const id = randomUUID();
  await sql.run(
    `insert into correction (id, type, subject_kind, subject_id, subject_label, state, reason, maker, approvals_needed,
                             created_at, changed_at, correlation_id)
     values ($1, 'propagateContractVersion', 'contract', $2, 'Contract', 'approved', 'as signed', 'a', 1,
             clock_timestamp(), clock_timestamp(), $1)`,
    [id, subject],
  );
  for (const [place, fields] of steps.entries()) {
    await sql.run(
      `insert into correction_step (correction_id, number, system, kind, golden_id, label, action, level, origin, parents,
                                    fields)
       values ($1, $2, 'erp', 'milestone', $1, 'milestone', 'create', 'milestone', '{"system": "crm", "key": "1"}', '{}', $3)`,
      [id, place + 1, JSON.stringify(fields)],
    );
  }
  return id;
}

/** An approved correction with one such step, which waits to be sent in a lane. Returns its id. */
export function approvedCreate(
  { hub }: TestDatabase,
  lane: string,
  fields: readonly FieldChange[] = [],
): Promise<string> {
  return transaction(hub, async (sql) => {
    const id = await approvedSteps(sql, randomUUID(), [fields]);
    await sql.run(
      `insert into outbox (correction_id, step_number, system, lane, intent_key, state, created_at, changed_at, ready_at,
                           correlation_id)
       values ($1, 1, 'erp', $2, $3, 'ready', clock_timestamp(), clock_timestamp(), clock_timestamp(), $1)`,
      [id, lane, `${id}/1`],
    );
    return id;
  });
}
