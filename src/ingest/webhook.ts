import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ConnectedSystem, Webhook, WebhookRequest } from '../domain/connector.ts';
import { withConnection } from '../entities/sql.ts';
import { commitHints, hintRows } from './hint-delivery.ts';
import { commitNamed, namedRows } from './named-delivery.ts';

/** What became of a delivery: how many of its messages were new. */
export interface Accepted {
  fresh: number;
  repeated: number;
}

/**
 * Takes in one delivery: proof first, then its bytes and messages committed, then the answer. Whatever was committed
 * before under the same id is counted and changes nothing. `admit` is asked once the proof holds and may refuse by
 * throwing. Throws SIGNATURE_INVALID for a delivery without proof; anything that the database throws means that nothing
 * was promised.
 */
export async function acceptDelivery(
  database: DataSource,
  system: ConnectedSystem,
  webhook: Webhook,
  request: WebhookRequest,
  admit: () => void = () => {},
): Promise<Accepted> {
  webhook.verify(request, system);
  admit();
  // One statement, which commits by itself: a transaction around it would only be two more trips.
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  if (webhook.deliveryId === undefined) {
    const rows = hintRows(system, webhook, request.body, bodyHash);
    return withConnection(database, (sql) => commitHints(sql, system.name, rows, request.body));
  }
  const id = webhook.deliveryId(request.headers);
  const rows = namedRows(system, webhook, request, bodyHash);
  return withConnection(database, (sql) => commitNamed(sql, system.name, { id, bodyHash, body: request.body }, rows));
}
