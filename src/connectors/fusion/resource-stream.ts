import type { z } from 'zod';
import type { Page, PullLimits, SourceMessage, Stream, SystemDescription } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import type { KindName } from '../../domain/kinds.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import type { FusionClient, FusionItem } from './client.ts';
import { type FusionOptions, fusionOptions } from './options.ts';
import { type ItemScan, scanItems } from './scan.ts';

/** A resource that one stream reads, and what its items mean. */
export interface FusionResource<Raw> {
  about: string;
  resource: string;
  /** The attribute that identifies an item. */
  key: string;
  kinds: readonly KindName[];
  expand?: string;
  /** An extra condition of every query, in row-match syntax. */
  condition?: string | ((options: FusionOptions) => string);
  schema: z.ZodType<Raw>;
  map: (raw: Raw, system: SystemDescription, options: FusionOptions) => CanonicalRecord[];
}

interface FusionState {
  since?: string;
  run?: { startedAt: string; after?: { modified: string; key: string } };
}

function conditionOf<Raw>({ condition }: FusionResource<Raw>, { options }: FusionClient): string | undefined {
  return typeof condition === 'function' ? condition(options) : condition;
}

/** An instant in ISO form from the pod's (`2018-11-26T06:49:45.035+00:00`). */
function instantOf(value: unknown): string {
  const instant = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(instant.getTime())) throw new HubError('MAPPING_FAILED', `LastUpdateDate: ${String(value)}`);
  return instant.toISOString();
}

/** An item changes when any part of it does: its version is that of its youngest part. */
function versionOf(item: FusionItem): string {
  const stamps = [instantOf(item['LastUpdateDate'])];
  for (const value of Object.values(item)) {
    if (!Array.isArray(value)) continue;
    for (const child of value as FusionItem[]) {
      if (child['LastUpdateDate'] !== undefined) stamps.push(instantOf(child['LastUpdateDate']));
    }
  }
  return stamps.sort().at(-1) as string;
}

function changedSince(state: FusionState, key: string, overlapSeconds: number): string | undefined {
  const after = state.run?.after;
  if (after !== undefined) {
    return `(LastUpdateDate > '${after.modified}' or (LastUpdateDate = '${after.modified}' and ${key} > ${after.key}))`;
  }
  if (state.since === undefined) return undefined;
  return `LastUpdateDate >= '${new Date(new Date(state.since).getTime() - overlapSeconds * 1000).toISOString()}'`;
}

async function pull<Raw>(
  of: FusionResource<Raw>,
  client: FusionClient,
  before: unknown,
  limits: PullLimits,
): Promise<Page> {
  const state = (before ?? {}) as FusionState;
  const limit = Math.min(limits.pageSize, 500);
  const conditions = [conditionOf(of, client), changedSince(state, of.key, limits.overlapSeconds)].filter(
    (q) => q !== undefined,
  );
  const page = await client.list(of.resource, {
    ...(conditions.length === 0 ? {} : { q: conditions.join(' and ') }),
    ...(of.expand === undefined ? {} : { expand: of.expand }),
    ...(before === undefined ? { totalResults: 'true' } : {}),
    orderBy: `LastUpdateDate:asc,${of.key}:asc`,
    limit: String(limit),
  });
  const messages = page.items.map(
    (item): SourceMessage => ({ key: String(item[of.key]), version: versionOf(item), body: item }),
  );
  const startedAt = state.run?.startedAt ?? page.observedAt;
  const total = page.totalResults === undefined ? {} : { total: page.totalResults };
  const last = page.items.at(-1);
  if (page.hasMore && last !== undefined) {
    const after = { modified: instantOf(last['LastUpdateDate']), key: String(last[of.key]) };
    return {
      messages,
      state: { ...state, run: { startedAt, after } },
      more: true,
      observedAt: page.observedAt,
      ...total,
    };
  }
  const knownThrough = new Date(new Date(startedAt).getTime() - limits.lagSeconds * 1000).toISOString();
  return { messages, state: { since: knownThrough }, more: false, observedAt: page.observedAt, knownThrough, ...total };
}

async function fetch<Raw>(of: FusionResource<Raw>, client: FusionClient, keys: readonly string[]) {
  const condition = conditionOf(of, client);
  const messages: SourceMessage[] = [];
  let observedAt = new Date(0).toISOString();
  for (let start = 0; start < keys.length; start += 50) {
    const wanted = keys.slice(start, start + 50).map((key) => `${of.key} = ${key}`);
    const page = await client.list(of.resource, {
      q: `(${wanted.join(' or ')})${condition === undefined ? '' : ` and ${condition}`}`,
      ...(of.expand === undefined ? {} : { expand: of.expand }),
      limit: '500',
    });
    observedAt = page.observedAt;
    messages.push(...page.items.map((item) => ({ key: String(item[of.key]), version: versionOf(item), body: item })));
  }
  return { messages, observedAt };
}

/** What a scan asks for: the key and the item's own stamp. Parts whose change does not move it show when it is read whole. */
function scanOf<Raw>(of: FusionResource<Raw>, client: FusionClient): ItemScan {
  const versionOfItem = (item: FusionItem) => instantOf(item['LastUpdateDate']);
  const { resource, key } = of;
  return { resource, key, stamp: 'LastUpdateDate', condition: conditionOf(of, client), versionOf: versionOfItem };
}

/** The stream of one resource: a keyset of (LastUpdateDate, key), because offsets move while pages are read. */
export function resourceStream<Raw>(of: FusionResource<Raw>): Stream<FusionClient> {
  return {
    about: of.about,
    kinds: of.kinds,
    pull: (client, state, limits) => pull(of, client, state, limits),
    fetch: (client, keys) => fetch(of, client, keys),
    scan: (client, pageSize) => scanItems(client, scanOf(of, client), pageSize),
    map: (body, system) => of.map(of.schema.parse(body), system, fusionOptions.parse(system.options)),
  };
}
