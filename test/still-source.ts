import { randomUUID } from 'node:crypto';
import { Org, type OrgRecord } from '../sandbox/force/org.ts';
import { runQuery } from '../sandbox/force/run-query.ts';
import { parseSoql } from '../sandbox/force/soql.ts';
import { pullChanges, readByIds } from '../src/connectors/force/changes.ts';
import type { ForceClient } from '../src/connectors/force/client.ts';
import { scanObjects } from '../src/connectors/force/scan.ts';
import { defineConnector, type Stream } from '../src/domain/connector.ts';
import { transaction, withConnection } from '../src/entities/sql.ts';
import { drain } from '../src/ingest/drain.ts';
import { type InstalledSystem, interpreter } from '../src/ingest/interpret.ts';
import { pollStream } from '../src/ingest/poll.ts';
import { reconcileStream, type ScanReport } from '../src/ingest/reconcile.ts';
import { registerSystems } from '../src/ingest/streams.ts';
import type { TestDatabase } from './database.ts';

// The platform's way to read, without its wire: time does not pass by itself.

/** When the clock of a source begins. */
export const begin = Date.parse('2026-03-02T08:00:00.000Z');
/** How a hub polls it. */
export const limits = { pageSize: 3, overlapSeconds: 900, lagSeconds: 120 };
const schema = { objects: { Account: { prefix: '001', fields: ['Name'], lookups: {} } }, children: {} };
/** The id of a record by its place. */
export const idOf = (place: number) => `001TL${String(place).padStart(10, '0')}AAA`;

/** A source with records of one kind, whose clock stands still until it is moved, and what happens there after each answer. */
export class StillSource {
  readonly org = new Org(schema);
  now = begin;
  betweenPages: (() => void)[] = [];

  write(place: number, name: string, stampedAt = this.now): void {
    this.org.put('Account', { Id: idOf(place), Name: name, SystemModstamp: new Date(stampedAt).toISOString() });
  }

  readonly client = {
    queryAll: async (soql: string) => {
      const records = runQuery(this.org, parseSoql(soql), { version: 'v62.0', deleted: true });
      const observedAt = new Date(this.now).toISOString();
      this.betweenPages.shift()?.();
      return { records, totalSize: records.length, observedAt };
    },
  } as unknown as ForceClient;

  state(): Record<string, unknown> {
    const records: OrgRecord[] = [...this.org.table('Account').values()];
    return Object.fromEntries(records.map(({ Id, Name }) => [Id, Name]));
  }
}

const accounts = [{ object: 'Account', keyField: 'Id' }];
const read = (client: ForceClient, keys: readonly string[]) =>
  readByIds(
    client,
    keys,
    (ids) => `SELECT Id, Name, SystemModstamp FROM Account WHERE Id IN (${ids})`,
    (record) => ({ key: String(record['Id']), version: String(record['SystemModstamp']), body: record }),
  );
const stream: Stream<ForceClient> = {
  about: 'Account → customer',
  kinds: ['customer'],
  pull: (client, state, of) => pullChanges(client, accounts, (keys) => read(client, keys), state, of),
  fetch: read,
  scan: (client) => scanObjects(client, accounts, limits.pageSize),
  map: (body) => {
    const { Id, Name } = body as { Id: string; Name: string };
    return [{ kind: 'customer', key: Id, values: { name: Name }, refs: {} }];
  },
};
const connector = defineConnector({
  name: 'told',
  about: '',
  options: {} as never,
  client: () => undefined,
  streams: { account: stream },
});

/** A hub that reads one source, in a database that it shares with others. */
export async function hubOf(db: TestDatabase, source: StillSource) {
  const system = randomUUID();
  const description = { name: system, role: 'crm', baseUrl: '', peers: {}, options: {} } as const;
  const installed: InstalledSystem = { description, connector };
  const interpret = interpreter(new Map([[system, installed]]));
  const streams = [{ name: 'account', kinds: stream.kinds, pulled: true }];
  await transaction(db.hub, (sql) =>
    registerSystems(sql, [{ ...description, connectorName: 'told', stage: 'observe', legalEntityIds: [], streams }]),
  );
  const polled = { system, name: 'account', stream: stream as Stream<unknown>, client: source.client };
  const settle = async () => {
    while ((await drain(db.hub, interpret)) > 0);
  };
  return {
    async poll() {
      await pollStream(db.hub, polled, { limits, everySeconds: 60, interpret, newCorrelationId: randomUUID });
      await settle();
    },
    async scan(): Promise<ScanReport> {
      const context = {
        overlapSeconds: limits.overlapSeconds,
        newCorrelationId: randomUUID,
        canary: undefined,
        share: undefined,
      };
      const report = await reconcileStream(db.hub, polled, context);
      await settle();
      return report;
    },
    async state(): Promise<Record<string, unknown>> {
      const rows = await withConnection(db.hub, (sql) =>
        sql.rows<{ key: string; name: string }>(
          `select r.key, r.attributes->>'name' as name from source_record r where r.system = $1 and not r.deleted`,
          [system],
        ),
      );
      return Object.fromEntries(rows.map(({ key, name }) => [key, name]));
    },
    async stream() {
      const [row] = await db.hub.query(
        `select s.overlap_seconds as overlap,
                (select max(l.seconds) from stream_lateness l where l.system = s.system)::int as late,
                (select sum(l.rows) from stream_lateness l where l.system = s.system)::int as rows
           from stream s where s.system = $1`,
        [system],
      );
      return row as { overlap: number | null; late: number | null; rows: number | null };
    },
  };
}
