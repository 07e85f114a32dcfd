import { expect } from '@jest/globals';
import { salesforce } from '../../../src/connectors/salesforce/index.ts';
import type { CaseParts, Cases } from '../case.ts';
import type { Json } from '../json-shapes.ts';
import { offered } from '../offered.ts';

/** The endpoint takes outbound messages alone: whoever relays events to it is told so, and told nothing else. */
async function expectRefusedAtTheDoor({ hub }: CaseParts, text: string): Promise<void> {
  const before = await hub.delivered('salesforce');
  const answer = await hub.post('salesforce', text, 'application/json');
  expect(answer.status).toBe(415);
  expect(answer.contentType).toContain('text/xml');
  expect(answer.body).toContain('<faultstring>The content type is not accepted here.</faultstring>');
  expect(await hub.delivered('salesforce')).toEqual(before);
}

/** Events of the streaming APIs, which the hub does not subscribe to: what they tell, polls and hints tell too. */
export const changeCases: Cases<'change-event' | 'platform-event'> = {
  'change-event': {
    sentence: 'is not accepted at the webhook, and never taken for a record: what it leaves out is not empty',
    async run({ text, shape }, parts) {
      await expectRefusedAtTheDoor(parts, text);
      for (const event of shape.events) {
        const object = event.ChangeEventHeader.entityName;
        const stream = salesforce.webhook?.streamOf?.(object);
        const row = await parts.hub.offer('salesforce', stream ?? object, event as Json);
        const expected =
          stream === undefined
            ? { reason_code: 'UNMAPPED_OBJECT', reason: `no stream "${object}"` }
            : { reason_code: 'MAPPING_FAILED', reason: expect.stringContaining('Id: ') };
        expect(row).toMatchObject({ state: 'parked', ...expected });
      }
    },
  },
  'platform-event': {
    sentence: 'is not accepted at the webhook, and is nothing that a stream takes in',
    async run({ text, shape }, parts) {
      await expectRefusedAtTheDoor(parts, text);
      for (const payload of shape.payloads) await offered(parts, 'salesforce', 'event', payload);
    },
  },
};
