import type { IncomingMessage } from 'node:http';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket, WebSocketServer } from 'ws';

/** What a socket came with. */
export interface Opened {
  request: IncomingMessage;
  socket: WebSocket;
}

/** Pings a socket from time to time, and ends it when no answer to one has come by the next. Returns what stops it. */
function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const pinging = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return;
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(pinging);
}

/**
 * Resolves when the data has left: a subscription reads on only then. Whoever is gone is told nothing more, which is nobody's
 * failure.
 */
function sent(socket: WebSocket, data: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve) => socket.send(data, () => resolve()));
}

/**
 * Has sockets speak the protocol. The library's own way to do so writes to the console whatever a socket does wrong, once for
 * each answer that can't be sent any more.
 */
export function speak<Extra extends Opened>(
  protocol: Server<Extra>,
  sockets: WebSocketServer,
  pingMs: number,
  log: Logger,
): void {
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const stopPings = keepAlive(socket, pingMs);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => sent(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage(take) {
          socket.on('message', (data) => {
            take(String(data)).catch((error: unknown) => {
              log.error({ err: error }, 'a message of a socket could not be answered');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      { socket, request } as Extra,
    );
    socket.once('close', (code, reason) => {
      stopPings();
      void closed(code, String(reason));
    });
  });
}
