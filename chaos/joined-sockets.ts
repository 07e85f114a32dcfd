import type { Socket } from 'node:net';
import type { Transform } from 'node:stream';

/** Carries what is said on each of two sockets over to the other; what `one` says goes through a filter, if there is any. */
export function join(one: Socket, other: Socket, filter?: Transform): void {
  (filter === undefined ? one : one.pipe(filter)).pipe(other);
  other.pipe(one);
  for (const [socket, partner] of [[one, other] as const, [other, one] as const]) {
    socket.on('error', () => partner.destroy());
    socket.once('close', () => partner.destroy());
  }
}
