import type { z } from 'zod';
import type { SendRequest } from './http.ts';
import type { KindName } from './kinds.ts';
import type { CanonicalRecord } from './record.ts';
import type { SystemRole } from './roles.ts';

/** One installed instance of a product, as `hub.config.json` describes it. */
export interface SystemDescription {
  name: string;
  role: SystemRole;
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

/** What a pull may rely on. `overlapSeconds` is how far to look back behind the last cursor. */
export interface PullLimits {
  pageSize: number;
  overlapSeconds: number;
  lagSeconds: number;
}

/** One kind of record of one product. */
export interface Stream<Client> {
  about: string;
  /** The kinds that its records map to. */
  kinds: readonly KindName[];
  /** A function of its own opaque state: `undefined` starts a first load. */
  pull(client: Client, state: unknown, limits: PullLimits): Promise<Page>;
  /** Reads the named records again. Ids that no longer exist are left out. */
  fetch(client: Client, keys: readonly string[]): Promise<{ messages: SourceMessage[]; observedAt: string }>;
  /** Pure; shared by poll, webhook and replay. Throws where the body lacks what a record can't do without. */
  map(body: unknown, system: SystemDescription): CanonicalRecord[];
}

/** A webhook as it arrived. Header names are lower-case. */
export interface WebhookRequest {
  headers: Record<string, string>;
  body: Uint8Array;
  /** What followed the system's name in the path, for senders that can't sign. */
  pathSecret?: string | undefined;
}

/** One thing that a webhook told: a record to trust, or a hint that something is worth reading again. */
export type WebhookItem =
  | { type: 'record'; messageId: string; stream: string; message: SourceMessage; correlationId?: string }
  | { type: 'hint'; messageId: string; object: string; key: string; correlationId?: string };

/** How a product's webhooks are proven and read, and what they expect as an answer. */
export interface Webhook {
  contentTypes: readonly string[];
  /** Checks where the message comes from. Throws HubError SIGNATURE_INVALID, or UNREADABLE where that can't be told. */
  verify(request: WebhookRequest, system: ConnectedSystem): void;
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
  /** Looks for the effect of a create whose outcome is unknown. */
  find(client: Client, command: PushCommand): Promise<string | undefined>;
}

/** All that the hub knows of one product. A capability exists when its key exists. */
export interface Connector<Client = unknown> {
  name: string;
  about: string;
  options: z.ZodType;
  client(system: ConnectedSystem): Client;
  streams: Readonly<Record<string, Stream<Client>>>;
  webhook?: Webhook;
  push?: Push<Client>;
}

/** Names the client's type once for all parts of a connector. */
export function defineConnector<Client>(connector: Connector<Client>): Connector {
  return connector as Connector;
}
