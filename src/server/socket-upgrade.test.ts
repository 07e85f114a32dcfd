import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { WebSocketServer } from 'ws';
import { upgrading } from './socket-upgrade.ts';

let server: Server;
beforeEach(async () => {
  server = createServer();
  server.on('upgrade', upgrading(new WebSocketServer({ noServer: true }), pino({ level: 'silent' })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

/** Asks for an upgrade. Returns both ends of the connection and the first line of the answer. */
async function asks(path: string, headers: readonly string[] = []) {
  const port = (server.address() as AddressInfo).port;
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [served] = (await once(server, 'connection')) as [Socket];
  const lines = [`GET ${path} HTTP/1.1`, 'Host: hub', 'Connection: Upgrade', 'Upgrade: websocket', ...headers];
  client.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(client, 'data')) as [Buffer];
  return { client, served, answer: answer.toString().split('\r\n')[0] };
}

it('outlives whoever breaks the connection off instead of taking the refusal', async () => {
  const refused: [string, string, string[]][] = [
    ['HTTP/1.1 404 Not Found', '/elsewhere', []],
    ['HTTP/1.1 403 Forbidden', '/graphql', ['Origin: https://evil.example']],
  ];
  for (const [refusal, path, headers] of refused) {
    const { client, served, answer } = await asks(path, headers);
    expect(answer).toBe(refusal);
    client.resetAndDestroy();
    if (!served.destroyed) await once(served, 'close');
  }
});

it('keeps no connection that it has refused, though the other side never ends it', async () => {
  const { client, served } = await asks('/elsewhere');
  if (!served.destroyed) await once(served, 'close');
  expect(served.destroyed).toBe(true);
  client.destroy();
});
