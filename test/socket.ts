import { once } from 'node:events';
import WebSocket from 'ws';

/** How a socket ended. */
export interface Closed {
  code: number;
  reason: string;
}

/** A message of the graphql-ws protocol. */
export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A socket without a library on it: what is sent is sent, and what comes is kept. */
export class RawSocket {
  readonly messages: Message[] = [];
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  private waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)) as Message);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: String(reason) });
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
  }

  /** Connects, by the protocol unless another is named. */
  static async open(url: string, headers: Record<string, string> = {}, protocol = 'graphql-transport-ws') {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers });
    const raw = new RawSocket(socket);
    await once(socket, 'open');
    return raw;
  }

  /** Connects and is acknowledged as whoever these headers are of. */
  static async acknowledged(url: string, headers: Record<string, string>): Promise<RawSocket> {
    const raw = await RawSocket.open(url, headers);
    raw.send({ type: 'connection_init' });
    await raw.next(({ type }) => type === 'connection_ack');
    return raw;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string): void {
    this.send({ id, type: 'subscribe', payload: { query } });
  }

  /** Subscribes, and waits for the first batch, which says that the subscription listens from here on. */
  async listen(id: string, query: string): Promise<void> {
    this.subscribe(id, query);
    await this.next((message) => message.id === id);
  }

  /** The next ping of the other side. Throws when the socket ends before. */
  async ping(): Promise<void> {
    const ended = this.closed.then(({ code }) => Promise.reject(new Error(`the socket ended with ${code}`)));
    await Promise.race([once(this.socket, 'ping'), ended]);
  }

  /** The first message that fits, waited for if it has not come. Throws when the socket ends before. */
  async next(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found !== undefined) return found;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket ended before that');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
