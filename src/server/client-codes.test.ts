import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket, { WebSocketServer } from 'ws';

// The codes that a client closes with: those of the library that the page and the sandbox connect by.
const query = 'subscription { alertEvents { endCursor } }';

describe('a client closes with', () => {
  /** What a client makes of a server that does this with every connection. */
  async function closing(serve: (socket: WebSocket) => void, options: object): Promise<number> {
    const server = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' });
    await once(server, 'listening');
    const closed = new Promise<number>((resolve) => {
      server.on('connection', (socket) => {
        socket.on('close', resolve);
        serve(socket);
      });
    });
    const { port } = server.address() as { port: number };
    const common = { url: `ws://127.0.0.1:${port}`, webSocketImpl: WebSocket, retryAttempts: 0 };
    const client = createClient({ ...common, ...options });
    const ignore = () => undefined;
    client.subscribe({ query }, { next: ignore, error: ignore, complete: ignore });
    const code = await closed;
    server.close();
    return code;
  }

  it('4004 when the server does not speak the protocol', async () => {
    expect(await closing((socket) => socket.send('nonsense'), {})).toBe(4004);
  });

  it('4005 when it fails itself', async () => {
    const connectionParams = () => {
      throw new Error('no token');
    };
    expect(await closing(() => undefined, { connectionParams })).toBe(4005);
  });

  it('4504 when it is not acknowledged in time', async () => {
    expect(await closing(() => undefined, { connectionAckWaitTimeout: 50 })).toBe(4504);
  });
});
