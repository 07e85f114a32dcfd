import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** What can be made to go wrong with a simulated system. */
export interface Faults {
  /** Every answer takes this much longer. */
  latencyMs: number;
  /** Every request is told to slow down. */
  throttled: boolean;
  /** Every request is answered 503. */
  unavailable: boolean;
  /** Every request is taken and never answered. */
  hangs: boolean;
  /** The next so many writes take effect, but their answers never arrive. */
  dropReplies: number;
  /** Answers to queries come in pages of so many rows; zero for as many as the system gives at once. */
  rowsPerPage: number;
}

/** One change that a simulated system carried out. */
export interface Effect {
  system: string;
  action: 'create' | 'update' | 'delete';
  object: string;
  id: string;
  /** The marker or external id that the writer gave, if any. */
  marker: string | null;
  fields: Record<string, unknown>;
}

/** How often a fault has met a request, and how many of those that hung were given up by whoever asked. */
export interface Met {
  dropped: number;
  unavailable: number;
  hung: number;
  givenUp: number;
}

/** A simulated system on a port of its own, so that it can be stopped like a real one. */
export interface Simulator {
  readonly name: string;
  readonly faults: Faults;
  readonly met: Met;
  readonly effects: Effect[];
  /** Called when a write arrives, before it is carried out. */
  onWrite?: (() => void) | undefined;
  port(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const isWrite = ({ method, url }: FastifyRequest) => method !== 'GET' && method !== 'HEAD' && !url.includes('token');

/** Keeps a request waiting for an answer that never comes. */
function hang(reply: FastifyReply, met: Met): void {
  met.hung += 1;
  reply.raw.once('close', () => {
    met.givenUp += 1;
  });
  reply.hijack();
}

/** Lets nothing of a request through while the system is out. Returns whether it is. */
function shutOut(reply: FastifyReply, { faults, met }: Pick<Simulator, 'faults' | 'met'>): boolean {
  if (faults.hangs) hang(reply, met);
  else if (faults.unavailable) {
    met.unavailable += 1;
    void reply.code(503).send('Service Unavailable');
  }
  return faults.hangs || faults.unavailable;
}

/** Makes a simulator out of its routes. It keeps its port over a stop and a start. */
export function simulator(
  name: string,
  wantedPort: number,
  routes: (app: FastifyInstance, faults: Faults) => void,
  effects: Effect[],
): Simulator {
  const faults: Faults = {
    latencyMs: 0,
    throttled: false,
    unavailable: false,
    hangs: false,
    dropReplies: 0,
    rowsPerPage: 0,
  };
  const met: Met = { dropped: 0, unavailable: 0, hung: 0, givenUp: 0 };
  let app: FastifyInstance | undefined;
  let port = wantedPort;

  const self: Simulator = {
    name,
    faults,
    met,
    effects,
    port: () => port,
    async start() {
      if (app !== undefined) return;
      app = fastify({ forceCloseConnections: true, bodyLimit: 8 * 1024 * 1024 });
      app.addHook('onRequest', async (request, reply) => {
        reply.header('date', new Date().toUTCString());
        if (shutOut(reply, self)) return reply;
        if (isWrite(request)) self.onWrite?.();
        if (faults.latencyMs > 0) await wait(faults.latencyMs);
        return undefined;
      });
      app.addHook('onSend', async (request, reply, payload) => {
        if (faults.dropReplies > 0 && isWrite(request) && reply.statusCode < 300) {
          faults.dropReplies -= 1;
          met.dropped += 1;
          request.raw.socket.destroy();
        }
        return payload;
      });
      routes(app, faults);
      await app.listen({ host: '127.0.0.1', port });
      port = (app.server.address() as AddressInfo).port;
    },
    async stop() {
      const running = app;
      app = undefined;
      await running?.close();
    },
  };
  return self;
}
