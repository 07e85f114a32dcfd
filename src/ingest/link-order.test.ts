import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { forget, goldenDump } from '../../test/golden-dump.ts';
import { propertySeed } from '../../test/property-seed.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { tell, withToldSystem } from '../../test/told-hub.ts';
import { tells, toldSecret, toldSystem } from '../../test/told-system.ts';
import { HubError } from '../domain/errors.ts';
import { goldenId } from '../entities/golden-id.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { linkByHand, unlinkByHand } from './link-by-hand.ts';

// Two systems that make projects, and one that only knows them: all can be the same, by key, by number or by a person.
const systems = [toldSystem.name, 'second', 'ledger'] as const;
let hub: FirmHub;
beforeAll(async () => {
  const second = { ...toldSystem, name: 'second' };
  const ledger = { ...toldSystem, name: 'ledger', role: 'erp', peers: { delivery: toldSystem.name } };
  const { environment } = withToldSystem;
  hub = await firmHub(smallFirm().tables, {
    moreSystems: () => [toldSystem, second, ledger],
    environment: { ...environment, LEDGER_WEBHOOK_SECRET: toldSecret, SECOND_WEBHOOK_SECRET: toldSecret },
  });
});
afterAll(() => hub.close());

const keys = ['1', '2'];
const place = fc.record({ system: fc.constantFrom(...systems), key: fc.constantFrom(...keys) });

/** What each record says, once and for all: only who says what is the same as what, and when, is left open. */
const project = (system: (typeof systems)[number], key: string) =>
  fc.record({
    system: fc.constant(system),
    key: fc.constant(key),
    natural: fc.constantFrom('PR-1', 'PR-2', undefined),
    claims: system === 'ledger' ? fc.constantFrom({ role: 'delivery', key: '1' }, undefined) : fc.constant(undefined),
    legalEntity: fc.constantFrom('DE01', 'US01', undefined),
    values: fc.record({ name: fc.constantFrom('Alpha', 'Beta'), erpStatus: fc.constantFrom('active', 'closed') }),
    deleted: fc.constantFrom(false, false, false, true),
  });
const projects = fc.tuple(...systems.flatMap((system) => keys.map((key) => project(system, key))));
const task = fc.record({
  system: fc.constant(toldSystem.name),
  key: fc.constantFrom('1', '2', '3'),
  values: fc.record({ name: fc.constantFrom('Design', 'Build') }),
  refs: fc.record({ project: fc.constantFrom({ key: '1' }, { key: '2' }, { natural: 'pr-1' }, { natural: 'pr-2' }) }),
});
const tasks = fc.uniqueArray(task, { selector: ({ key }) => key, minLength: 2, maxLength: 3 });
const saying = fc.record({ of: place, target: fc.option(place, { freq: 4 }), pause: fc.boolean() });

type Told = { kind: 'project' | 'task'; body: { system: string; key: string; deleted?: boolean } };
const seeing = { id: 'person:ada', legalEntityIds: [1, 2, 3, 4, 5, 6], wholeGroup: true };

async function tellAll(messages: readonly Told[], pauses: Iterator<boolean>): Promise<void> {
  for (const { kind, body } of messages) {
    const { system, deleted, ...said } = body;
    const text = tells(kind, [{ version: '2026-02-01T10:00:00Z', ...said }], '2026-02-03T00:00:00Z');
    await tell(hub, deleted ? text.replace('.upserted', '.deleted') : text, {}, system);
    if (pauses.next().value === true) await hub.settle();
  }
  await hub.settle();
}

/** Says it, or is refused. Returns whether it was taken down. */
async function say({ of, target }: { of: { system: string; key: string }; target: typeof of | null }) {
  const whole = { record: { kind: 'project', ...of } as const, reason: 'so', by: seeing, correlationId: randomUUID() };
  try {
    await transaction(hub.db.hub, (sql) =>
      target === null
        ? unlinkByHand(sql, whole)
        : linkByHand(sql, whole, goldenId('project', target.system, target.key)),
    );
    return true;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return false;
  }
}

const saidByPeople = () =>
  withConnection(hub.db.hub, (sql) => sql.rows('select to_jsonb(p) as row from person_link p'));

let taken = 0;
it('ends alike, whether people speak before the records come, after, or in between, in any order', async () => {
  const never = [false][Symbol.iterator]();
  await fc.assert(
    fc.asyncProperty(
      projects,
      tasks,
      fc.array(saying, { minLength: 3, maxLength: 6 }),
      fc.infiniteStream(fc.boolean()),
      fc.func(fc.nat()),
      async (all, some, sayings, pauses, rank) => {
        const messages: Told[] = [
          ...all.map((body) => ({ kind: 'project', body }) as const),
          ...some.map((body) => ({ kind: 'task', body }) as const),
        ];
        await forget(hub.db.owner, ['project', 'task']);
        await tellAll(messages, never);
        for (const each of sayings) {
          if (await say(each)) taken += 1;
          if (each.pause) await hub.settle();
        }
        await hub.settle();
        const after = await goldenDump(hub.db.hub);

        // The same records in another order, with all that has been said in the end there from the beginning.
        const kept = await saidByPeople();
        await forget(hub.db.owner, ['project', 'task']);
        for (const { row } of kept) {
          await hub.db.hub.query('insert into person_link select * from jsonb_populate_record(null::person_link, $1)', [
            row,
          ]);
        }
        const ranked = messages.map((message, at) => ({ message, by: rank(at) }));
        await tellAll(
          ranked.sort((one, other) => one.by - other.by).map(({ message }) => message),
          pauses[Symbol.iterator](),
        );
        expect(await goldenDump(hub.db.hub)).toEqual(after);
      },
    ),
    { numRuns: 24, seed: propertySeed, verbose: 1, endOnFailure: true },
  );
  expect(taken).toBeGreaterThan(5);
});
