import { postgresSettings } from '../sandbox/postgres-settings.ts';
import { postSigned } from '../sandbox/signed-webhook.ts';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { room } from '../src/cli/doctor/room.ts';
import { catalogue } from '../src/domain/errors.ts';
import { askOnce, root } from './cluster.ts';
import { Messages, timekeeper } from './deliveries.ts';
import { allLive, healthOf } from './health.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { GroundedScenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { acknowledgedBy } from './sending.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';
import { type Load, underLoad } from './under-load.ts';

/** How much is sent, and how long there is no room. */
export interface DiskFullOptions {
  deliveries: number;
  orders: number;
  /** How many deliveries are to be refused before there is room again. */
  refusals: number;
  seed: number;
  say: (line: string) => void;
}

/** Keeps the disk full, also where the database gives room back, until the hubs have refused so many deliveries. */
async function keepFull(disk: SmallDisk, load: Load, refusals: number): Promise<number> {
  const { sent } = load.sending;
  const before = sent.refused;
  await load.until(`${refusals} deliveries to be refused`, async () => {
    disk.fill();
    return sent.refused - before >= refusals;
  });
  return sent.refused - before;
}

/** Waits until each hub has said of a delivery that nobody has sent before that there is no room. */
async function saysSo({ answering }: Scene, load: Load): Promise<number> {
  const strange = new Messages(1000, 'no-room');
  let number = 0;
  for (const hub of answering) {
    await load.until('a hub to say that there is no room', async () => {
      const response = await postSigned(hub.url() ?? '', timekeeper, strange.delivery(number % strange.count));
      number += 1;
      return response.status === 503 && (await response.text()).includes(catalogue.DATABASE_FULL.sentence);
    });
  }
  return answering.length;
}

/** How many hubs answer what only has to be read. */
async function stillReading({ hubs }: Scene): Promise<number> {
  const answers = await Promise.all(hubs.map(healthOf));
  return answers.filter((each) => each !== undefined).length;
}

/** Lets the hubs work, takes all room, and gives it back once it has been noticed everywhere. */
function diskFull(scene: Scene, disk: SmallDisk, options: DiskFullOptions): Promise<Report> {
  const { orders, refusals, deliveries, say } = options;
  return underLoad(scene, { scenario: 'disk-full', ...options }, async (load) => {
    const { sending, holds } = load;
    const rate = await load.takenIn(1 / 4);
    say('Taking all room …');
    disk.fill();
    const full = performance.now();
    holds.sign(orders);
    sending.allow(deliveries);
    const refused = await keepFull(disk, load, refusals);
    const saying = await saysSo(scene, load);
    const reading = await stillReading(scene);
    const doctor = await room(scene.hub);
    const acknowledged = acknowledgedBy(sending);
    say('Giving it back …');
    disk.free();
    const freed = performance.now();
    await sending.reached(acknowledged + 1);
    const back = performance.now();
    holds.sign(orders);
    return {
      injected: { 'times that the disk was full': 1, 'seconds that it was full': Math.round((freed - full) / 1000) },
      counted: {
        'deliveries a second before': rate,
        'deliveries refused meanwhile': refused,
        'the doctor said': doctor.sentence,
        'from room to the next 2xx, seconds': ((back - freed) / 1000).toFixed(1),
      },
      checked: [
        atLeast('deliveries refused meanwhile', refused, refusals),
        exactly('hubs that said that there is no room', saying, scene.answering.length),
        exactly('hubs that answered what is only read', reading, scene.hubs.length),
        exactly('the doctor found the disk full', doctor.state, 'failure'),
        exactly('the doctor finds room again', (await room(scene.hub)).state, 'ok'),
        allLive(scene),
      ],
    };
  });
}

/** A Postgres whose hub database is on a small disk, and the rest of it on a large one. */
async function onSmallDisk(megabytes: number) {
  const name = `disk-full-${process.pid}`;
  const server = await startPostgres({ root, name, port: 0, settings: postgresSettings });
  let disk: SmallDisk | undefined;
  const leave = () => {
    removePostgres({ root, name });
    disk?.remove();
  };
  try {
    const [place] = await askOnce<{ data: string }>(server.url, `select current_setting('data_directory') as data`);
    disk = smallDisk(megabytes, place?.data as string);
    await askOnce(server.url, `create tablespace small location '${disk.folder}'`);
    await askOnce(server.url, 'create database hub tablespace small');
    const address = new URL(server.url);
    address.pathname = '/hub';
    return { url: address.toString(), disk, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

const diskMegabytes = 512;

/** `npm run chaos -- disk-full`. */
export const diskFullScenario: GroundedScenario = {
  what: [
    'Two hubs on a Postgres whose tables are on a small disk, which somebody else fills up under load. Nobody is told 2xx whose',
    'message is not kept, no hub dies, each says what is wrong, and all goes on by itself once there is room again. Mounts a',
    'disk in memory, so it has to be run as root on Linux.',
  ],
  numbers: {
    deliveries: { value: 6000, means: 'requests in all, a third as many messages' },
    orders: { value: 5, means: 'change orders while there is no room, and as many after it' },
    refusals: { value: 500, means: 'deliveries to be refused before there is room again' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 10,
  async ground() {
    const { url, disk, leave } = await onSmallDisk(diskMegabytes);
    return {
      url,
      leave,
      run: (scene, { deliveries = 0, orders = 0, refusals = 0, seed = 1 }, say) =>
        diskFull(scene, disk, { deliveries, orders, refusals, seed, say }),
    };
  },
};
