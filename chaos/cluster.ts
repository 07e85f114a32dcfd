import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { postgresSettings } from '../sandbox/postgres-settings.ts';
import { copyServer, makeStandby, removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { type MovableAddress, movableAddress } from './movable-address.ts';
import { isAlive, killWhole } from './processes.ts';
import { comesAbout } from './quiet.ts';

/** A Postgres with a synchronous standby, behind an address that leads to the one that takes writes. */
export interface Cluster {
  /** Who decides that the standby takes over. */
  promotedBy: string;
  /** The address that follows the primary. */
  url: string;
  /** Where the server is reached that takes writes now, whatever the address leads to. */
  primaryUrl(): string;
  /** Lets nothing reach the standby any more; commits wait from then on. Missing where that is beyond reach. */
  stall?(): void;
  /** Kills the primary with all of its processes (SIGKILL), and has the address lead nowhere. Returns how many they were. */
  killPrimary(): Promise<number>;
  /** Resolves when the standby has taken over; the address still leads nowhere. */
  promoted(): Promise<void>;
  /** Has the address lead to the new primary. */
  follow(): void;
  /** How many servers take writes. */
  primaries(): Promise<number>;
  close(): Promise<void> | void;
}

/** One whose servers nobody else has a say in. */
export interface OwnCluster extends Cluster {
  /** Where the standby is reached. */
  standbyUrl: string;
  /** Stops the primary once the standby has everything, and has the address lead nowhere. */
  stopPrimary(): Promise<void>;
}

/** The folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), import.meta.url.includes('/dist/') ? '../..' : '..');
// Processes are killed, not the machine.
const settings = { ...postgresSettings, fsync: 'off', full_page_writes: 'off' };
const patienceMs = 120_000;

/** Asks a server something on a connection for this alone. */
export async function askOnce<Row>(url: string, text: string, params: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, params)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** The same server by another port of the loopback. */
function byPort(url: string, port: number): string {
  const address = new URL(url);
  address.port = String(port);
  address.searchParams.delete('host');
  return address.toString();
}

async function setOn(url: string, setting: string, value: string): Promise<void> {
  await askOnce(url, `alter system set ${setting} = '${value}'`);
  await askOnce(url, 'select pg_reload_conf()');
}

const synchronous = `select r.pid from pg_stat_replication r where r.state = 'streaming' and r.sync_state = 'sync'`;

/** The number of the process that a server is, on this machine. */
export async function postmasterOf(url: string): Promise<number> {
  const [row] = await askOnce<{ pid: string }>(
    url,
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
  );
  return Number(row?.pid);
}

/** Whether a server follows no other. */
export async function takesWrites(url: string): Promise<boolean> {
  const [row] = await askOnce<{ leads: boolean }>(url, 'select not pg_is_in_recovery() as leads');
  return row?.leads === true;
}

interface Primary {
  url: string;
  port: number;
  name: string;
}

/** Copies a running primary to a server of that name, which follows it from then on. */
async function standbyOf(client: Client, primary: Primary, name: string, conninfo: string) {
  await client.query(`select pg_create_physical_replication_slot('standby', true)`);
  // The copy has to be made while the connection that began it is open.
  await client.query(`select pg_backup_start('standby', true)`);
  copyServer({ root, from: primary.name, to: name });
  const { rows } = await client.query('select b.labelfile as label from pg_backup_stop(false) b');
  const following = { primary_conninfo: conninfo, primary_slot_name: 'standby' };
  makeStandby({ root, name, label: rows[0].label, settings: following });
  return startPostgres({ root, name, port: 0, settings });
}

/** The same, over a link that can be stalled, and so that the primary waits for it with each commit. */
async function synchronousStandbyOf(primary: Primary, name: string, link: MovableAddress) {
  const { username, password } = new URL(primary.url);
  const at = (port: number) =>
    `host=127.0.0.1 port=${port} user=${username} password=${decodeURIComponent(password)} application_name=standby`;
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  try {
    const standby = await standbyOf(client, primary, name, at(primary.port));
    link.lead(primary.port);
    // Not before it runs: nothing goes over the link while this process waits for the server to start.
    await setOn(standby.url, 'primary_conninfo', at(link.port));
    await setOn(primary.url, 'synchronous_standby_names', 'standby');
    await comesAbout(
      'the standby to follow synchronously over its link',
      async () => link.used() && (await client.query(synchronous)).rows.length === 1,
      patienceMs,
    );
    return standby;
  } finally {
    await client.end();
  }
}

/** Starts two servers, of which nothing is left once it is closed. Whoever uses them has the standby take over. */
export async function ownCluster(): Promise<OwnCluster> {
  const names = ['one', 'two'].map((each) => `failover-${process.pid}-${each}`) as [string, string];
  const [address, link] = [await movableAddress(), await movableAddress()];
  const close = () => {
    address.close();
    link.close();
    for (const name of names) removePostgres({ root, name });
  };
  try {
    const one = await startPostgres({ root, name: names[0], port: 0, settings });
    const two = await synchronousStandbyOf({ ...one, name: names[0] }, names[1], link);
    const postmaster = await postmasterOf(one.url);
    address.lead(one.port);
    let primary = one;
    return {
      promotedBy: 'the scenario itself',
      url: byPort(one.url, address.port),
      standbyUrl: byPort(two.url, two.port),
      primaryUrl: () => byPort(primary.url, primary.port),
      stall: link.stall,
      async stopPrimary() {
        // What the standby is still sent goes through this process: it may not be kept waiting for the end.
        process.kill(postmaster, 'SIGINT');
        await comesAbout('the primary to stop', async () => !isAlive(postmaster), patienceMs);
        address.lead(undefined);
      },
      async killPrimary() {
        const killed = await killWhole(postmaster);
        address.lead(undefined);
        link.lead(undefined);
        return killed;
      },
      async promoted() {
        await askOnce(two.url, 'select pg_promote()');
        primary = two;
      },
      follow: () => address.lead(primary.port),
      primaries: async () => ((await takesWrites(two.url)) ? 1 : 0) + (isAlive(postmaster) ? 1 : 0),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
