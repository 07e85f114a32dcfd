import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';

/** A database of its own for one test file, cloned from the migrated template. */
export interface TestDatabase {
  url: string;
  hub: DataSource;
  reader: DataSource;
  owner: DataSource;
  /** Whoever may do everything on the server, in a database of its own. */
  admin: DataSource;
  close(): Promise<void>;
}

/** Clones the template and opens it as each role. */
export async function testDatabase(template = 'throughline_template'): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (server === undefined) throw new Error('run the tests with npm test: it starts Postgres');
  const admin = await dataSource({ url: server, cell: 'public', poolSize: 1 }).initialize();
  const name = `t_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  const url = server.replace(/\/postgres(?=\?|$)/, `/${name}`);
  const open = (role: 'throughline_hub' | 'throughline_reader' | 'throughline_owner', poolSize: number) =>
    dataSource({ url, role, cell: 'main', poolSize }).initialize();
  const hub = await open('throughline_hub', 10);
  const reader = await open('throughline_reader', 5);
  const owner = await open('throughline_owner', 2);
  return {
    url,
    hub,
    reader,
    owner,
    admin,
    async close() {
      await Promise.all([hub.destroy(), reader.destroy(), owner.destroy()]);
      await admin.query(`drop database ${name} with (force)`);
      await admin.destroy();
    },
  };
}
