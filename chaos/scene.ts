import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import type { Contract } from '../sandbox/firm/contracts.ts';
import type { World } from '../sandbox/world.ts';
import { readConfig } from '../src/config.ts';
import type { Asked } from '../src/invariants/invariants.ts';
import { ruleBook } from '../src/rules/rule-book.ts';
import { everythingIsTold, post } from './deliveries.ts';
import { type Build, type HubProcess, hubProcess, thisBuild } from './hub-process.ts';
import { comesAbout, judgedLoads } from './quiet.ts';
import { Subscriber, signIn } from './subscriber.ts';

/** A simulated firm and an empty database, to start hubs over. */
export interface Place {
  world: World;
  /** Each with a draft invoice for its last milestone, so that dropping it blocks and holds the invoice. */
  contracts: readonly Contract[];
  /** Of a hub process; it names the configuration and the database. */
  environment: Readonly<Record<string, string | undefined>>;
  demoKey: string;
}

/** Several hubs on one database that have taken the firm in, and who listens to them. */
export interface Scene extends Place {
  hubs: readonly HubProcess[];
  /** What they were started from. */
  build: Build;
  /** Those of them that take webhooks and answer. */
  answering: readonly HubProcess[];
  subscribers: readonly Subscriber[];
  hub: DataSource;
  /** What the invariants are asked of. */
  asked: Asked;
  close(): Promise<void>;
}

// A busy machine takes its time; only what never comes about is a failure.
const patienceMs = 300_000;

async function opened({ environment }: Place) {
  const config = readConfig({ ...environment });
  const { database, cell, policy, legalEntities } = config;
  const open = (role: 'throughline_hub' | 'throughline_reader') =>
    dataSource({ url: database.url, role, cell, poolSize: 2 }).initialize();
  const hub = await open('throughline_hub');
  const reader = await open('throughline_reader');
  const recomputing = { rules: ruleBook(), policy, asOfStepSeconds: policy.timing.asOfStepSeconds };
  const legalEntityIds = legalEntities.map(({ id }) => id);
  return { hub, reader, asked: { hub, reader, cell, legalEntityIds, recomputing } };
}

const mustHold = (check: () => Promise<boolean>, what: string) => comesAbout(what, check, patienceMs);

/**
 * Starts the hubs, one of each role that is named, from a build if one is given, waits for the first load, has all time declared told, and subscribes
 * twice. Throws when that does not come about.
 */
export async function openScene(place: Place, roles: readonly string[], build = thisBuild): Promise<Scene> {
  const hubs = roles.map((role) => hubProcess({ ...place.environment, HUB_ROLE: role }));
  const undo: (() => Promise<unknown>)[] = hubs.map((each) => () => each.stop());
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    // The first brings the database up to date; nothing can be asked of it before.
    for (const each of hubs) await each.start(0, build);
    const { hub, reader, asked } = await opened(place);
    undo.push(() => Promise.all([hub.destroy(), reader.destroy()]));
    await mustHold(async () => (await judgedLoads(hub)) >= 1, 'the first load');
    const url = hubs[roles.findIndex((role) => role !== 'worker')]?.url() as string;
    if ((await post(url, everythingIsTold())) !== 200) throw new Error('the hub does not take what is told');
    await mustHold(async () => (await judgedLoads(hub)) >= 2, 'the book judged with all time told');
    const cookie = await signIn(url, 'executive', place.demoKey);
    const answering = hubs.filter((_each, at) => roles[at] !== 'worker');
    const subscribers = ['one', 'two'].map((name) => new Subscriber(`subscriber ${name}`, answering, { cookie }));
    for (const each of subscribers) {
      await each.start();
      undo.push(() => each.stop());
    }
    return { ...place, hubs, build, answering, subscribers, hub, asked, close };
  } catch (error) {
    await close();
    throw error;
  }
}
