import { firmOfDrafts } from '../sandbox/firm/drafts.ts';
import { setScene } from '../sandbox/stage.ts';
import { timekeeper, timekeeperConfig } from './deliveries.ts';
import type { Build } from './hub-process.ts';
import type { Report } from './report.ts';
import { openScene, type Place, type Scene } from './scene.ts';

/** The numbers that a scenario is run with, by their names. */
export type Numbers = Readonly<Record<string, number>>;

/** What it is told in words, by their names. */
export type Words = Readonly<Record<string, string | undefined>>;

/** Something that is done to hubs at work, and what has to hold after it. */
export interface Scenario {
  /** What it does, line by line, for who asks. */
  what: readonly string[];
  /** What can be set, with its value if it is not. */
  numbers: Readonly<Record<string, { value: number; means: string }>>;
  /** What can be said in a word, what it means, and which words there are, where not any will do. */
  words?: Readonly<Record<string, { means: string; of?: readonly string[] }>>;
  /** What its hubs are started from, written into a folder, where that is not this build. */
  build?(place: Pick<Place, 'environment'> & { folder: string }, words: Words, say: (line: string) => void): Build;
  /** The hub processes, by role. */
  roles: readonly string[];
  /** How many draft invoices the firm has; dropping a contract's milestone blocks one, once. */
  invoices: number;
  run(scene: Scene, numbers: Numbers, say: (line: string) => void): Promise<Report>;
}

/** What a scenario is played on when it brings a database of its own, because of what it does to it. */
interface Ground extends Pick<Scenario, 'run'> {
  url: string;
  leave(): Promise<void> | void;
}

/** A scenario that breaks its database. */
export interface GroundedScenario extends Omit<Scenario, 'run'> {
  ground(words: Words, say: (line: string) => void): Promise<Ground>;
}

/** A database that is there already, and the cell in it to be used. */
export interface CellPlace {
  url: string;
  ownerUrl: string;
  cell: string;
}

const giveUpOn = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a scenario over a firm and hubs of its own, of which nothing is left; over a Postgres of its own too, unless a cell
 * is given, which is then left to be removed.
 */
export async function play(
  scenario: Scenario | GroundedScenario,
  numbers: Numbers,
  say: (line: string) => void,
  { url, ownerUrl, cell, words = {} }: Partial<CellPlace> & { words?: Words } = {},
): Promise<Report> {
  const { tables, contracts } = firmOfDrafts(scenario.invoices);
  say(`Starting ${url === undefined ? 'Postgres, ' : ''}the firm and ${scenario.roles.length} hubs …`);
  const ground = 'ground' in scenario ? await scenario.ground(words, say) : { ...scenario, url, leave: () => {} };
  const place = await setScene(tables, {
    databaseUrl: ground.url,
    environment: {
      TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret,
      LOG_LEVEL: 'silent',
      ...(ownerUrl === undefined ? {} : { DATABASE_OWNER_URL: ownerUrl }),
    },
    adapt: (config) => ({
      ...config,
      cell: cell ?? config.cell,
      systems: [...config.systems, timekeeperConfig],
    }),
  }).catch(async (error: unknown) => {
    await ground.leave();
    throw error;
  });
  place.undo.unshift(ground.leave);
  const giveUp = () => void place.strike().then(() => process.exit(1));
  for (const signal of giveUpOn) process.on(signal, giveUp);
  try {
    const build = scenario.build?.(place, words, say);
    const scene = await openScene({ ...place, contracts }, scenario.roles, build);
    place.undo.push(scene.close);
    return await ground.run(scene, numbers, say);
  } finally {
    await place.strike();
    for (const signal of giveUpOn) process.off(signal, giveUp);
  }
}
