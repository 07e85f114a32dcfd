import type { Config, SystemConfig } from './config.ts';
import { certinia } from './connectors/certinia/index.ts';
import { delivery } from './connectors/delivery/index.ts';
import { fusion } from './connectors/fusion/index.ts';
import { salesforce } from './connectors/salesforce/index.ts';
import { credentialsOf } from './credentials.ts';
import {
  type ConnectedSystem,
  type Connector,
  isPulled,
  type PushCapability,
  pulledStreams,
} from './domain/connector.ts';
import { HubError } from './domain/errors.ts';
import type { SendRequest } from './domain/http.ts';
import type { Timing } from './domain/policies.ts';
import { type Canary, canaryOf } from './ingest/canary.ts';
import type { Firm } from './ingest/linked-records.ts';
import type { ServedSystem } from './ingest/streams.ts';

/** The products that the hub knows. Adding one is its folder and its name here. */
const connectors: readonly Connector[] = [salesforce, certinia, fusion, delivery];

/** A configured system with everything that is needed to read and write it. */
export interface InstalledSystem {
  config: SystemConfig;
  description: ConnectedSystem;
  connector: Connector;
  client: unknown;
  canary: Canary | undefined;
}

/**
 * What is created twice when it is looked for too early must be looked for late enough. The wait is the firm's and the lag
 * is the system's, so that they can only be compared here.
 */
function demandSettleTime({ name }: SystemConfig, capabilities: readonly PushCapability[], floorSeconds: number): void {
  const slowest = Math.max(0, ...capabilities.filter(isLookedFor).map(({ readLagMs }) => readLagMs));
  const least = (2 * slowest) / 1000;
  if (floorSeconds >= least) return;
  throw new HubError(
    'CONFIG_INVALID',
    `systems.${name}: what it creates may stay invisible for ${slowest / 1000} s, so settleFloorSeconds in ` +
      `policies/timing.json must be at least ${least}; it is ${floorSeconds}`,
  );
}

const isLookedFor = ({ idempotency }: PushCapability) => idempotency === 'search';

const isCalled = (connector: Connector) => connector.push !== undefined || pulledStreams(connector).length > 0;

/** The way out to one system, over the one that all share. */
export type SendTo = (system: string, send: SendRequest) => SendRequest;

function install(
  config: SystemConfig,
  credentials: Record<string, string>,
  send: SendRequest,
  timing: Timing,
): InstalledSystem {
  const connector = connectors.find((each) => each.name === config.connector);
  if (connector === undefined) {
    const known = connectors.map((each) => each.name).join(', ');
    throw new HubError(
      'CONFIG_INVALID',
      `systems.${config.name}: no connector "${config.connector}"; there are ${known}`,
    );
  }
  const options = connector.options.safeParse(config.options);
  if (!options.success) {
    const issues = options.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new HubError('CONFIG_INVALID', `systems.${config.name}.options: ${issues.join('; ')}`);
  }
  const { name, role, baseUrl = '', peers } = config;
  if (baseUrl === '' && isCalled(connector)) {
    throw new HubError('CONFIG_INVALID', `systems.${name}.baseUrl: ${connector.name} is read at an address; name it`);
  }
  const description: ConnectedSystem = { name, role, baseUrl, peers, options: config.options, credentials, send };
  demandSettleTime(config, connector.push?.capabilities(description) ?? [], timing.settleFloorSeconds);
  const canary = canaryOf(connector, name, config.canary);
  return { config, description, connector, client: connector.client(description), canary };
}

/**
 * Every configured system by name. Throws CONFIG_INVALID where a connector or an option is not known, or an unknown
 * outcome would be looked for before it can be seen.
 */
export function installSystems(
  config: Pick<Config, 'systems' | 'environment' | 'sealed' | 'sealKey' | 'policy'>,
  send: SendRequest,
  sendTo: SendTo = (_system, shared) => shared,
): ReadonlyMap<string, InstalledSystem> {
  return new Map(
    config.systems.map((system) => {
      const credentials = credentialsOf(config, system.name);
      return [system.name, install(system, credentials, sendTo(system.name, send), config.policy.timing)];
    }),
  );
}

/** What the tables of systems and streams are to say. */
export function servedSystems(config: Config, systems: ReadonlyMap<string, InstalledSystem>): ServedSystem[] {
  const idOf = new Map(config.legalEntities.map((entity) => [entity.code, entity.id]));
  return [...systems.values()].map(({ config: system, connector }) => ({
    name: system.name,
    role: system.role,
    baseUrl: system.baseUrl ?? '',
    peers: system.peers,
    options: system.options,
    connectorName: connector.name,
    stage: system.stage,
    requestsPerMinute: system.requestsPerMinute,
    legalEntityIds: [...new Set(Object.values(system.legalEntities).map((code) => idOf.get(code) as number))].sort(
      (a, b) => a - b,
    ),
    streams: Object.entries(connector.streams).map(([name, stream]) => ({
      name,
      kinds: stream.kinds,
      pulled: isPulled(stream),
    })),
  }));
}

/** What systems call the parts of the firm, and what those are called here. */
export function firmOf(config: Config): Firm {
  const entityId = new Map(config.legalEntities.map(({ code, id }) => [code, id]));
  const entityCode = new Map(config.legalEntities.map(({ code, id }) => [id, code]));
  const practiceId = new Map(config.practices.map(({ code, id }) => [code, id]));
  const system = new Map(config.systems.map((each) => [each.name, each]));
  return {
    roleOf(name) {
      const role = system.get(name)?.role;
      if (role === undefined) throw new HubError('UNKNOWN_SYSTEM', `no system "${name}" is configured`);
      return role;
    },
    legalEntityId: (name, called) => entityId.get(system.get(name)?.legalEntities[called ?? ''] ?? '') ?? null,
    practiceId: (name, called) => practiceId.get(system.get(name)?.practices[called ?? ''] ?? called ?? '') ?? null,
    legalEntityCode: (id) => (id === null ? null : (entityCode.get(id) ?? null)),
  };
}
