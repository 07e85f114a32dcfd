/** Key texts that people type differently are one: case and runs of blanks don't count. */
export function naturalKey(...parts: readonly (string | null | undefined)[]): string | undefined {
  if (parts.some((part) => part === null || part === undefined || part.trim() === '')) return undefined;
  return parts.map((part) => part?.trim().replace(/\s+/g, ' ').toLowerCase()).join('/');
}
