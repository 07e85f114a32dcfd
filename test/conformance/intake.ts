import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { pulledStreams } from '../../src/domain/connector.ts';
import { kinds } from '../../src/domain/kinds.ts';
import { transaction } from '../../src/entities/sql.ts';
import { appendRecords, type InboxRecord } from '../../src/ingest/inbox.ts';
import { type FirmHub, firmHub } from '../firm-hub.ts';
import { wholeFirm } from '../whole-firm.ts';
import type { ConformanceCase } from './at-work.ts';

/** Everything that a system's streams hold, as the inbox takes it. */
async function messagesOf(hub: FirmHub, system: string): Promise<InboxRecord[]> {
  const installed = hub.systems.get(system);
  const all: InboxRecord[] = [];
  for (const [stream, { pull }] of installed === undefined ? [] : pulledStreams(installed.connector)) {
    const page = await pull(installed?.client, undefined, { pageSize: 500, overlapSeconds: 60, lagSeconds: 1 });
    const { observedAt } = page;
    all.push(...page.messages.map(({ body, ...rest }) => ({ ...rest, stream, observedAt, raw: JSON.stringify(body) })));
  }
  return all;
}

/** Takes messages in, a few at a time. */
async function takeIn(hub: FirmHub, system: string, messages: readonly InboxRecord[], most: number): Promise<void> {
  for (let at = 0; at < messages.length; at += most) {
    const context = { system, origin: 'poll', correlationId: randomUUID() } as const;
    await transaction(hub.db.hub, (sql) => appendRecords(sql, context, messages.slice(at, at + most)));
    await hub.settle();
  }
}

/** All that the hub holds, without when and by which message it came to know it. */
async function stateOf(hub: FirmHub): Promise<Record<string, string[]>> {
  const leftOut = ['inbox_id', 'correlation_id', 'causation_id', 'known_from', 'since', 'linked_by', 'evidence'];
  const state: Record<string, string[]> = {};
  for (const table of ['source_record', 'crosswalk', 'drift', ...kinds.map(({ name }) => name)]) {
    const rows: { row: Record<string, unknown> }[] = await hub.db.hub.query(
      `select to_jsonb(t) as row from ${table} t`,
    );
    state[table] = rows
      .map(({ row }) => JSON.stringify(Object.entries(row).filter(([name]) => !leftOut.includes(name))))
      .sort();
  }
  return state;
}

/** An order that has nothing to do with the one before, the same each time. */
function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((each, at) => ({ each, place: ((at * 7919) % 104_729) % 97 }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
}

/** Holds what becomes of a connector's records to what the hub promises: order and repetition don't matter. */
export function describeIntake({ system, options }: ConformanceCase): void {
  describe('taken in', () => {
    it('comes to the same state in whatever order its records arrive, and stays there when they arrive again', async () => {
      const inOrder = await firmHub(wholeFirm().tables, options);
      const outOfOrder = await firmHub(wholeFirm().tables, options);
      try {
        const messages = await messagesOf(inOrder, system);
        expect(messages.length).toBeGreaterThan(0);
        await takeIn(inOrder, system, messages, 500);
        const state = await stateOf(inOrder);
        expect(state['source_record']?.length).toBeGreaterThanOrEqual(messages.length);
        await takeIn(outOfOrder, system, shuffled(messages), 5);
        expect(await stateOf(outOfOrder)).toEqual(state);

        const versions = 'select count(*)::int as count from source_record_history h';
        const before = await inOrder.db.hub.query(versions);
        await takeIn(inOrder, system, shuffled(messages), 5);
        expect(await stateOf(inOrder)).toEqual(state);
        expect(await inOrder.db.hub.query(versions)).toEqual(before);
        // What was true before must not come back.
        const version = '1900-01-01T00:00:00.000Z';
        const older = (raw: string) => JSON.stringify({ ...JSON.parse(raw), OfOld: true });
        const old = messages.map((message) => ({ ...message, version, raw: older(message.raw) }));
        await takeIn(inOrder, system, old, 500);
        expect(await stateOf(inOrder)).toEqual(state);
        const parked = await inOrder.db.hub.query(
          "select i.stream, i.reason from inbox i where i.state in ('new', 'parked')",
        );
        expect(parked).toEqual([]);
      } finally {
        await inOrder.close();
        await outOfOrder.close();
      }
    });
  });
}
