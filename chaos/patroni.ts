import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, unprivilegedUser } from '../scripts/postgres.mjs';
import { askOnce, type Cluster, postmasterOf, takesWrites } from './cluster.ts';
import { type MovableAddress, movableAddress } from './movable-address.ts';
import { isAlive, killWhole } from './processes.ts';
import { comesAbout } from './quiet.ts';

const patienceMs = 180_000;
// The shortest that Patroni allows: after so many seconds without its leader the standby takes over.
const timing = { ttl: 20, loop_wait: 1, retry_timeout: 3 };
const password = 'only-for-this-run';

/** Whether Patroni and etcd are on this machine. */
export function hasPatroni(): boolean {
  try {
    for (const program of ['patroni', 'etcd']) execFileSync('which', [program], { stdio: 'ignore' });
    return binaries() !== undefined;
  } catch {
    return false;
  }
}

/** The newest Postgres of the machine: Patroni wants more of its programs than the embedded one brings. */
function binaries(): string | undefined {
  const folder = '/usr/lib/postgresql';
  const newest = readdirSync(folder)
    .toSorted((one, other) => Number(one) - Number(other))
    .at(-1);
  return newest === undefined ? undefined : join(folder, newest, 'bin');
}

interface Place {
  name: string;
  port: number;
  rest: number;
}

/** A server under its Patroni. */
interface Node extends Place {
  patroni: ChildProcess;
  postmaster: number;
}

type Start = (program: string, args: readonly string[], name: string) => ChildProcess;

const urlOf = ({ port }: Pick<Place, 'port'>) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

function settingsOf({ name, port, rest }: Place, etcd: number, folder: string) {
  const everywhere = ['all', 'replication'].map((what) => `host ${what} all 127.0.0.1/32 scram-sha-256`);
  const parameters = { max_connections: 100, fsync: 'off', full_page_writes: 'off', timezone: 'UTC' };
  return {
    scope: 'throughline',
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { host: `127.0.0.1:${etcd}` },
    bootstrap: {
      dcs: { ...timing, synchronous_mode: true, postgresql: { parameters } },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: join(folder, name),
      bin_dir: binaries(),
      pgpass: join(folder, `${name}.pgpass`),
      authentication: {
        superuser: { username: 'postgres', password },
        replication: { username: 'replicator', password },
      },
      parameters: { unix_socket_directories: folder },
      pg_hba: everywhere,
    },
  };
}

/** What a node says of itself, as balancers ask it. */
const says = ({ rest }: Place, what: 'primary' | 'sync') =>
  fetch(`http://127.0.0.1:${rest}/${what}`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts etcd by itself. Returns where it is asked. */
async function startEtcd(start: Start, folder: string): Promise<number> {
  const [port, peerPort] = [await freePort(0), await freePort(0)];
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const clients = ['--listen-client-urls', client, '--advertise-client-urls', client];
  const peers = ['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer];
  start(
    'etcd',
    ['--data-dir', join(folder, 'etcd'), ...clients, ...peers, '--initial-cluster', `default=${peer}`],
    'etcd',
  );
  return port;
}

/** Starts a server under Patroni and waits until it is what it is to be. */
async function startNode(
  start: Start,
  folder: string,
  etcd: number,
  name: string,
  what: 'primary' | 'sync',
): Promise<Node> {
  const place = { name, port: await freePort(0), rest: await freePort(0) };
  const file = join(folder, `${name}.yml`);
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(settingsOf(place, etcd, folder)));
  const patroni = start('patroni', [file], `patroni-${name}`);
  await comesAbout(`Patroni to say that ${name} is the ${what}`, () => says(place, what), patienceMs);
  return { ...place, patroni, postmaster: await postmasterOf(urlOf(place)) };
}

function clusterOf(one: Node, two: Node, address: MovableAddress, server: string): Omit<Cluster, 'close'> {
  let primary = one;
  address.lead(one.port);
  return {
    promotedBy: `Patroni, on Postgres ${server}`,
    url: urlOf(address),
    primaryUrl: () => urlOf(primary),
    async killPrimary() {
      // With its Patroni, as when the machine is gone: it would start the server again.
      one.patroni.kill('SIGKILL');
      const killed = await killWhole(one.postmaster);
      address.lead(undefined);
      return killed;
    },
    async promoted() {
      await comesAbout('Patroni to have the standby take over', () => says(two, 'primary'), patienceMs);
      primary = two;
    },
    follow: () => address.lead(primary.port),
    primaries: async () => ((await takesWrites(urlOf(two))) ? 1 : 0) + (isAlive(one.postmaster) ? 1 : 0),
  };
}

/** Starts etcd and two servers under Patroni, of which nothing is left once it is closed. Patroni has the standby take over. */
export async function patroniCluster(): Promise<Cluster> {
  const user = unprivilegedUser();
  const folder = mkdtempSync('/var/tmp/throughline-patroni-');
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const running: ChildProcess[] = [];
  const nodes: Node[] = [];
  const start: Start = (program, args, name) => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const env = { ...process.env, HOME: folder };
    const child = spawn(program, args, { ...user, cwd: folder, env, stdio: ['ignore', log, log] });
    running.push(child);
    return child;
  };
  const address = await movableAddress();
  const close = async () => {
    address.close();
    for (const child of running.toReversed()) child.kill('SIGKILL');
    for (const { postmaster } of nodes) if (isAlive(postmaster)) await killWhole(postmaster);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    const etcd = await startEtcd(start, folder);
    nodes.push(await startNode(start, folder, etcd, 'one', 'primary'));
    nodes.push(await startNode(start, folder, etcd, 'two', 'sync'));
    const [one, two] = nodes as [Node, Node];
    const [version] = await askOnce<{ is: string }>(urlOf(one), `select current_setting('server_version') as is`);
    return { ...clusterOf(one, two, address, version?.is ?? ''), close };
  } catch (error) {
    await close();
    throw error;
  }
}
