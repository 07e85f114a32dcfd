import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FirmTables } from '../../sandbox/firm/tables.ts';
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

/** Starts a hub over the firm, with the built pages, and a browser. */
export async function startVisits(tables: FirmTables): Promise<Visits> {
  const [running, browser] = await Promise.all([runningHub(tables, {}, resolve('dist/web')), openBrowser()]);
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
      await running.close();
    },
  };
}
