/**
 * An instant as text to the microsecond, which sorts as it is. A JavaScript date would cut it to milliseconds, and two
 * versions of a record within one would count as the same.
 */
export function exactInstantSql(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
