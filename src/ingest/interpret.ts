import type { Connector, SystemDescription } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import { parseJson } from '../domain/json.ts';
import { type CanonicalRecord, parseRecord } from '../domain/record.ts';

/** A message of the inbox as the drain reads it. */
export interface ReceivedMessage {
  id: string;
  received_at: string;
  system: string;
  stream: string;
  key: string;
  version: string;
  observed_at: string;
  raw: Buffer | null;
  part: number;
  origin: 'webhook' | 'poll' | 'file' | 'reread';
  content_hash: string;
  baseline: boolean;
  correlation_id: string;
}

/** A system and the connector of its product. */
export interface InstalledSystem {
  description: SystemDescription;
  connector: Connector;
}

/** Reads a message's canonical records. Throws where it can't be used; the drain parks it with that reason. */
export type Interpreter = (message: ReceivedMessage) => CanonicalRecord[];

function bodyOf({ connector, description }: InstalledSystem, message: ReceivedMessage): unknown {
  if (message.raw === null) throw new HubError('UNREADABLE', 'the message has no body');
  if (message.origin !== 'webhook') return parseJson(message.raw.toString('utf8'));
  const item = connector.webhook?.read(message.raw, description)[message.part];
  if (item?.type !== 'record') throw new HubError('UNREADABLE', 'the delivery holds no such record');
  return item.message.body;
}

/** The interpreter for the configured systems: finds the connector, the stream and its mapping, and checks the result. */
export function interpreter(systems: ReadonlyMap<string, InstalledSystem>): Interpreter {
  return (message) => {
    const system = systems.get(message.system);
    if (system === undefined) throw new HubError('UNKNOWN_SYSTEM');
    const stream = system.connector.streams[message.stream];
    if (stream === undefined) throw new HubError('UNMAPPED_OBJECT', `no stream "${message.stream}"`);
    return stream.map(bodyOf(system, message), system.description).map(parseRecord);
  };
}
