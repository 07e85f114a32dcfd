import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocketServer } from 'ws';

const mostSockets = 2000;

/** The value of one cookie of an upgrade request. */
export function cookieIn(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return decodeURIComponent(value.join('='));
  }
  return undefined;
}

/** A page of another site may not use the cookie of this one: browsers send it, so the origin has to fit. */
function ownOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Why an upgrade is refused, as an HTTP status; undefined when it may go on. */
function refusalOf(request: IncomingMessage, open: number): string | undefined {
  if ((request.url ?? '').split('?')[0] !== '/graphql') return '404 Not Found';
  if (!ownOrigin(request)) return '403 Forbidden';
  return open >= mostSockets ? '503 Service Unavailable' : undefined;
}

/** Turns HTTP connections that ask for it into sockets, or refuses them before anything is read from them. */
export function upgrading(sockets: WebSocketServer, log: Logger) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = refusalOf(request, sockets.clients.size);
    if (refusal !== undefined) {
      // Node no longer listens to a connection that asks for an upgrade: one that broke off would end the process.
      socket.on('error', () => socket.destroy());
      socket.once('finish', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      // The protocol's library would write to the console; the socket closes itself with the right code.
      client.removeAllListeners('error');
      client.on('error', (error) => log.warn({ error: error.message }, 'a socket broke its rules'));
    });
  };
}
