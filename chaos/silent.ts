import { once } from 'node:events';
import WebSocket from 'ws';

const subscriptions = 5;
// Each is answered by as much.
const padding = 'x'.repeat(60_000);

/** A client that subscribes and then reads nothing any more. */
export interface Silent {
  /** Asks for so many answers that it will not read. */
  ask(count: number): void;
  /** Reads on. Resolves with the code that its socket was closed with, or nothing when it is still open. */
  wakes(): Promise<number | undefined>;
}

/** Opens one, with several subscriptions to all that there is after a cursor. */
export async function openSilent(url: string, authorization: string, after: string | undefined): Promise<Silent> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('error', () => {});
  await once(socket, 'open');
  send({ type: 'connection_init', payload: { authorization } });
  await once(socket, 'message');
  const query = `subscription ($after: String) {
    alertEvents(after: $after, filter: { immaterial: true }) { events { id type sentence payload } } }`;
  for (let id = 1; id <= subscriptions; id += 1) {
    send({ id: String(id), type: 'subscribe', payload: { query, variables: { after } } });
  }
  await once(socket, 'message');
  socket.pause();
  return {
    ask(count) {
      for (let ping = 0; ping < count; ping += 1) send({ type: 'ping', payload: { padding } });
    },
    async wakes() {
      const closed = once(socket, 'close').then(([code]) => code as number);
      if (socket.readyState === WebSocket.CLOSED) return 1006;
      socket.resume();
      socket.ping();
      const code = await Promise.race([closed, once(socket, 'pong').then(() => undefined)]);
      socket.terminate();
      return code;
    },
  };
}
