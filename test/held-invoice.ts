import { randomUUID } from 'node:crypto';
import type { PushCommand, PushResult } from '../src/domain/connector.ts';
import type { ApprovalsPolicy } from '../src/domain/policies.ts';
import { appendFeed } from '../src/entities/append-feed.ts';
import { transaction } from '../src/entities/sql.ts';
import { sequence } from '../src/feed/sequencer.ts';
import type { DeliveryContext } from '../src/sync/deliver.ts';
import type { TestDatabase } from './database.ts';
import { type Planted, plantException } from './exceptions.ts';
import { deliveryTo } from './outgoing.ts';

/** A policy by which holds go without a person. */
export const holdsAtOnce: ApprovalsPolicy = {
  version: 1,
  holdWithoutApprover: true,
  approvers: { default: 1, above: {}, aboveNeeds: 2 },
};

/** What delivery needs to write holds to an ERP that answers as a test says. */
export const holdsTo = (send: (command: PushCommand) => Promise<PushResult>): DeliveryContext =>
  deliveryTo({ send, find: async () => [] }, 'conditional', {
    kind: 'billing_event',
    action: 'hold',
    fields: ['held'],
  });

/** A draft in the ERP; each line bills one event, whose key there is that at the same place. */
export interface Draft {
  id: string;
  lines: string[];
  events: string[];
  keys: string[];
}

/** Plants a draft of so many lines, of which nothing is held. */
export async function plantDraft({ hub }: TestDatabase, size: number): Promise<Draft> {
  const ids = () => Array.from({ length: size }, () => randomUUID());
  const id = randomUUID();
  const draft: Draft = { id, lines: ids(), events: ids(), keys: ids().map((_each, place) => `${id}/${place + 1}`) };
  await hub.query(
    `insert into invoice (id, number, status, legal_entity_id, occurred_at) values ($1, 'INV-1', 'draft', 1, now())`,
    [draft.id],
  );
  for (const [place, line] of draft.lines.entries()) {
    const [event, key] = [draft.events[place], draft.keys[place]];
    await hub.query(`insert into invoice_line (id, invoice_id, number, occurred_at) values ($1, $2, $3, now())`, [
      line,
      draft.id,
      place + 1,
    ]);
    await hub.query(`insert into billing_event (id, held, legal_entity_id, occurred_at) values ($1, false, 1, now())`, [
      event,
    ]);
    await hub.query(
      `insert into invoice_allocation (id, invoice_line_id, billing_event_id, occurred_at) values ($1, $2, $3, now())`,
      [randomUUID(), line, event],
    );
    await hub.query(
      `insert into crosswalk (system, kind, key, golden_id, method, evidence, linked_by)
       values ('erp', 'billing_event', $1, $2, 'origin', '', 'hub')`,
      [key, event],
    );
    await hub.query(
      `insert into source_record (system, kind, key, stream, aggregate_key, occurred_at, attributes, refs, inbox_id,
                                  correlation_id)
       values ('erp', 'billing_event', $1, 'billing_event', $1, now(), '{"held": false}', '{}', 0, gen_random_uuid())`,
      [key],
    );
  }
  return draft;
}

/** Has the hub read from the ERP that an event is held. */
export async function readHeld({ hub }: TestDatabase, key: string): Promise<void> {
  await hub.query(`update source_record set attributes = '{"held": true}' where system = 'erp' and key = $1`, [key]);
  await hub.query(`update billing_event b set held = true from crosswalk x where x.golden_id = b.id and x.key = $1`, [
    key,
  ]);
}

/** Has a rule block a draft, and the feed tell of it. Returns the exception's id. */
export async function block(db: TestDatabase, draft: Draft, given: Planted): Promise<string> {
  const id = await plantException(db, { ...given, effect: 'block', invoiceId: draft.id });
  await transaction(db.hub, (sql) =>
    appendFeed(sql, [
      {
        type: 'exception.opened',
        aggregate: 'exception',
        aggregateId: id,
        aggregateVersion: 1,
        legalEntityId: 1,
        payload: { exceptionId: id, effect: 'block', invoiceId: draft.id, sentence: 'It is so.' },
        correlationId: randomUUID(),
        causationId: null,
      },
    ]),
  );
  await sequence(db.hub);
  return id;
}
