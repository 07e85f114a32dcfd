import { parseSoql, type Query } from '../../sandbox/force/soql.ts';
import { type ConnectedSystem, type Connector, type PushCommand, pulledStreams } from '../../src/domain/connector.ts';
import type { OutboundRequest } from '../../src/domain/http.ts';
import { outbound } from '../../src/server/outbound.ts';
import { installSystems } from '../../src/systems.ts';
import { namedByScan } from '../named-by-scan.ts';
import { certiniaCommands, fusionCommands } from '../push-commands.ts';
import { recording } from '../recording.ts';
import { type SimulationOptions, simulateFirm } from '../sandbox-config.ts';
import { wholeFirm } from '../whole-firm.ts';

/** One request, and what for. */
export interface Recorded {
  system: string;
  /** The stream that was read, or the action that was sent. */
  purpose: string;
  request: OutboundRequest;
}

/** A query of the Force platform. */
export interface RecordedQuery extends Recorded {
  soql: string;
  query: Query;
}

/** A write to the Force platform. */
export interface RecordedWrite extends Recorded {
  object: string;
  action: 'create' | 'update' | 'upsert';
  /** The external id that an upsert goes by. */
  by?: string;
  fields: Record<string, unknown>;
}

const limits = { pageSize: 2, overlapSeconds: 60, lagSeconds: 1 };

async function readAll(connector: Connector, system: ConnectedSystem, note: (purpose: string) => void): Promise<void> {
  const client = connector.client(system);
  for (const [name, stream] of pulledStreams(connector)) {
    note(name);
    const keys = new Set<string>();
    // Twice: a first load, and a run that goes on from it.
    let state: unknown;
    for (let runs = 0; runs < 2; ) {
      const page = await stream.pull(client, state, limits);
      for (const { key } of page.messages) keys.add(key);
      state = JSON.parse(JSON.stringify(page.state));
      if (!page.more) runs += 1;
    }
    await stream.fetch(client, [...keys]);
    await namedByScan(stream, client, limits.pageSize);
  }
}

async function writeAll(
  connector: Connector,
  system: ConnectedSystem,
  commands: readonly PushCommand[],
  note: (purpose: string) => void,
): Promise<void> {
  const client = connector.client(system);
  for (const command of commands) {
    note(`${command.action} ${command.kind}`);
    await connector.push?.find(client, command);
    const result = await connector.push?.send(client, command);
    if (result?.outcome !== 'sent') throw new Error(`${command.action} ${command.kind}: ${JSON.stringify(result)}`);
  }
}

/** Lets every connector read all its streams and write all that it can, and keeps what it asked for. */
export async function recordRequests(
  options: SimulationOptions = {},
  connectorOptions: Record<string, object> = {},
): Promise<Recorded[]> {
  const firm = wholeFirm();
  const simulated = await simulateFirm(firm.tables, options);
  const through = recording(outbound({ timeoutMs: 3000, maxBytes: 1 << 26, loopback: true }));
  const recorded: Recorded[] = [];
  try {
    const config = simulated.config('postgres://nobody@localhost/none');
    const systems = config.systems.map((each) => ({
      ...each,
      options: { ...each.options, ...connectorOptions[each.name] },
    }));
    for (const { description, connector } of installSystems({ ...config, systems }, through.send).values()) {
      const { name: system } = description;
      let purpose = '';
      const send: ConnectedSystem['send'] = (request) => {
        recorded.push({ system, purpose, request });
        return through.send(request);
      };
      const note = (next: string) => {
        purpose = next;
      };
      await readAll(connector, { ...description, send }, note);
      if (system === 'salesforce') {
        const contracts = new Map(pulledStreams(connector)).get('contract');
        const keys = [firm.contract.order.Id, firm.items[0].record.Id];
        await contracts?.fetch(connector.client({ ...description, send }), keys);
      }
      const commands = { certinia: certiniaCommands(firm), fusion: fusionCommands(firm) }[system] ?? [];
      await writeAll(connector, { ...description, send }, commands, note);
    }
  } finally {
    await simulated.close();
  }
  return recorded;
}

/** The queries among the requests. */
export function queriesIn(recorded: readonly Recorded[]): RecordedQuery[] {
  return recorded.flatMap((each) => {
    const soql = new URL(each.request.url).searchParams.get('q');
    const isForce = each.request.url.includes('/services/data/');
    return soql === null || !isForce ? [] : [{ ...each, soql, query: parseSoql(soql) }];
  });
}

/** The writes to the Force platform among the requests. */
export function writesIn(recorded: readonly Recorded[]): RecordedWrite[] {
  return recorded.flatMap((each): RecordedWrite[] => {
    const [, object, by, value] =
      /\/sobjects\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(new URL(each.request.url).pathname) ?? [];
    if (object === undefined || each.request.json === undefined) return [];
    const fields = each.request.json as Record<string, unknown>;
    if (each.request.method === 'POST') return [{ ...each, object, action: 'create', fields }];
    if (value === undefined) return [{ ...each, object, action: 'update', fields }];
    return [{ ...each, object, action: 'upsert', by: by as string, fields }];
  });
}
