import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** What axe has against a page. */
export interface Violation {
  id: string;
  targets: string[];
}

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const libraries = ['/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'].map((folder) => join(folder, 'libnss3.so'));

const unpack = fileURLToPath(new URL('./unpack-chromium.mjs', import.meta.url));

/**
 * Unpacks the browser of the registry into a folder of this user's own: others could not run what is there already. In a
 * process of its own: the package asks the machine where to unpack, and tests see only a copy of its environment.
 */
function unpackedChromium(): { path: string; places: Record<string, string> } {
  const folder = join(tmpdir(), `throughline-browser-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true });
  // A machine without a desktop may lack the libraries; the package brings its own for those that say they are bare.
  const bare = libraries.some((file) => existsSync(file)) ? {} : { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: folder, ...bare };
  const said = execFileSync(process.execPath, [unpack], { env, encoding: 'utf8' });
  return JSON.parse(said);
}

/** Starts a browser: the registry's on Linux, the machine's own Chrome elsewhere. */
export async function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];
  if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome', args });
  const { path, places } = unpackedChromium();
  return chromium.launch({
    executablePath: path,
    args: [...args, '--headless=shell'],
    env: { ...process.env, ...places },
  });
}

/** Gathers whatever a page complains about: errors of its own, and what its policy forbids. */
export function complaintsOf(page: Page, into: string[]): void {
  page.on('pageerror', (error) => into.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') into.push(message.text());
  });
}

/** Asks axe about the page as it is, by WCAG 2.2 AA and by what its makers advise. */
export async function violationsOf(page: Page, rules?: string[]): Promise<Violation[]> {
  // A colour on its way to another is neither.
  await page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished))');
  // By the debugger's way in: the page's own policy lets nobody put a script into it.
  await page.evaluate(axe);
  return page.evaluate(async (only) => {
    const { axe: checker } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{ violations: { id: string; nodes: { target: string[]; html: string }[] }[] }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runOnly = only === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: only };
    const { violations } = await checker.run({ runOnly, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target.join(' ')) }));
  }, rules);
}

/** Opens the palette by its keys. What is typed before it is open goes to where one was. */
export async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('[role=dialog] input:focus').waitFor();
}
