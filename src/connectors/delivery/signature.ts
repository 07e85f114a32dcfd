import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ConnectedSystem, WebhookRequest } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';

// The specification's tolerance, both ways: a stolen request is worth nothing after that.
const toleranceSeconds = 5 * 60;
const mostSignatures = 10;

const secretForm = /^(whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/;

/**
 * The keys that deliveries may be signed with: one, or several while one replaces another, parted by blanks. Throws
 * CONFIG_INVALID for one that is not base64 of 24 to 64 bytes.
 */
export function signingKeys({ name, credentials }: Pick<ConnectedSystem, 'name' | 'credentials'>): KeyObject[] {
  const secrets = (credentials['webhookSecret'] ?? '').split(/[\s,]+/).filter((secret) => secret !== '');
  return secrets.map((secret, place) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    if (!secretForm.test(secret) || key.length < 24 || key.length > 64) {
      const variable = `${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_WEBHOOK_SECRET`;
      throw new HubError(
        'CONFIG_INVALID',
        `${variable}: secret ${place + 1} is not whsec_ and base64 of 24 to 64 bytes`,
      );
    }
    return createSecretKey(key);
  });
}

/** The name of the delivery. Throws SIGNATURE_INVALID where it has none: it would not be covered by the signature. */
export function deliveryId(headers: Record<string, string>): string {
  const id = headers['webhook-id'] ?? '';
  if (!/^[\x21-\x7e]{1,255}$/.test(id)) throw new HubError('SIGNATURE_INVALID', 'webhook-id: missing, or not a name');
  return id;
}

function timestampOf(headers: Record<string, string>, receivedAt: string): string {
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) throw new HubError('SIGNATURE_INVALID', 'webhook-timestamp: not in seconds');
  if (Math.abs(Date.parse(receivedAt) / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new HubError('SIGNATURE_INVALID', 'webhook-timestamp: more than five minutes from now');
  }
  return timestamp;
}

/**
 * Proves a delivery by Standard Webhooks 1.0 (`v1`): HMAC-SHA256 over id, timestamp and the bytes as they came. The
 * reference library signs text, so that a body with broken UTF-8 would be proven by another one's signature.
 */
export function verifySignature({ headers, body, receivedAt }: WebhookRequest, keys: readonly KeyObject[]): void {
  const id = deliveryId(headers);
  const timestamp = timestampOf(headers, receivedAt);
  const given = (headers['webhook-signature'] ?? '')
    .split(' ')
    .slice(0, mostSignatures)
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const proven = keys.some((key) => {
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
  });
  if (!proven) throw new HubError('SIGNATURE_INVALID');
}
