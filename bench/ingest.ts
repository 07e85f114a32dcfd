import pg from 'pg';
import { type HubProcess, hubProcess } from '../chaos/hub-process.ts';
import { firmOfDrafts } from '../sandbox/firm/drafts.ts';
import type { SignedDelivery } from '../sandbox/signed-webhook.ts';
import { type Scene, setScene } from '../sandbox/stage.ts';
import { bareInserts, type Rate, Sender } from './accepts.ts';
import { hoursTold, unbilledHours } from './hours.ts';
import { untilWorkedOff } from './worked-off.ts';

/** How much is told, and by how many hubs it is taken in. */
export interface IngestOptions {
  /** How long is counted what is accepted. */
  seconds: number;
  /** Senders at the same time, and connections of the bare inserts. */
  senders: number;
  /** Records of the bulk path. */
  records: number;
  /** Numbers of hubs, each measured over an empty database of its own. */
  hubs: readonly number[];
  say: (line: string) => void;
}

/** What a number of hubs can take in. */
export interface Measured {
  name: string;
  hubs: number;
  /** What Postgres does by itself, measured just before: a machine's speed is not the same a minute later. */
  bare: Rate;
  accepts: Rate;
  /** Of what is accepted to the bare inserts. */
  ratioToBareInsert: number;
  /** Records of the bulk path from the first byte until every stage is through with them, a second. */
  bulkPerSecond: number;
}

const timekeeper = { name: 'timekeeper', secret: `whsec_${Buffer.alloc(32, 5).toString('base64')}` };
const timekeeperConfig = {
  name: timekeeper.name,
  connector: 'delivery',
  role: 'delivery',
  baseUrl: 'http://127.0.0.1',
  legalEntities: { DE01: 'DE01' },
  webhook: { mostPerSecond: 10_000 },
};
const perBulkDelivery = 100;
const larger = 10;

function delivery(id: string, keys: readonly string[]): SignedDelivery {
  return { id, body: hoursTold(keys.map((key) => unbilledHours(key, '1200.00'))) };
}

/** Deliveries of one record each. */
const single = (round: string) => (place: number) => delivery(`${round}-${place}`, [`${round}-${place}`]);

/** Tells so many records in large deliveries and waits until every stage is through. Returns records a second. */
async function bulk(scene: Scene, urls: readonly string[], round: string, records: number): Promise<number> {
  const sender = new Sender(urls, timekeeper, 4);
  const started = performance.now();
  const deliveries = Math.ceil(records / perBulkDelivery);
  let next = 0;
  const send = async () => {
    while (next < deliveries) {
      const place = next;
      next += 1;
      const keys = Array.from({ length: perBulkDelivery }, (_each, at) => `${round}-${place}-${at}`);
      await sender.post(delivery(`${round}-${place}`, keys), place);
    }
  };
  try {
    await Promise.all([send(), send(), send(), send()]);
    await untilWorkedOff(scene.databaseUrl);
    return (deliveries * perBulkDelivery) / ((performance.now() - started) / 1000);
  } finally {
    sender.close();
  }
}

async function started(scene: Scene, hubs: number, role: string): Promise<HubProcess[]> {
  const all = Array.from({ length: hubs }, () => hubProcess({ ...scene.environment, HUB_ROLE: role }));
  scene.undo.push(async () => void (await Promise.all(all.map((each) => each.stop()))));
  // One after the other: the first brings the database up to date.
  for (const each of all) await each.start();
  return all;
}

/** Counts what is accepted by hubs that do nothing else, then what all stages can do. */
async function measure(scene: Scene, hubs: number, name: string, options: IngestOptions): Promise<Measured> {
  const { seconds, senders, records, say } = options;
  // The names of deliveries hold no spaces.
  const round = name.replaceAll(' ', '-');
  say(`${name}: bare inserts for ${seconds} s …`);
  const bare = await bareInserts(scene.databaseUrl, senders, seconds, (place) => single('bare')(place).body);
  say(`${name}: signed webhooks for ${seconds} s …`);
  const answering = await started(scene, hubs, 'api');
  const urlsOf = (of: readonly HubProcess[]) => of.map((each) => String(each.url()));
  const sender = new Sender(urlsOf(answering), timekeeper, senders);
  await sender.accepts(senders, Math.min(2, seconds), single(`${round}-warm`));
  const accepts = await sender.accepts(senders, seconds, single(round));
  sender.close();
  await Promise.all(answering.map((each) => each.stop()));
  const working = await started(scene, hubs, 'all');
  await untilWorkedOff(scene.databaseUrl);
  say(`${name}: ${records} records in deliveries of ${perBulkDelivery} …`);
  const bulkPerSecond = await bulk(scene, urlsOf(working), `${round}-bulk`, records);
  await Promise.all(working.map((each) => each.stop()));
  const ratioToBareInsert = accepts.perSecond / bare.perSecond;
  return { name, hubs, bare, accepts, ratioToBareInsert, bulkPerSecond };
}

async function fill(scene: Scene, { records, say }: IngestOptions): Promise<void> {
  say(`Making the book ${larger} times as large …`);
  const [hub] = (await started(scene, 1, 'all')) as [HubProcess];
  await bulk(scene, [String(hub.url())], 'fill', records * larger);
  await hub.stop();
  const client = new pg.Client(scene.databaseUrl);
  await client.connect();
  await client.query('analyze').finally(() => client.end());
}

async function onScene<T>(work: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await setScene(firmOfDrafts(1).tables, {
    durable: true,
    environment: { TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret, LOG_LEVEL: 'silent' },
    adapt: (config) => ({ ...config, systems: [...config.systems, timekeeperConfig] }),
  });
  try {
    return await work(scene);
  } finally {
    await scene.strike();
  }
}

/**
 * How much can be taken in: signed webhooks beside bare inserts of the same bodies into the same Postgres, and records in
 * bulk through every stage; by one and more hubs, and with a larger book.
 */
export async function benchIngest(options: IngestOptions): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const count of options.hubs) {
    await onScene(async (scene) => {
      measured.push(await measure(scene, count, count === 1 ? '1 hub' : `${count} hubs`, options));
      if (count !== 1) return;
      await fill(scene, options);
      measured.push(await measure(scene, 1, `1 hub, book ${larger} times as large`, options));
    });
  }
  return measured;
}
