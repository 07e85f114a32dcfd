import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ConnectedSystem, Webhook, WebhookRequest } from '../domain/connector.ts';
import { withConnection } from '../entities/sql.ts';
import { commitHints, hintRows } from './hint-delivery.ts';
import { type Accepted, commitNamed, type NamedDelivery, namedRows } from './named-delivery.ts';
import { together } from './together.ts';

/** Where deliveries are committed. */
export interface Intake {
  database: DataSource;
  named: (delivery: NamedDelivery) => Promise<Accepted>;
}

// Enough for any burst; few enough that one statement stays short.
const mostTogether = 64;

/** Named deliveries that come at the same moment share a statement, and with it a commit. */
export function openIntake(database: DataSource): Intake {
  // One statement, which commits by itself: a transaction around it would only be two more trips.
  const commit = (deliveries: readonly NamedDelivery[]) =>
    withConnection(database, (sql) => commitNamed(sql, deliveries));
  const nameOf = ({ system, id }: NamedDelivery) => `${system}\n${id}`;
  return { database, named: together(commit, { most: mostTogether, nameOf }) };
}

/**
 * Takes in one delivery: proof first, then its bytes and messages committed, then the answer. Whatever was committed
 * before under the same id is counted and changes nothing. `admit` is asked once the proof holds and may refuse by
 * throwing. Throws SIGNATURE_INVALID for a delivery without proof; anything that the database throws means that nothing
 * was promised.
 */
export async function acceptDelivery(
  { database, named }: Intake,
  system: ConnectedSystem,
  webhook: Webhook,
  request: WebhookRequest,
  admit: () => void = () => {},
): Promise<Accepted> {
  webhook.verify(request, system);
  admit();
  const { body } = request;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  if (webhook.deliveryId === undefined) {
    const rows = hintRows(system, webhook, body, bodyHash);
    return withConnection(database, (sql) => commitHints(sql, system.name, rows, body));
  }
  const id = webhook.deliveryId(request.headers);
  const rows = namedRows(system, webhook, request, bodyHash);
  return named({ system: system.name, id, bodyHash, body, rows, correlationId: randomUUID() });
}
