import { randomUUID } from 'node:crypto';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import { podResources } from '../sandbox/fusion/pod-resources.ts';
import type { Place } from '../sandbox/mischief.ts';
import { pulledStreams } from '../src/domain/connector.ts';
import { reconcileStream, type ScanContext, type ScanReport } from '../src/ingest/reconcile.ts';
import type { FirmHub } from './firm-hub.ts';

/** A stream to compare with its source, and something of it to change there. */
export interface ScannedStream {
  hub: string;
  stream: string;
  system: Place['system'];
  object: string;
  /** What to change, and where the hub shows it. */
  field: string;
  value: string;
  attribute: string;
  kind: string;
}

/** One stream of each platform. */
export const scannedStreams: readonly ScannedStream[] = [
  {
    hub: 'certinia',
    stream: 'expense',
    system: 'psa',
    object: 'pse__Expense__c',
    field: 'pse__Type__c',
    value: 'Ground Transportation',
    attribute: 'category',
    kind: 'expense',
  },
  {
    hub: 'fusion',
    stream: 'credit-memo',
    system: 'erp',
    object: 'receivablesCreditMemos',
    field: 'TransactionNumber',
    value: 'CM-UNTOLD',
    attribute: 'number',
    kind: 'credit_note',
  },
];

// So many that one record of a stream is less than a tenth.
const doubles = Array.from({ length: 19 }, (_each, place) => place + 1);

function multiply(table: Record<string, unknown>[], object: string): void {
  const key = podResources[object]?.key;
  const doubled = (record: Record<string, unknown>, at: number) =>
    key === undefined
      ? { ...record, Id: String(record['Id']).replace('GN', `H${String.fromCharCode(64 + at)}`) }
      : { ...record, [key]: Number(record[key]) + at * 1_000_000 };
  table.push(...table.flatMap((record) => doubles.map((at) => doubled(record, at))));
}

/** Gives the streams more records than a firm of one each has. */
export function multiplyScanned(tables: FirmTables): void {
  for (const { system, object } of scannedStreams) multiply(tables[system][object] ?? [], object);
}

/** Compares a stream with its source, and works off what that brought. */
export async function reconcile(
  hub: FirmHub,
  { hub: system, stream: name }: Pick<ScannedStream, 'hub' | 'stream'>,
  given: Partial<ScanContext> = {},
): Promise<ScanReport> {
  const installed = hub.systems.get(system);
  const stream = new Map(installed === undefined ? [] : pulledStreams(installed.connector)).get(name);
  if (installed === undefined || stream === undefined) throw new Error(`no ${system}/${name}`);
  const report = await reconcileStream(
    hub.db.hub,
    { system, name, stream, client: installed.client },
    {
      overlapSeconds: hub.config.policy.timing.pollOverlapSeconds,
      newCorrelationId: randomUUID,
      canary: undefined,
      share: undefined,
      ...given,
    },
  );
  await hub.settle();
  return report;
}
