import fastify, { type FastifyInstance } from 'fastify';
import { type ChangeOrder, signChangeOrder } from './amend.ts';
import type { Play, Scenario } from './firm/scenario.ts';
import type { Notice } from './force/outbound-messages.ts';
import { sendOutboundMessage } from './force/outbound-messages.ts';
import { runInvoices } from './fusion/billing.ts';
import { type Life, startLife } from './life.ts';
import type { Faults, Simulator } from './simulator.ts';
import type { World } from './world.ts';

/** What the control desk knows besides the world. */
export interface ControlParts {
  world: World;
  /** Where the CRM sends its outbound messages. */
  webhookUrl: string;
  /** What can be played on the firm. */
  scenario: Scenario;
}

type Named = { name: string };

/** The first of the prepared change orders that nobody has signed yet: a contract without any but its first order. */
function nextPlay({ crm }: World, { amendments }: Scenario): Play | undefined {
  const contracts = [...crm.table('Contract').values()];
  return amendments.find(({ contractNumber }) => {
    const contract = contracts.find((record) => record['ContractNumber'] === contractNumber);
    return contract !== undefined && crm.childrenOf('Order', 'ContractId', contract.Id).length === 1;
  });
}

/** The sandbox's control desk: people's work in the simulated systems, and things going wrong there. Loopback only. */
export function controlDesk({ world, webhookUrl, scenario }: ControlParts): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  let life: Life | undefined;
  const simulator = (name: string): Simulator => {
    const found = world.simulators[name as keyof World['simulators']];
    if (found === undefined) throw new Error(`there is no simulator "${name}": crm, psa, erp`);
    return found;
  };

  app.get('/scenario', async (_request, reply) => {
    const play = nextPlay(world, scenario);
    if (play !== undefined) return play;
    return reply.code(409).send({ message: 'every prepared change order is signed; npm start -- --reset begins anew' });
  });
  app.get('/simulators/:name/effects', async (request) => simulator((request.params as Named).name).effects);
  app.post('/simulators/:name/stop', async (request) => {
    await simulator((request.params as Named).name).stop();
    return { stopped: true };
  });
  app.post('/simulators/:name/start', async (request) => {
    await simulator((request.params as Named).name).start();
    return { started: true };
  });
  app.post('/simulators/:name/faults', async (request) =>
    Object.assign(simulator((request.params as Named).name).faults, request.body as Partial<Faults>),
  );
  app.post('/change-orders', async (request) => {
    const { announce = true, ...change } = request.body as ChangeOrder & { announce?: boolean };
    const signed = signChangeOrder(world, change);
    if (announce) await sendOutboundMessage(webhookUrl, signed.notices);
    return { ...signed, announced: announce };
  });
  app.post('/announcements', async (request) => ({
    acknowledged: await sendOutboundMessage(webhookUrl, (request.body as { notices: Notice[] }).notices),
  }));
  app.post('/invoice-runs', async (request) =>
    runInvoices(world.pod, world.changePod, (request.body as { contractNumber?: string }).contractNumber),
  );
  app.post('/life', async (request) => {
    const { on } = request.body as { on: boolean };
    life?.stop();
    life = on ? startLife(world) : undefined;
    return { on };
  });
  app.addHook('onClose', async () => life?.stop());
  return app;
}
