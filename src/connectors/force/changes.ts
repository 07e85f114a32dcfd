import type { Page, PullLimits, SourceMessage } from '../../domain/connector.ts';
import type { ForceClient, ForceRecord } from './client.ts';
import { instantOf, soqlText } from './values.ts';

/** Where the changes of a stream's records show: an object, and which of its fields names the record to read. */
export interface ChangeSource {
  object: string;
  keyField: string;
}

/** How far a pull has come: the watermark of the last complete run, and the place within the current one. */
export interface ForceState {
  since?: string;
  run?: { source: number; startedAt: string; after?: { modified: string; id: string } };
}

/** The value at a path such as `Order.ContractId`; undefined or null where something on the way is. */
export function fieldAt(record: ForceRecord, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as ForceRecord | null)?.[name], record);
}

function condition(state: ForceState, overlapSeconds: number): string {
  const after = state.run?.after;
  if (after !== undefined) {
    return ` WHERE SystemModstamp > ${after.modified} OR (SystemModstamp = ${after.modified} AND Id > ${soqlText(after.id)})`;
  }
  if (state.since === undefined) return '';
  const from = new Date(new Date(state.since).getTime() - overlapSeconds * 1000);
  return ` WHERE SystemModstamp >= ${from.toISOString()}`;
}

interface ChangedKeys {
  keys: string[];
  observedAt: string;
  after: { modified: string; id: string } | undefined;
  full: boolean;
}

async function changedKeys(
  client: ForceClient,
  source: ChangeSource,
  state: ForceState,
  limits: PullLimits,
): Promise<ChangedKeys> {
  const fields = source.keyField === 'Id' ? 'Id, SystemModstamp' : `Id, ${source.keyField}, SystemModstamp`;
  const result = await client.queryAll(
    `SELECT ${fields} FROM ${source.object}${condition(state, limits.overlapSeconds)} ` +
      `ORDER BY SystemModstamp, Id LIMIT ${limits.pageSize}`,
  );
  const last = result.records.at(-1);
  const keys = result.records
    .map((record) => fieldAt(record, source.keyField))
    .filter((key) => typeof key === 'string');
  return {
    keys: [...new Set(keys as string[])],
    observedAt: result.observedAt,
    after: last === undefined ? undefined : { modified: instantOf(last['SystemModstamp']), id: String(last['Id']) },
    full: result.records.length === limits.pageSize,
  };
}

/** Where the run goes on after a page: in the same source, or in the next; undefined when it has seen everything. */
function nextRun(state: ForceState, { full, after, observedAt }: ChangedKeys, sources: number): ForceState['run'] {
  const place = state.run?.source ?? 0;
  const startedAt = state.run?.startedAt ?? observedAt;
  if (full) return { source: place, startedAt, ...(after === undefined ? {} : { after }) };
  const firstLoad = state.since === undefined;
  return firstLoad || place + 1 >= sources ? undefined : { source: place + 1, startedAt };
}

/**
 * One page of the records that changed, oldest change first, by a keyset of (SystemModstamp, Id) that survives records
 * moving while pages are read. A record also counts as changed when a part of it did; `sources` says where that shows,
 * the record itself first. A first load reads the first source alone. A deletion is a change too: it moves
 * SystemModstamp, and the record can be read until the recycle bin is emptied.
 */
export async function pullChanges(
  client: ForceClient,
  sources: readonly ChangeSource[],
  read: (keys: readonly string[]) => Promise<{ messages: SourceMessage[]; observedAt: string }>,
  before: unknown,
  limits: PullLimits,
): Promise<Page> {
  const state = (before ?? {}) as ForceState;
  const source = sources[state.run?.source ?? 0] as ChangeSource;
  const changed = await changedKeys(client, source, state, limits);
  const nothing = { messages: [], observedAt: changed.observedAt };
  const { messages, observedAt } = changed.keys.length === 0 ? nothing : await read(changed.keys);

  const run = nextRun(state, changed, sources.length);
  if (run !== undefined) return { messages, state: { ...state, run }, more: true, observedAt };
  // Whatever was committed before the run began is in it; what commits late is caught by the lag and the overlap.
  const startedAt = state.run?.startedAt ?? changed.observedAt;
  const knownThrough = new Date(new Date(startedAt).getTime() - limits.lagSeconds * 1000).toISOString();
  return { messages, state: { since: knownThrough }, more: false, observedAt, knownThrough };
}

// A query string holds about so many ids.
const idsAtOnce = 200;

/** Reads records by id in chunks that a query string can hold, all at once; those in the recycle bin too. */
export async function readByIds(
  client: ForceClient,
  keys: readonly string[],
  soql: (ids: string) => string,
  toMessage: (record: ForceRecord) => SourceMessage,
): Promise<{ messages: SourceMessage[]; observedAt: string }> {
  const count = Math.ceil(keys.length / idsAtOnce);
  const chunks = Array.from({ length: count }, (_each, place) =>
    keys
      .slice(place * idsAtOnce, (place + 1) * idsAtOnce)
      .map(soqlText)
      .join(', '),
  );
  const results = await Promise.all(chunks.map((ids) => client.queryAll(soql(ids))));
  // What the first of them to look has seen is what all have seen at least.
  const observedAt = results.map((result) => result.observedAt).sort()[0] ?? new Date(0).toISOString();
  return { messages: results.flatMap(({ records }) => records.map(toMessage)), observedAt };
}
