import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { join } from '../chaos/joined-sockets.ts';

/** A way to a Postgres on which the connection that begins to listen for jobs is kept without an answer. */
export interface ListeningLine {
  /** The same database by this way. */
  url: string;
  /** Resolves once a connection has asked to listen; its asking goes no further. */
  asked: Promise<unknown>;
  /** Resolves once another one has asked, which is answered. */
  askedAgain: Promise<unknown>;
  /** Cuts off every other connection, and refuses the next one: whoever asks for jobs then can't. */
  cutOthers(): void;
  /** Cuts off the one that is kept. */
  cut(): void;
  close(): void;
}

/** Opens such a way on the loopback. */
export async function listeningLine(url: string): Promise<ListeningLine> {
  const address = new URL(url);
  const port = Number(address.port);
  const open = new Set<Socket>();
  let kept: Socket | undefined;
  let refuses = false;
  const events = new EventEmitter();
  const [asked, askedAgain] = [once(events, 'asked'), once(events, 'asked again')];

  /** Whether a connection's talk is kept from the server. */
  function isKept(incoming: Socket, chunk: Buffer): boolean {
    if (incoming !== kept && chunk.includes('LISTEN "jobs:insert"')) {
      events.emit(kept === undefined ? 'asked' : 'asked again');
      kept ??= incoming;
    }
    return incoming === kept;
  }

  const server = createServer({ noDelay: true }, (incoming) => {
    if (refuses) {
      refuses = false;
      incoming.destroy();
      return;
    }
    const outgoing = connect({ host: '127.0.0.1', port, noDelay: true });
    open.add(incoming);
    incoming.once('close', () => open.delete(incoming));
    const filter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => done(null, isKept(incoming, chunk) ? undefined : chunk),
    });
    join(incoming, outgoing, filter);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address.hostname = '127.0.0.1';
  address.port = String((server.address() as AddressInfo).port);
  address.searchParams.delete('host');
  return {
    url: address.toString(),
    asked,
    askedAgain,
    cutOthers() {
      refuses = true;
      for (const socket of open) if (socket !== kept) socket.destroy();
    },
    cut: () => void kept?.destroy(),
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
