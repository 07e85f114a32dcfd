import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from './joined-sockets.ts';

/** An address that leads to one server at a time, as an installation's balancer or virtual address does. */
export interface MovableAddress {
  port: number;
  /** Cuts every connection off and leads to another port from then on, or to none. */
  lead(to: number | undefined): void;
  /** Whether somebody is connected over it. */
  used(): boolean;
  /** Keeps connections and carries nothing over them any more, until it leads elsewhere. */
  stall(): void;
  close(): void;
}

/** Opens an address on the loopback that leads nowhere yet. */
export async function movableAddress(): Promise<MovableAddress> {
  const open = new Set<Socket>();
  let target: number | undefined;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer({ noDelay: true }, (incoming) => {
    if (target === undefined) {
      incoming.destroy();
      return;
    }
    const outgoing = connect({ host: '127.0.0.1', port: target, noDelay: true });
    keep(incoming);
    keep(outgoing);
    join(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lead(to) {
      target = to;
      cut();
    },
    used: () => open.size > 0,
    stall() {
      for (const socket of open) socket.unpipe().pause();
    },
    close() {
      target = undefined;
      cut();
      server.close();
    },
  };
}
