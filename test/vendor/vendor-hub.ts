import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { transaction } from '../../src/entities/sql.ts';
import { startHub } from '../../src/hub.ts';
import { drain } from '../../src/ingest/drain.ts';
import { appendRecords } from '../../src/ingest/inbox.ts';
import { interpreter } from '../../src/ingest/interpret.ts';
import { outbound } from '../../src/server/outbound.ts';
import { installSystems } from '../../src/systems.ts';
import { testDatabase } from '../database.ts';
import { simulateFirm } from '../sandbox-config.ts';
import { until } from '../until.ts';
import { wholeFirm } from '../whole-firm.ts';

/** A message of the inbox, and what became of it. */
export interface InboxRow {
  type: string;
  stream: string | null;
  object: string | null;
  key: string | null;
  state: string;
  reason_code: string | null;
  reason: string | null;
}

/** A running hub that vendors' payloads are sent to. */
export interface VendorHub {
  /** The system that takes outbound messages of an organization. */
  systemOf(organizationId: string): string;
  /** Sends a webhook and returns what came back. */
  post(
    system: string,
    body: string,
    contentType: string,
  ): Promise<{ status: number; contentType: string; body: string }>;
  /** What the inbox holds of a system's webhooks. */
  delivered(system: string): Promise<InboxRow[]>;
  /** The message ids that a system's webhooks came with. */
  seen(system: string): Promise<string[]>;
  /** Puts a record in as a poll of that stream would, and waits for what becomes of it. */
  offer(system: string, stream: string, body: unknown): Promise<InboxRow>;
  close(): Promise<void>;
}

const columns = 'i.type, i.stream, i.object, i.key, i.state, i.reason_code, i.reason';

/** Starts a hub over the simulated firm, with one more Salesforce system for each organization. */
export async function vendorHub(organizations: readonly string[]): Promise<VendorHub> {
  // Shorter ids can't be an org's.
  const possible = organizations.filter((id) => id.length >= 15);
  const names = new Map([...new Set(possible)].map((id, place) => [id, `salesforce-org-${place + 1}`]));
  const db = await testDatabase();
  const firm = await simulateFirm(wholeFirm().tables, {
    moreSystems: ({ crm: baseUrl }) =>
      [...names].map(([organizationId, name]) => ({
        name,
        connector: 'salesforce',
        role: 'crm',
        baseUrl,
        legalEntities: {},
        options: { organizationId },
      })),
  });
  const config = firm.config(db.url);
  const interpret = interpreter(
    installSystems(config, outbound({ timeoutMs: 3000, maxBytes: 1 << 26, loopback: true })),
  );
  const hub = await startHub(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }), { pages: 'no pages' });
  return {
    systemOf: (organizationId) => names.get(organizationId) ?? 'salesforce',
    async post(system, body, contentType) {
      const response = await fetch(`${hub.url}/webhooks/${system}`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      });
      const type = response.headers.get('content-type') ?? '';
      return { status: response.status, contentType: type, body: await response.text() };
    },
    delivered: (system) =>
      db.hub.query(`select ${columns} from inbox i where i.system = $1 and i.origin = 'webhook' order by i.id`, [
        system,
      ]),
    async seen(system) {
      const rows = await db.hub.query('select s.message_id from inbox_seen s where s.system = $1', [system]);
      return rows.map((row: { message_id: string }) => row.message_id);
    },
    async offer(system, stream, body) {
      const correlationId = randomUUID();
      const now = new Date().toISOString();
      const record = { stream, key: correlationId, version: now, observedAt: now, raw: JSON.stringify(body) };
      await transaction(db.hub, (sql) => appendRecords(sql, { system, origin: 'reread', correlationId }, [record]));
      return until(async () => {
        await drain(db.hub, interpret);
        const [row] = await db.hub.query(
          `select ${columns} from inbox i where i.correlation_id = $1 and i.state <> 'new'`,
          [correlationId],
        );
        return row as InboxRow | undefined;
      }, `what becomes of ${system}/${stream}`);
    },
    async close() {
      await hub.stop();
      await firm.close();
      await db.close();
    },
  };
}
