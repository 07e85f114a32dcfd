import type { z } from 'zod';
import type { SendRequest } from './http.ts';
import type { KindName } from './kinds.ts';
import type { CanonicalRecord } from './record.ts';
import type { SystemRole } from './roles.ts';

/** One installed instance of a product, as `hub.config.json` describes it. */
export interface SystemDescription {
  name: string;
  role: SystemRole;
  /** Empty where the hub never calls the system. */
  baseUrl: string;
  /** Other systems that this one stores the ids of, by their role: `{ crm: "salesforce-emea" }`. */
  peers: Partial<Record<SystemRole, string>>;
  /** Checked by the connector's own schema. */
  options: Record<string, unknown>;
}

/** A system with all that is needed to talk to it. */
export interface ConnectedSystem extends SystemDescription {
  credentials: Record<string, string>;
  send: SendRequest;
}

/** One record as its source delivered it, before anyone interprets it. */
export interface SourceMessage {
  /** The record's own id in its stream. */
  key: string;
  /** The instant of the record's last change, by the source's clock (ISO 8601). */
  version: string;
  body: unknown;
}

/** One page of a pull: what came, where to go on, and whether there is more now. */
export interface Page {
  messages: SourceMessage[];
  state: unknown;
  more: boolean;
  /** The source's clock at the time of the read. */
  observedAt: string;
  /** On the last page: the source instant up to which every change has now been delivered. */
  knownThrough?: string;
  /** On the first page of a first load: how many records there are, where the source says so. */
  total?: number;
}

/** A record as a scan names it: its key, and the instant of its last change by the source's clock (ISO 8601). */
export interface ScannedRecord {
  key: string;
  version: string;
}

/** One page of a scan. `observedAt` is the source's clock at the time of the read. */
export interface ScanPage {
  records: readonly ScannedRecord[];
  observedAt: string;
}

/** What a pull may rely on. `overlapSeconds` is how far to look back behind the last cursor. */
export interface PullLimits {
  pageSize: number;
  overlapSeconds: number;
  lagSeconds: number;
}

/**
 * One kind of record that its system tells of, by webhook or by file, and that can't be asked for. How far it is known
 * is what the system declares.
 */
export interface ToldStream {
  about: string;
  /** The kinds that its records map to. */
  kinds: readonly KindName[];
  /** Pure; shared by poll, webhook, file and replay. Throws where the body lacks what a record can't do without. */
  map(body: unknown, system: SystemDescription): CanonicalRecord[];
}

/** One kind of record of one product that can be asked for. */
export interface Stream<Client> extends ToldStream {
  /** A function of its own opaque state: `undefined` starts a first load. */
  pull(client: Client, state: unknown, limits: PullLimits): Promise<Page>;
  /** Reads the named records again, as deleted where the source says so. Ids that no longer exist are left out. */
  fetch(client: Client, keys: readonly string[]): Promise<{ messages: SourceMessage[]; observedAt: string }>;
  /**
   * Names every record that can be read now, by nothing but key and version, in an order that changes do not move. What is
   * named several times counts by its latest version.
   */
  scan?(client: Client, pageSize: number): AsyncIterable<ScanPage>;
}

/** Whether a stream can be asked: the others wait to be told. */
export function isPulled<Client>(stream: Stream<Client> | ToldStream): stream is Stream<Client> {
  return 'pull' in stream;
}

/** A webhook as it arrived. Header names are lower-case. */
export interface WebhookRequest {
  headers: Record<string, string>;
  body: Uint8Array;
  /** The hub's clock when it came (ISO 8601). */
  receivedAt: string;
  /** What followed the system's name in the path, for senders that can't sign. */
  pathSecret?: string | undefined;
}

/** A record that a delivery carries. Of two messages of the same version the one observed later is right. */
export interface ToldRecord {
  type: 'record';
  stream: string;
  message: SourceMessage;
  /** The source's clock when it composed the message (ISO 8601). */
  observedAt: string;
  /** Part of a first load: judged when the stream is complete, without an alert for each. */
  baseline?: boolean;
}

/** Something of a delivery that can't be told by key and version: kept for a person, while its neighbours go on. */
export interface UnusableItem {
  type: 'unusable';
  stream: string;
  reason: string;
  /** A delivery of this item alone, to be read again once its cause has been mended. */
  body: unknown;
}

/** A declaration that every change of a stream up to an instant has been delivered and acknowledged before. */
export interface KnownThrough {
  type: 'known';
  stream: string;
  through: string;
}

/** A hint that something at the source is worth reading again. */
export interface WebhookHint {
  type: 'hint';
  messageId: string;
  object: string;
  key: string;
}

/** One thing that a webhook told. */
export type WebhookItem = ToldRecord | UnusableItem | KnownThrough | WebhookHint;

/** How a product's webhooks are proven and read, and what they expect as an answer. */
export interface Webhook {
  contentTypes: readonly string[];
  /** Checks where the message comes from. Throws HubError SIGNATURE_INVALID, or UNREADABLE where that can't be told. */
  verify(request: WebhookRequest, system: ConnectedSystem): void;
  /**
   * What the sender calls the delivery, the same at every retry. Where deliveries have no name, their hints have; only
   * a named delivery may carry records.
   */
  deliveryId?(headers: Record<string, string>): string;
  /** Pure. Throws HubError UNREADABLE. */
  read(body: Uint8Array, system: SystemDescription): WebhookItem[];
  /** The stream that a hinted object is read again by, with the keys to read; undefined when no stream takes it in. */
  streamOf?(object: string): string | undefined;
  /** The body and type of the answer once everything is committed, or of a refusal. */
  accepted(): { contentType: string; body: string };
  refused(message: string): { contentType: string; body: string };
}

/** One field of a planned change, in canonical terms. */
export interface FieldChange {
  field: string;
  before: string | number | boolean | null;
  after: string | number | boolean | null;
}

/** What a target is asked to do. Values are absolute: doing it twice changes nothing more. */
export interface PushCommand {
  attemptId: string;
  correlationId: string;
  kind: KindName;
  action: 'create' | 'update' | 'hold' | 'release';
  /** The target's own key of the record; absent on create. */
  key?: string | undefined;
  /** The owner's record that this one mirrors; stored in the target where it has a field for it. */
  origin: { system: string; key: string; natural?: string | undefined };
  /** The target's own keys of the records it belongs to, by ref name. */
  parents: Record<string, string>;
  fields: FieldChange[];
}

/** What became of it. Only a re-read through the front door confirms; `sent` means that the target said yes. */
export type PushResult =
  | { outcome: 'sent'; key: string; detail?: string }
  | { outcome: 'rejected'; detail: string }
  | { outcome: 'stale'; detail: string };

/**
 * How a target keeps one effect one effect. `upsert`: by an external id; `conditional`: absolute values on a known
 * record, guarded by its last state; `search`: looked up by a marker or natural key before every create, which is only
 * as good as `readLagMs`; `none`: a person has to press send.
 */
export type Idempotency = 'upsert' | 'conditional' | 'search' | 'none';

/** One operation that a connector can carry out. */
export interface PushCapability {
  kind: KindName;
  action: PushCommand['action'];
  /** The canonical fields that may be changed; a plan with any other is refused before anything is sent. */
  fields: readonly string[];
  idempotency: Idempotency;
  /** How long a write may stay invisible to a read. */
  readLagMs: number;
  /** The stream to read the outcome back by. */
  stream: string;
  /** At which level the target stops or changes things, in its own words. */
  level: string;
}

/** The way out of one product. */
export interface Push<Client> {
  capabilities(system: SystemDescription): readonly PushCapability[];
  /** Throws HubError UPSTREAM_UNREACHABLE when nothing was sent, UPSTREAM_UNAVAILABLE when the outcome is unknown. */
  send(client: Client, command: PushCommand): Promise<PushResult>;
  /** The keys of all that the target has of a create: none, its one effect, or more where it took effect twice. */
  find(client: Client, command: PushCommand): Promise<readonly string[]>;
}

/** All that the hub knows of one product. A capability exists when its key exists. */
export interface Connector<Client = unknown> {
  name: string;
  about: string;
  options: z.ZodType;
  client(system: ConnectedSystem): Client;
  streams: Readonly<Record<string, Stream<Client> | ToldStream>>;
  webhook?: Webhook;
  push?: Push<Client>;
  /** Where people see a record, as a template of `{baseUrl}`, `{kind}` and `{key}`. */
  recordUrl?: string;
}

/** The streams of a product that can be asked, by name. */
export function pulledStreams({ streams }: Pick<Connector, 'streams'>): [string, Stream<unknown>][] {
  return Object.entries(streams).flatMap(([name, stream]) => (isPulled(stream) ? [[name, stream]] : []));
}

/** Names the client's type once for all parts of a connector. */
export function defineConnector<Client>(connector: Connector<Client>): Connector {
  return connector as Connector;
}
