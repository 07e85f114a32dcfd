import type { WebSocket, WebSocketServer } from 'ws';

/** "Try again later" (RFC 6455): clients of the protocol come back after it, and go on from their last cursor. */
const tryAgainLater = 1013;

const mebibyte = 1024 * 1024;
/** What may wait for a reader for as long as it takes: more than a batch of entries seldom is. */
const mostWaiting = mebibyte;
const slowForMs = 10_000;
/** What may wait for somebody who asks for more meanwhile. */
const mostWhileAsking = 4 * mebibyte;
const lookEveryMs = 1000;
const closingMs = 3000;

/** Ends a socket, which may come again. The reason is last in its queue, so who does not read is cut off without it. */
export function sendAway(socket: WebSocket, reason: string): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(tryAgainLater, reason);
  setTimeout(() => socket.terminate(), closingMs).unref();
}

/** Places that are taken and left again, so many for each holder. */
export interface Places {
  /** Whether there was one. */
  take(holder: string): boolean;
  leave(holder: string): void;
}

/** So many places for each holder. */
export function placesFor(most: number): Places {
  const taken = new Map<string, number>();
  return {
    take(holder) {
      const count = taken.get(holder) ?? 0;
      if (count >= most) return false;
      taken.set(holder, count + 1);
      return true;
    },
    leave(holder) {
      const left = (taken.get(holder) ?? 0) - 1;
      if (left > 0) taken.set(holder, left);
      else taken.delete(holder);
    },
  };
}

type Waiting = Pick<WebSocket, 'bufferedAmount'>;

/** Names, each time it is asked, those for which too much has been waiting for too long. Times are milliseconds. */
export function slowReaders<Socket extends Waiting>(): (sockets: Iterable<Socket>, now: number) => Socket[] {
  let since = new Map<Socket, number>();
  return (sockets, now) => {
    const behind = [...sockets].filter(({ bufferedAmount }) => bufferedAmount > mostWaiting);
    since = new Map(behind.map((socket) => [socket, since.get(socket) ?? now]));
    return behind.filter((socket) => now - (since.get(socket) as number) >= slowForMs);
  };
}

/**
 * Sends readers away for whom more piles up than a hub can bear. Subscriptions alone can't do much: each reads on only when
 * its last batch has left. But each ping is answered at once, and batches of many subscriptions add up. Returns what ends it.
 */
export function boundQueues(sockets: WebSocketServer): () => void {
  sockets.on('connection', (socket: WebSocket) => {
    const onAsked = () => {
      if (socket.bufferedAmount > mostWhileAsking) sendAway(socket, 'Asks for more than it reads');
    };
    socket.on('message', onAsked);
    socket.on('ping', onAsked);
  });
  const slow = slowReaders<WebSocket>();
  const looking = setInterval(() => {
    for (const socket of slow(sockets.clients, performance.now())) sendAway(socket, 'Reads too slowly');
  }, lookEveryMs);
  return () => clearInterval(looking);
}
