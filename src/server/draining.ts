import type { FastifyInstance } from 'fastify';
import { HubError } from '../domain/errors.ts';

/** Where a balancer asks whether this process is to be sent anything. */
export const healthPath = '/healthz';

/** A server that can be emptied before it is closed. */
export interface Draining {
  /** Whether it takes nothing new any more. */
  readonly begun: boolean;
  /** Refuses what is new from now on, so that it is sent elsewhere. Resolves when all that had begun is answered. */
  begin(): Promise<void>;
}

/** Keeps account of what the server has under way. To be called before any route is added. */
export function draining(app: FastifyInstance): Draining {
  let begun = false;
  let underWay = 0;
  let emptied = () => {};
  app.addHook('onRequest', async (request, reply) => {
    if (begun) {
      // A connection that is kept would bring the next request here too.
      reply.header('connection', 'close');
      if (request.url.split('?')[0] === healthPath) return;
      reply.header('retry-after', '1');
      throw new HubError('SHUTTING_DOWN');
    }
    underWay += 1;
    // Also when the client goes away before it has its answer.
    reply.raw.once('close', () => {
      underWay -= 1;
      if (underWay === 0) emptied();
    });
  });
  return {
    get begun() {
      return begun;
    },
    begin() {
      begun = true;
      return new Promise((resolve) => {
        emptied = resolve;
        if (underWay === 0) resolve();
      });
    },
  };
}
