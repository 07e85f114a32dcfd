import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataSource } from '../dist/ormconfig.js';
import { sandboxConfig } from '../dist/sandbox/entities.js';
import { asOwner, migrateDatabase } from '../dist/src/database.js';
import { makePartitions, monthsAhead } from '../dist/src/entities/partitions.js';
import { transaction } from '../dist/src/entities/sql.js';
import { writeReference } from '../dist/src/ingest/reference.js';
import { startPostgres } from '../scripts/postgres.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** One server for the whole run, with a migrated template that every test file clones. */
export default async function setup() {
  const name = `test-${process.pid}`;
  // The tests kill processes, never the machine: nothing they prove needs the disk to be flushed.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300', shared_buffers: '256MB' };
  const server = await startPostgres({ root, name, port: 0, settings });
  process.env.TEST_POSTGRES_URL = server.url;
  process.env.TEST_POSTGRES_NAME = name;
  const admin = await dataSource({ url: server.url, cell: 'public' }).initialize();
  await admin.query('create database throughline_template');
  await admin.destroy();
  const url = server.url.replace(/\/postgres(?=\?|$)/, '/throughline_template');
  const place = { database: { url, ownerUrl: url, readerUrl: url }, cell: 'main' };
  await migrateDatabase(place);
  // As a hub does before it starts.
  await asOwner(place, (owner) => makePartitions(owner, monthsAhead));
  // Thousands of days, which each hub of a test would write by itself: copied, they cost next to nothing.
  const hub = await dataSource({ url, role: 'throughline_hub', cell: 'main', poolSize: 1 }).initialize();
  const { calendars } = sandboxConfig({ crm: '', psa: '', erp: '', hubPort: 0 }, { policies: '', rules: '' });
  await transaction(hub, (sql) => writeReference(sql, { legalEntities: [], practices: [], calendars }));
  await hub.destroy();
}
