import type { Connector, SystemDescription } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import type { FileMappings } from '../domain/file-mapping.ts';
import { parseJson } from '../domain/json.ts';
import { type CanonicalRecord, parseRecord } from '../domain/record.ts';
import { refuseFuture } from './future.ts';
import { recordOfRow, rowOfMessage } from './map-row.ts';

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
  origin: 'webhook' | 'poll' | 'file' | 'reread' | 'scan';
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

/** The first message of a delivery keeps it whole, as it came; every other message keeps its own part of it. */
function firstRecord({ connector, description }: InstalledSystem, raw: Buffer): unknown {
  const item = connector.webhook?.read(raw, description)[0];
  if (item?.type !== 'record') throw new HubError('UNREADABLE', 'the delivery holds no such record');
  return item.message.body;
}

function bodyOf(system: InstalledSystem, message: ReceivedMessage, mappings: FileMappings): unknown {
  if (message.raw === null) throw new HubError('UNREADABLE', 'the message has no body');
  if (message.origin === 'webhook' && message.part === 0) return firstRecord(system, message.raw);
  const body = parseJson(message.raw.toString('utf8'));
  if (message.origin !== 'file') return body;
  return recordOfRow(rowOfMessage(body), mappings);
}

/**
 * The interpreter for the configured systems: finds the connector, the stream and its mapping, and checks the result.
 * `mappings` say what the columns of files mean.
 */
export function interpreter(
  systems: ReadonlyMap<string, InstalledSystem>,
  mappings: FileMappings = new Map(),
): Interpreter {
  return (message) => {
    const system = systems.get(message.system);
    if (system === undefined) throw new HubError('UNKNOWN_SYSTEM');
    const stream = system.connector.streams[message.stream];
    if (stream === undefined) throw new HubError('UNMAPPED_OBJECT', `no stream "${message.stream}"`);
    // That a record is no longer there: it holds nothing any more, and what it held is buried.
    if (message.origin === 'scan') return [];
    // Where the hub asks, versions are by the source's clock; who tells of them by himself may have set it anywhere.
    if (message.origin === 'webhook') refuseFuture(message.version, message.received_at, 'version');
    return stream.map(bodyOf(system, message, mappings), system.description).map(parseRecord);
  };
}
