import { createHash } from 'node:crypto';
import type { KindName } from '../domain/kinds.ts';

/**
 * The id of the golden record that is anchored by one system's record. It is derived, never drawn, so that any order of
 * arrival and any rebuild from the inbox ends with the same ids. A UUID of version 8 (RFC 9562) over SHA-256.
 */
export function goldenId(kind: KindName, system: string, key: string): string {
  const hash = createHash('sha256').update(`${kind}\n${system}\n${key}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
