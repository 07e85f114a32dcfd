import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { embeddedPostgresFolder } from './link-postgres.mjs';

/**
 * @typedef {object} Server
 * @property {string} url connection string of the superuser's `postgres` database
 * @property {number} port
 * @property {boolean} attached true when a server that was already running was found
 * @property {() => void} stop
 */

const remedy =
  'Point DATABASE_URL at a PostgreSQL 15 or newer of your own (see "Your own Postgres" in the README) and start again.';

/** Postgres refuses to run as root, so root lends it another user of the machine. */
export function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find((line) => line.startsWith(`${name}:`));
    if (entry === undefined) continue;
    const [, , uid, gid] = entry.split(':');
    return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `Postgres can't run as root and this machine has neither a "postgres" nor a "nobody" user. ${remedy}`,
  );
}

/**
 * Where the server's files live. As root that is a folder of its own under /var/tmp, because the unprivileged user
 * can neither read a clone below /root nor write into it.
 */
function placeFor(root, name, user) {
  if (user === undefined) return join(root, '.throughline', name);
  const clone = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const home = join('/var/tmp', `throughline-${clone}`);
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o755);
  return join(home, name);
}

function readableBinaries(root, place, user) {
  const packaged = embeddedPostgresFolder(root);
  if (packaged === undefined) {
    throw new Error(`There is no embedded Postgres for ${process.platform}-${process.arch}. ${remedy}`);
  }
  if (user === undefined) return packaged;
  const version = JSON.parse(readFileSync(join(packaged, '..', 'package.json'), 'utf8')).version;
  const copy = join(place, '..', `postgres-${version}`);
  if (!existsSync(join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(packaged, copy, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(copy, 'complete'), '');
  }
  return copy;
}

function program(binaries, name, args, user, input) {
  const file = join(binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const env = { ...process.env, LC_ALL: 'C', HOME: '/' };
  // pg_ctl's child keeps the standard streams open, so waiting for their end would wait for the server's.
  const stdio = name === 'pg_ctl' ? 'ignore' : ['pipe', 'pipe', 'pipe'];
  return spawnSync(file, args, { ...user, env, cwd: '/', stdio, input, encoding: 'utf8' });
}

function ownedFolder(path, user) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

function initialise(binaries, place, user) {
  const data = join(place, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return;
  rmSync(data, { recursive: true, force: true });
  ownedFolder(data, user);
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(place, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const result = program(
    binaries,
    'initdb',
    ['-D', data, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'].concat(
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ),
    user,
  );
  if (result.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`The embedded Postgres could not be set up: ${result.stderr || result.error}. ${remedy}`);
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Where the server that runs on this data folder listens, or undefined. Line 1 of the file is its pid, line 4 its port,
 * line 5 the folder of its socket.
 */
function runningPlace(data) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port, socket = ''] = readFileSync(file, 'utf8').split('\n');
  return alive(Number(pid)) && Number(port) > 0 ? { port: Number(port), socket } : undefined;
}

// The kernel keeps a socket's path in a field of 104 bytes on macOS and of 108 on Linux, its end included.
const longestSocketPath = 103;

/** The folder of the server's socket, which costs both sides less than the loopback; empty where there can be none. */
function socketFolder(place) {
  const path = join(place, '.s.PGSQL.65535');
  return process.platform === 'win32' || Buffer.byteLength(path) > longestSocketPath ? '' : place;
}

/** @returns {Promise<number>} the wanted port when it is free, otherwise one that the system picks */
export function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (wanted !== 0 && /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') resolve(freePort(0));
      else reject(error);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the Postgres server that comes from the registry, or attaches to it when it already runs.
 * @param {{ root: string, name: string, port: number, settings?: Record<string, string> }} options
 *   root: the project's folder · name: the server's folder name · port: wanted; another is picked when it is busy
 * @returns {Promise<Server>}
 */
export async function startPostgres({ root, name, port: wanted, settings = {} }) {
  const user = unprivilegedUser();
  const place = placeFor(root, name, user);
  ownedFolder(place, user);
  const binaries = readableBinaries(root, place, user);
  initialise(binaries, place, user);
  const data = join(place, 'data');
  const password = readFileSync(join(place, 'password'), 'utf8').trim();
  const stop = () => void program(binaries, 'pg_ctl', ['stop', '-D', data, '-m', 'fast', '-w'], user);
  const serverAt = ({ port, socket }, attached) => {
    const host = socket === '' ? '' : `?host=${encodeURIComponent(socket)}`;
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres${host}`, port, attached, stop };
  };

  const running = runningPlace(data);
  if (running !== undefined) return serverAt(running, true);

  const port = await freePort(wanted);
  const socket = socketFolder(place);
  const log = join(place, 'postgres.log');
  const all = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: socket, timezone: 'UTC' };
  const options = Object.entries({ ...all, ...settings }).map(([key, value]) => `-c ${key}='${value}'`);
  const started = program(
    binaries,
    'pg_ctl',
    ['start', '-D', data, '-l', log, '-w', '-t', '60', '-o', options.join(' ')],
    user,
  );
  if (started.status !== 0) {
    const tail = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-6).join('\n') : String(started.error);
    throw new Error(`The embedded Postgres (${basename(place)}) did not start:\n${tail}\n${remedy}`);
  }
  return serverAt({ port, socket }, false);
}

/** Stops the server of that name and deletes its data. */
export function removePostgres({ root, name }) {
  const user = unprivilegedUser();
  const place = placeFor(root, name, user);
  if (!existsSync(join(place, 'data'))) return;
  const binaries = readableBinaries(root, place, user);
  program(binaries, 'pg_ctl', ['stop', '-D', join(place, 'data'), '-m', 'immediate', '-w'], user);
  rmSync(place, { recursive: true, force: true });
}

/**
 * Copies the files of a running server as those of another; to be called between pg_backup_start and pg_backup_stop, while
 * little is written.
 * @param {{ root: string, from: string, to: string }} names
 */
export function copyServer({ root, from, to }) {
  const user = unprivilegedUser();
  const [source, place] = [placeFor(root, from, user), placeFor(root, to, user)];
  ownedFolder(place, user);
  const copied = spawnSync('cp', ['-a', join(source, 'data'), join(source, 'password'), place], {
    ...user,
    encoding: 'utf8',
  });
  if (copied.status !== 0) throw new Error(`the server ${from} could not be copied: ${copied.stderr || copied.error}`);
  const data = join(place, 'data');
  // Of the server itself, not of its data: the log comes from the primary.
  for (const file of ['postmaster.pid', 'postmaster.opts']) rmSync(join(data, file), { force: true });
  for (const folder of ['pg_wal', 'pg_replslot']) {
    for (const file of readdirSync(join(data, folder))) rmSync(join(data, folder, file), { recursive: true });
  }
}

/**
 * Has a copied server follow a primary once it is started.
 * @param {{ root: string, name: string, label: string, settings: Record<string, string> }} standby
 *   label: what pg_backup_stop gave · settings: where the primary is, and as what it is followed
 */
export function makeStandby({ root, name, label, settings }) {
  const user = unprivilegedUser();
  const data = join(placeFor(root, name, user), 'data');
  const write = (file, text) => {
    appendFileSync(join(data, file), text);
    if (user !== undefined) chownSync(join(data, file), user.uid, user.gid);
  };
  write('backup_label', label);
  write('standby.signal', '');
  const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value.replaceAll("'", "''")}'\n`);
  write('postgresql.auto.conf', lines.join(''));
}
