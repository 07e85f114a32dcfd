import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FirmTables } from '../../sandbox/firm/tables.ts';
import type { Config } from '../../src/config.ts';
import { askedCells } from '../../src/group.ts';
import { type RunningHub, runningHub } from '../running-hub.ts';
import { complaintsOf, openBrowser } from './chromium.ts';

/** A hub with its pages, and a browser that visits them. */
export interface Visits {
  running: RunningHub;
  /** The key of the sandbox's sign-in links. */
  key: string;
  /** Whatever a page has complained about. */
  complaints: string[];
  /** A window of a browser of its own, in which a persona is signed in. */
  windowOf(persona: string | undefined, options?: BrowserContextOptions): Promise<Page>;
  open(page: Page, path: string): Promise<unknown>;
  close(): Promise<void>;
}

const patienceMs = 60_000;

async function windowIn(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  return context.newPage();
}

const answerWithinSeconds = 60;

/** The hub's own cell, and one whose database nobody answers for. */
function twoCells(config: Config) {
  const away = { ...config.database, readerUrl: 'postgres://nobody@127.0.0.1:1/nothing' };
  const legalEntities = config.legalEntities.filter(({ code }) => code === 'US01');
  const americas = { ...config, cell: 'americas', database: away, legalEntities };
  const cells = [config, americas].map((each) => ({ config: each, seesGroup: true, answerWithinSeconds }));
  return askedCells(cells);
}

/** Starts a hub over the firm, with the built pages, one cell of a group of two, and a browser. */
export async function startVisits(tables: FirmTables): Promise<Visits> {
  let group: ReturnType<typeof twoCells> | undefined;
  const pages = resolve('dist/web');
  const cellsOf = (config: Config) => {
    group = twoCells(config);
    return group.cells;
  };
  const [running, browser] = await Promise.all([runningHub(tables, {}, { pages, group: cellsOf }), openBrowser()]);
  const key = 'demo-key-of-the-tests';
  const complaints: string[] = [];
  return {
    running,
    key,
    complaints,
    async windowOf(persona, options = {}) {
      const page = await windowIn(browser, options);
      complaintsOf(page, complaints);
      if (persona !== undefined) await page.goto(`${running.hub.url}/auth/persona/${persona}?key=${key}`);
      return page;
    },
    open: (page, path) => page.goto(`${running.hub.url}${path}`),
    async close() {
      await browser.close();
      await group?.close();
      await running.close();
    },
  };
}
