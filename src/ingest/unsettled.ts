/**
 * Whether a message of a row's version or of a later one is in the inbox already, waiting or parked with its reason. In a
 * query whose first two parameters are a system and a stream; `row` has a key and a version.
 */
export function isUnsettled(row: string): string {
  // Each state by itself, as their indexes are.
  const inState = (state: string) => `exists (
    select from inbox w
     where w.state = '${state}' and w.system = $1 and w.stream = $2 and w.key = ${row}.key and w.version >= ${row}.version)`;
  return `(${inState('new')} or ${inState('parked')})`;
}
