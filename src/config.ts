import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readSealed, type SealedCredentials } from './access/sealed-credentials.ts';
import { type CellEntry, cellsNamed, environmentOf, readCellsFile } from './cells-file.ts';
import { HubError } from './domain/errors.ts';
import { type HubRole, hubRoles, stages, systemRoles } from './domain/roles.ts';
import { checkExports, exportConfigs } from './exports-config.ts';
import { readJson } from './json-file.ts';
import { type Policies, readPolicies } from './policies.ts';

const code = z.string().regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only');
const identifier = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'a lower-case SQL identifier');

const legalEntity = z.strictObject({
  id: z.int().positive(),
  code,
  name: z.string(),
  currency: z.string().length(3),
  country: z.string().length(2),
  timeZone: z.string(),
  calendar: code,
});
const practice = z.strictObject({ id: z.int().positive(), code, name: z.string() });
const calendar = z.strictObject({
  code,
  name: z.string(),
  /** Days off besides Saturdays and Sundays. */
  holidays: z.array(z.iso.date()).default([]),
});
const system = z.strictObject({
  name: code,
  connector: z.string(),
  role: z.enum(systemRoles),
  /** Where the hub calls it; not needed for one that only tells. */
  baseUrl: z.url().optional(),
  /** Where people see a record in it, as `https://…/{kind}/{key}`; otherwise as its product has it. */
  recordUrl: z.string().max(500).optional(),
  /** How far the hub may go with it: observe, then propose, then write. */
  stage: z.enum(stages).default('observe'),
  peers: z.partialRecord(z.enum(systemRoles), code).default({}),
  /** What the system calls the legal entities that it serves. */
  legalEntities: z.record(z.string(), code),
  practices: z.record(z.string(), code).default({}),
  /** What it may send at most. */
  webhook: z
    .strictObject({
      mostKilobytes: z.int().min(1).max(1024).default(1024),
      /** Deliveries a second on the average; twice as many may come at once. */
      mostPerSecond: z.int().min(1).max(10_000).default(500),
    })
    .prefault({}),
  /** How many requests a minute the hub sends it at most, for whatever reason; as many as it likes where left out. */
  requestsPerMinute: z.int().min(1).max(1_000_000).optional(),
  /** What one of its files may hold at most. */
  files: z
    .strictObject({
      mostMegabytes: z.int().min(1).max(10_240).default(1024),
      mostRows: z.int().min(1).max(50_000_000).default(5_000_000),
    })
    .prefault({}),
  /** A record that is always readable: when it is not, access was lost, and nothing is taken for deleted. */
  canary: z.strictObject({ stream: z.string(), key: z.string() }).optional(),
  options: z.record(z.string(), z.unknown()).default({}),
});

const hubConfig = z.strictObject({
  $schema: z.string().optional(),
  /** The Postgres schema that holds everything of this hub. */
  cell: identifier.default('main'),
  listen: z
    .strictObject({ host: z.string(), port: z.int().min(0).max(65535) })
    .prefault({ host: '127.0.0.1', port: 4000 }),
  /** What this process does; HUB_ROLE in the environment says it of processes that share the file. */
  role: z.enum(hubRoles).default('all'),
  /** Personas instead of sign-in. Refused unless the hub listens on loopback alone. */
  demo: z.boolean().default(false),
  /** The set of waits and thresholds in policies/timing.json. */
  timing: z.enum(['production', 'sandbox']).default('production'),
  /** Whether the hub is made anew from its inbox once a day and compared; unless said, where `timing` is production. */
  verifyNightly: z.boolean().optional(),
  policies: z.string().default('policies'),
  rules: z.string().default('rules'),
  /** Where people sign in. The client's secret comes from the environment (OIDC_CLIENT_SECRET). */
  oidc: z
    .strictObject({
      issuer: z.url(),
      clientId: z.string(),
      audience: z.string(),
      redirectUrl: z.url(),
      /** The claims that carry a person's roles and legal entities. */
      rolesClaim: z.string().default('throughline_roles'),
      legalEntitiesClaim: z.string().default('throughline_entities'),
    })
    .optional(),
  legalEntities: z.array(legalEntity).min(1),
  practices: z.array(practice).default([]),
  calendars: z.array(calendar).min(1),
  systems: z.array(system),
  exports: exportConfigs.default([]),
});
/** `hub.config.json`, checked. */
export type HubConfig = z.infer<typeof hubConfig>;
/** One system of `hub.config.json`. */
export type SystemConfig = HubConfig['systems'][number];

/** All that a process needs to know from outside. */
export interface Config extends HubConfig {
  /** The folder that relative paths are relative to. */
  folder: string;
  database: { url: string; ownerUrl: string; readerUrl: string };
  policy: Policies;
  rulesFolder: string;
  logLevel: string;
  oidcClientSecret: string | undefined;
  /** The systems' credentials as they lie sealed beside the configuration, and the key that opens them. */
  sealed: SealedCredentials;
  sealKey: string | undefined;
  /** What the cookie of who has signed in is called. Browsers don't tell ports apart: cells at one host need their own. */
  cookie: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** What names in one part of the file say about another part. */
function crossCheck(config: HubConfig, file: string): void {
  const entities = new Set(config.legalEntities.map((entity) => entity.code));
  const calendars = new Set(config.calendars.map((each) => each.code));
  const systems = new Set(config.systems.map((each) => each.name));
  const fail = (message: string) => {
    throw new HubError('CONFIG_INVALID', `${file}: ${message}`);
  };
  for (const entity of config.legalEntities) {
    if (!calendars.has(entity.calendar)) fail(`legalEntities.${entity.code}: no calendar "${entity.calendar}"`);
  }
  for (const { name, legalEntities, peers } of config.systems) {
    const unknown = Object.values(legalEntities).find((entity) => !entities.has(entity));
    if (unknown !== undefined) fail(`systems.${name}.legalEntities: no legal entity "${unknown}"`);
    const stranger = Object.values(peers).find((peer) => !systems.has(peer));
    if (stranger !== undefined) fail(`systems.${name}.peers: no system "${stranger}"`);
  }
  checkExports(config, fail);
  if (config.demo && !['127.0.0.1', '::1', 'localhost'].includes(config.listen.host)) {
    fail('demo: personas are for loopback only; listen on 127.0.0.1 or set up oidc');
  }
}

/** What the policies say about legal entities that the configuration must know. */
function crossCheckPolicies({ legalEntities }: HubConfig, { tolerances }: Policies, folder: string): void {
  const known = new Set(legalEntities.map(({ code }) => code));
  for (const [place, exception] of tolerances.exceptions.entries()) {
    const unknown = exception.legalEntities.find((each) => !known.has(each));
    if (unknown === undefined) continue;
    const where = `${resolve(folder, 'tolerances.json')}: exceptions.${place}.legalEntities`;
    throw new HubError('CONFIG_INVALID', `${where}: no legal entity "${unknown}"`);
  }
}

/** What this process does: as the environment says, else as the file does. Throws CONFIG_INVALID for no such role. */
function roleOf(named: string | undefined, config: HubConfig): HubRole {
  const role = hubRoles.find((each) => each === (named ?? config.role));
  if (role === undefined)
    throw new HubError('CONFIG_INVALID', `HUB_ROLE: "${named}" is none of ${hubRoles.join(', ')}`);
  return role;
}

/** The environment of this process. */
export function environmentHere(): Record<string, string | undefined> {
  return { ...process.env };
}

type Environment = Record<string, string | undefined>;

/** The file that HUB_CONFIG names, or `hub.config.json`. Throws CONFIG_INVALID where there is none. */
export function configFile(environment: Environment): string {
  const file = resolve(environment['HUB_CONFIG'] ?? 'hub.config.json');
  if (existsSync(file)) return file;
  throw new HubError(
    'CONFIG_INVALID',
    `${file} is missing; npm start runs a sandbox without one, and "Your own systems" in the README shows one`,
  );
}

/** Reads the configuration of one cell. Throws CONFIG_INVALID with the file, the place and what is wrong there. */
function readCell(file: string, environment: Environment, cookie = 'throughline'): Config {
  const config = readJson(file, hubConfig);
  crossCheck(config, file);
  const url = environment['DATABASE_URL'];
  if (url === undefined) throw new HubError('CONFIG_INVALID', 'DATABASE_URL is not set');
  const folder = dirname(file);
  const policies = resolve(folder, config.policies);
  const policy = readPolicies(policies, config.timing);
  crossCheckPolicies(config, policy, policies);
  return {
    ...config,
    role: roleOf(environment['HUB_ROLE'], config),
    folder,
    database: {
      url,
      ownerUrl: environment['DATABASE_OWNER_URL'] ?? url,
      readerUrl: environment['DATABASE_READER_URL'] ?? url,
    },
    policy,
    rulesFolder: resolve(folder, config.rules),
    logLevel: environment['LOG_LEVEL'] ?? 'info',
    oidcClientSecret: environment['OIDC_CLIENT_SECRET'],
    sealed: readSealed(folder),
    sealKey: environment['THROUGHLINE_SEAL_KEY'],
    cookie,
    environment,
  };
}

/**
 * Reads the configuration of one of several cells: its own file, which must name it, so that it can be served alone by the
 * same file. Throws CONFIG_INVALID.
 */
export function readCellOf(several: string, role: HubRole, cell: CellEntry, environment: Environment): Config {
  const file = resolve(dirname(several), cell.config);
  if (!existsSync(file))
    throw new HubError('CONFIG_INVALID', `${several}: cells.${cell.name}.config: ${file} is missing`);
  const config = readCell(file, environmentOf(cell.name, environment, role), `throughline-${cell.name}`);
  if (config.cell === cell.name) return config;
  throw new HubError('CONFIG_INVALID', `${file}: cell: "${config.cell}"; ${several} calls it "${cell.name}"`);
}

/**
 * Reads the environment and `hub.config.json` (or the file that HUB_CONFIG names); of several cells the one that HUB_CELL
 * names. Throws CONFIG_INVALID with the file, the place and what is wrong there.
 */
export function readConfig(environment: Environment = environmentHere()): Config {
  const file = configFile(environment);
  const several = readCellsFile(file);
  if (several === undefined) return readCell(file, environment);
  const [cell, other] = cellsNamed(several, file, environment);
  if (cell === undefined || other !== undefined) {
    const known = several.cells.map(({ name }) => name).join(', ');
    throw new HubError('CONFIG_INVALID', `${file} has several cells; HUB_CELL says which one is meant: ${known}`);
  }
  return readCellOf(file, several.role, cell, environment);
}
