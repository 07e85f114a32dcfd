import type { Certification, Subject } from '../../domain/certification.ts';
import type { Webhook } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';

const bodies = { nothing: '', 'a text': 'hello', 'an object': '{}', 'an element': '<a/>' };

/** Whether a delivery is refused before anything is made of it. */
function isRefused(webhook: Webhook, body: string, { system }: Subject): boolean {
  try {
    webhook.verify({ headers: {}, body: Buffer.from(body), receivedAt: new Date(0).toISOString() }, system);
    return false;
  } catch (error) {
    return error instanceof HubError && ['SIGNATURE_INVALID', 'UNREADABLE'].includes(error.code);
  }
}

/** What the hub relies on when a system sends by itself. */
export const deliveryChecks: readonly Certification[] = [
  {
    sentence: 'refuses deliveries that prove nothing',
    run: async (subject) => {
      const { webhook } = subject.connector;
      if (webhook === undefined) return [];
      const taken = Object.entries(bodies).filter(([, body]) => !isRefused(webhook, body, subject));
      return taken.map(([what]) => `takes ${what} for a delivery`);
    },
  },
];
