import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { keepUp, type RunningCell } from './cell-up.ts';
import { HubError } from './domain/errors.ts';
import { askedCells } from './group.ts';
import type { GroupConfig } from './group-config.ts';
import { draining, healthPath } from './server/draining.ts';
import { httpServer } from './server/http.ts';
import { type Accept, serveWebhooks } from './server/webhook-routes.ts';
import { startCell } from './starting.ts';
import type { Webhooks } from './webhooks.ts';

/** A process that serves several cells. */
export interface Cells {
  /** Where all of them take webhooks and say how they are. */
  url: string;
  cells: readonly RunningCell[];
  stop(): Promise<void>;
}

type Health = 'ok' | 'degraded' | 'down';

function healthOf(states: readonly string[]): Health {
  const up = states.filter((state) => state === 'up').length;
  if (up === states.length) return 'ok';
  return up === 0 ? 'down' : 'degraded';
}

/**
 * Hands a delivery to the cell that its system belongs to. Throws CELL_UNAVAILABLE while that cell is not up, or is served
 * by other processes: its sender is to try again.
 */
function webhooksOver({ cells }: GroupConfig, running: readonly RunningCell[]): Webhooks {
  const cellOf = new Map(cells.flatMap(({ config }) => config.systems.map(({ name }) => [name, config.cell] as const)));
  const upAt = (system: string) => {
    const cell = cellOf.get(system);
    const hub = running.find(({ config }) => config.cell === cell)?.hub();
    if (cell !== undefined && hub === undefined)
      throw new HubError('CELL_UNAVAILABLE', `${cell} is not served here now`);
    return hub;
  };
  const accept: Accept = async (receiver, request) => upAt(receiver.system.name)?.webhooks.accept(receiver, request);
  return { find: (system) => upAt(system)?.webhooks.find(system), accept };
}

/**
 * Starts every cell that this process serves, each with workings, connections and an address of its own, and one front for
 * all. A cell that can't be started is tried again and again, and keeps none of the others waiting.
 */
export async function startCells(group: GroupConfig, log: Logger, pages: string): Promise<Cells> {
  const asked = askedCells(group.cells);
  const cells = group.served.map(({ config, seesGroup }) => {
    const ofCell = log.child({ cell: config.cell });
    const options = { pages, group: seesGroup ? asked.cells : [] };
    return keepUp(config, (stopping) => startCell(config, ofCell, options, stopping), ofCell);
  });
  const app = httpServer(log, true);
  const drain = draining(app);
  app.get(healthPath, async (_request, reply) => {
    const states = await Promise.all(cells.map(async (cell) => [cell.config.cell, await cell.state()] as const));
    const status = drain.begun ? 'draining' : healthOf(states.map(([, state]) => state));
    const isAnswering = status === 'ok' || status === 'degraded';
    return reply.code(isAnswering ? 200 : 503).send({ status, cells: Object.fromEntries(states) });
  });
  const webhooks = webhooksOver(group, cells);
  if (group.role !== 'worker') await serveWebhooks(app, webhooks.find, webhooks.accept, log);
  await app.listen({ host: group.listen.host, port: group.listen.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${group.listen.host}:${port}`,
    cells,
    async stop() {
      await drain.begin();
      await Promise.all(cells.map((cell) => cell.stop()));
      await Promise.all([asked.close(), app.close()]);
    },
  };
}
