import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';

/** What can be made to go wrong with a simulated system. */
export interface Faults {
  /** Every answer takes this much longer. */
  latencyMs: number;
  /** Every request is told to slow down. */
  throttled: boolean;
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

/** A simulated system on a port of its own, so that it can be stopped like a real one. */
export interface Simulator {
  readonly name: string;
  readonly faults: Faults;
  readonly effects: Effect[];
  /** Called when a write arrives, before it is carried out. */
  onWrite?: (() => void) | undefined;
  port(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const isWrite = (method: string) => method !== 'GET' && method !== 'HEAD';

/** Makes a simulator out of its routes. It keeps its port over a stop and a start. */
export function simulator(
  name: string,
  wantedPort: number,
  routes: (app: FastifyInstance, faults: Faults) => void,
  effects: Effect[],
): Simulator {
  const faults: Faults = { latencyMs: 0, throttled: false, dropReplies: 0, rowsPerPage: 0 };
  let app: FastifyInstance | undefined;
  let port = wantedPort;

  const self: Simulator = {
    name,
    faults,
    effects,
    port: () => port,
    async start() {
      if (app !== undefined) return;
      app = fastify({ forceCloseConnections: true, bodyLimit: 8 * 1024 * 1024 });
      app.addHook('onRequest', async (request, reply) => {
        reply.header('date', new Date().toUTCString());
        if (isWrite(request.method) && !request.url.includes('token')) self.onWrite?.();
        if (faults.latencyMs > 0) await wait(faults.latencyMs);
      });
      app.addHook('onSend', async (request, reply, payload) => {
        if (
          faults.dropReplies > 0 &&
          isWrite(request.method) &&
          reply.statusCode < 300 &&
          !request.url.includes('token')
        ) {
          faults.dropReplies -= 1;
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
