import { Webhook } from 'standardwebhooks';

/** A delivery as it is posted: the signature is of the moment of sending. */
export interface SignedDelivery {
  id: string;
  body: string;
}

/** Posts a delivery to the webhook of a system, signed at that instant (Standard Webhooks). Throws when no answer came. */
export function postSigned(
  url: string,
  { name, secret }: { name: string; secret: string },
  { id, body }: SignedDelivery,
  at = new Date(),
): Promise<Response> {
  return fetch(`${url}/webhooks/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
    body,
  });
}
