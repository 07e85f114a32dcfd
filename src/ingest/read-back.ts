import type { Sql } from '../entities/sql.ts';
import { appendHints } from './inbox.ts';

/** Asks for one record of one stream to be read again, under the correlation id of whoever wants to know. */
export async function requestReread(
  sql: Sql,
  system: string,
  stream: string,
  key: string,
  correlationId: string,
  causationId: string,
): Promise<void> {
  await appendHints(sql, { system, origin: 'reread', correlationId, causationId }, [{ object: stream, stream, key }]);
}
