import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { HubError } from '../domain/errors.ts';

/** A sealed text: which key opens it, and what AES-256-GCM made of it. All in base64url. */
export interface Sealed {
  key: string;
  nonce: string;
  text: string;
  tag: string;
}

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;

/** A key that seals, and a name that tells it from others without telling what it is. */
export interface SealKey {
  id: string;
  bytes: Buffer;
}

/** A new key, as the environment takes it. */
export function newSealKey(): string {
  return randomBytes(keyBytes).toString('base64url');
}

/** Reads a key. Throws CONFIG_INVALID unless it is 32 bytes in base64 or hex: a password is not a key. */
export function readSealKey(text: string | undefined): SealKey {
  const bytes =
    text === undefined ? undefined : Buffer.from(text.trim(), /^[0-9a-f]{64}$/i.test(text.trim()) ? 'hex' : 'base64');
  if (bytes === undefined || bytes.length !== keyBytes) {
    const what = text === undefined ? 'is not set' : 'is not a key of 32 bytes';
    throw new HubError('CONFIG_INVALID', `THROUGHLINE_SEAL_KEY ${what}; "throughline credentials key" makes one`);
  }
  return { id: createHash('sha256').update('throughline seal key\0').update(bytes).digest('hex').slice(0, 12), bytes };
}

/** Seals a text for one place. It can be opened for no other. */
export function seal(key: SealKey, place: string, text: string): Sealed {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key.bytes, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
  return {
    key: key.id,
    nonce: nonce.toString('base64url'),
    text: sealed.toString('base64url'),
    tag: sealing.getAuthTag().toString('base64url'),
  };
}

/** Opens what was sealed for this place. Throws CONFIG_INVALID with the reason: another key, or not what was sealed. */
export function open(key: SealKey, place: string, sealed: Sealed): string {
  if (sealed.key !== key.id) {
    throw new HubError(
      'CONFIG_INVALID',
      `${place} was sealed with the key ${sealed.key}; THROUGHLINE_SEAL_KEY is the key ${key.id}`,
    );
  }
  try {
    const nonce = Buffer.from(sealed.nonce, 'base64url');
    const opening = createDecipheriv(cipher, key.bytes, nonce, { authTagLength: 16 })
      .setAAD(Buffer.from(place))
      .setAuthTag(Buffer.from(sealed.tag, 'base64url'));
    return Buffer.concat([opening.update(Buffer.from(sealed.text, 'base64url')), opening.final()]).toString('utf8');
  } catch (error) {
    const problem = `${place} is not as it was sealed: it was changed, or sealed for another system or name; seal it again`;
    throw new HubError('CONFIG_INVALID', problem, { cause: error });
  }
}
