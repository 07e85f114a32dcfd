import type { FirmTables } from '../../sandbox/firm/tables.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import { type PodItem, podInstant } from '../../sandbox/fusion/pod.ts';
import { podResources } from '../../sandbox/fusion/pod-resources.ts';
import type { Simulator } from '../../sandbox/simulator.ts';
import type { World } from '../../sandbox/world.ts';
import type { Subject } from '../../src/domain/certification.ts';
import type { PushCommand, Stream } from '../../src/domain/connector.ts';
import { HubError } from '../../src/domain/errors.ts';
import type { OutboundResponse } from '../../src/domain/http.ts';
import { outbound } from '../../src/server/outbound.ts';
import { installSystems } from '../../src/systems.ts';
import { type SimulatedFirm, type SimulationOptions, simulateFirm } from '../sandbox-config.ts';
import { type WholeFirm, wholeFirm } from '../whole-firm.ts';

/** What the suite has to know of a connector besides what it says of itself. */
export interface ConformanceCase {
  system: 'salesforce' | 'certinia' | 'fusion';
  options?: SimulationOptions;
  /** The product's own way to ask for a pause, and to say that a session has ended. */
  throttled: OutboundResponse;
  commands: (firm: WholeFirm) => PushCommand[];
}

const simulators = { salesforce: 'crm', certinia: 'psa', fusion: 'erp' } as const;

/** A connector at work: against the simulator of its product, over real HTTP. */
export interface ConnectorAtWork {
  firm: WholeFirm;
  world: World;
  simulator: Simulator;
  subject: Subject;
  close(): Promise<void>;
}

/** Starts the simulators, and a connector that reads one of them. */
export async function atWork(
  of: Pick<ConformanceCase, 'system' | 'options'>,
  change: (tables: FirmTables) => void = () => {},
): Promise<ConnectorAtWork> {
  const firm = wholeFirm();
  change(firm.tables);
  const simulated: SimulatedFirm = await simulateFirm(firm.tables, of.options);
  const config = simulated.config('postgres://nobody@localhost/none');
  const send = outbound({ timeoutMs: 3000, maxBytes: 1 << 26, loopback: true });
  const installed = installSystems(config, send).get(of.system);
  if (installed === undefined) throw new Error(`the sandbox has no system ${of.system}`);
  const { connector, description: system } = installed;
  const limits = { pageSize: 12, overlapSeconds: 60, lagSeconds: 1 };
  return {
    firm,
    world: simulated.world,
    simulator: simulated.world.simulators[simulators[of.system]],
    subject: { connector, system, limits, mostPages: 1000 },
    close: () => simulated.close(),
  };
}

/** Gives every record four doubles with the same stamp, so that pages end within an instant. */
export function crowd(tables: FirmTables): void {
  const doubles = [1, 2, 3, 4];
  for (const table of [...Object.values(tables.crm), ...Object.values(tables.psa)]) {
    table.push(
      ...table.flatMap((record) => doubles.map((at) => ({ ...record, Id: record.Id.replace('GN', `G${at}`) }))),
    );
  }
  for (const [resource, table] of Object.entries(tables.erp)) {
    const key = podResources[resource]?.key ?? '';
    table.push(
      ...table.flatMap((item) => doubles.map((at) => ({ ...item, [key]: Number(item[key]) + at * 1_000_000 }))),
    );
  }
}

/** What a stream reads: the object or resource that it names first. */
const objectOf = ({ about }: Stream<unknown>): string => /^\w+/.exec(about)?.[0] ?? '';

/** Changes a record as the firm's own people would. */
export function touch({ world, subject }: ConnectorAtWork, stream: Stream<unknown>, key: string): void {
  const object = objectOf(stream);
  if (subject.system.role === 'erp') {
    const item = world.pod.get(object, key) as PodItem;
    // What bears no stamp has changed where it reads otherwise.
    const told = podResources[object]?.unstamped === true ? { ExpenditureTypeEndActiveDate: '2030-12-31' } : {};
    world.changePod(object, { ...item, ...told, LastUpdateDate: podInstant(new Date()) }, 'update', null);
  } else {
    const system = subject.system.role === 'crm' ? 'crm' : 'psa';
    world.changeOrg(system, object, world[system].get(object, key) as OrgRecord);
  }
}

/** What an action was refused with. Throws whatever is not an error of the catalogue. */
export async function errorOf(action: Promise<unknown>): Promise<HubError> {
  const thrown = await action.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof HubError)) throw thrown;
  return thrown;
}
