import { HubError } from '../domain/errors.ts';

/** An opaque id: what it is, and which one. */
export function encodeId(kind: string, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads an id. Throws NOT_FOUND for anything that is not one: a wrong id and a hidden record look the same. */
export function decodeId(id: string): { kind: string; id: string } {
  const [kind = '', key = ''] = Buffer.from(id, 'base64url').toString('utf8').split(':');
  if (!uuid.test(key)) throw new HubError('NOT_FOUND');
  return { kind, id: key };
}

/** Reads an id that must be of one kind. Throws NOT_FOUND otherwise. */
export function decodeIdOf(kind: string, id: string): string {
  const decoded = decodeId(id);
  if (decoded.kind !== kind) throw new HubError('NOT_FOUND');
  return decoded.id;
}
