/**
 * One text for several, under which a map keeps what belongs to all of them. Between them stands NUL, which no text that
 * can be stored holds.
 */
export function compoundKey(...parts: readonly (string | null)[]): string {
  return parts.join('\0');
}
