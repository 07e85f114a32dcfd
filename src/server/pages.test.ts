import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { httpServer } from './http.ts';
import { servePages } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'pages-'));
const app = httpServer(pino({ level: 'silent' }), false);
const script = 'console.info("the page");';

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'graphiql.html'), '<title>explorer</title>');
  writeFileSync(join(folder, 'assets', 'page-1a2b.js'), script);
  writeFileSync(join(folder, 'assets', 'page-1a2b.js.gz'), gzipSync(script));
  await servePages(app, folder);
  await app.ready();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

it('says that nothing is built where nothing is', async () => {
  const bare = httpServer(pino({ level: 'silent' }), false);
  const nowhere = join(folder, 'later');
  await servePages(bare, nowhere);
  const start = () => bare.inject({ url: '/', headers: html });
  expect((await start()).body).toBe('Throughline runs. The dashboard is not built.');
  expect((await bare.inject({ url: '/contracts/one', headers: html })).statusCode).toBe(404);
  mkdirSync(nowhere);
  writeFileSync(join(nowhere, 'index.html'), '<title>page</title>');
  expect((await start()).body).toBe('<title>page</title>');
  const explorer = () => bare.inject({ url: '/graphiql', headers: html });
  expect([(await explorer()).statusCode, (await explorer()).body]).toEqual([
    503,
    'The API explorer is not built yet: npm start builds it once the first load is through. Try again then.',
  ]);
  writeFileSync(join(nowhere, 'graphiql.html'), '<title>explorer</title>');
  expect((await explorer()).body).toBe('<title>explorer</title>');
  await bare.close();
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const html = { accept: 'text/html' };

it('lets browsers keep for good what is named by its contents, and ask anew for what names it', async () => {
  expect((await get('/assets/page-1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const url of ['/', '/graphiql', '/contracts/one'])
    expect((await get(url, html)).headers['cache-control']).toBe('no-cache');
});

it('sends the compressed copy to whoever takes it', async () => {
  const packed = await get('/assets/page-1a2b.js', { 'accept-encoding': 'gzip' });
  expect([packed.headers['content-encoding'], packed.headers['content-type']]).toEqual([
    'gzip',
    'application/javascript; charset=utf-8',
  ]);
  expect(packed.rawPayload).toEqual(gzipSync(script));
  expect((await get('/assets/page-1a2b.js')).body).toBe(script);
});

it("starts all of the dashboard's addresses from one document, and knows a missing file from an address", async () => {
  expect((await get('/contracts/one', html)).body).toBe('<title>page</title>');
  expect((await get('/graphiql', html)).body).toBe('<title>explorer</title>');
  expect((await get('/assets/gone.js')).statusCode).toBe(404);
  expect((await app.inject({ method: 'POST', url: '/contracts/one', headers: html })).statusCode).toBe(404);
});

it('serves what has been built since it started', async () => {
  writeFileSync(join(folder, 'assets', 'page-3c4d.js'), script);
  expect((await get('/assets/page-3c4d.js')).statusCode).toBe(200);
});
