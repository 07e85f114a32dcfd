import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exporting } from '../../../test/exporting.ts';
import { propertySeed } from '../../../test/property-seed.ts';
import { exportSecret, wayOut } from '../../../test/webhook-receiver.ts';
import type { Sink } from './sink.ts';
import { webhookSink } from './webhook-sink.ts';

const here = exporting();

/** What becomes of one delivery: taken, refused, or taken by a hub that dies before it knows. */
const fates = fc.constantFrom('taken', 'taken', 'taken', 'refused', 'died');

it(`delivers all at least once and first deliveries in order, whoever refuses or dies (PROPERTY_SEED=${propertySeed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(4, 5)), { minLength: 1, maxLength: 8 }),
      fc.array(fates, { maxLength: 25 }),
      async (events, plan) => {
        await here.begin();
        const subjects = [randomUUID(), randomUUID(), randomUUID()];
        await here.happen(
          ...events.map(([about, entity], place) => ({
            about: subjects[about] as string,
            entity,
            version: place + 1,
            sentence: `${place}`,
          })),
        );
        const fate = [...plan];
        here.receiver.answer = () => (fate[0] === 'refused' ? 500 : 204);
        const whole = webhookSink({
          url: here.receiver.url,
          secrets: [exportSecret],
          send: wayOut(),
          now: () => new Date(),
        });
        const mortal: Sink = {
          ...whole,
          async send(all, mayBegin) {
            const dies = fate[0] === 'died';
            const answer = await whole.send(all.slice(0, 3), mayBegin);
            fate.shift();
            if (dies) throw new Error('the hub died');
            return answer;
          },
        };
        while ((await here.state()).behind > 0) {
          await here.sendNext({ sink: mortal }).catch(() => undefined);
          await here.set('next_try_at = null');
        }
        const expected = events.flatMap(([, entity], place) => (entity === 4 ? [`${place}`] : []));
        expect([...new Set(here.sentences())]).toEqual(expected);
        const ids = new Map(here.receiver.got.map((event) => [event.data['sentence'], event.id]));
        expect(here.receiver.got.every((event) => ids.get(event.data['sentence']) === event.id)).toBe(true);
      },
    ),
    { numRuns: 12, seed: propertySeed },
  );
});
