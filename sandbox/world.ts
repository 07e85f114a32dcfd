import { join } from 'node:path';
import type { FirmTables } from './firm/tables.ts';
import { crmSchema } from './force/crm-schema.ts';
import { crmDeleteGuard, crmGuard, psaGuard } from './force/guards.ts';
import { Org, type OrgRecord, stampNow } from './force/org.ts';
import { psaSchema } from './force/psa-schema.ts';
import type { OrgBehaviour } from './force/record-routes.ts';
import { deletion, restoration, type StoredRecord } from './force/recycle-bin.ts';
import { forceRoutes } from './force/server.ts';
import type { WriteItem } from './fusion/billing.ts';
import { Pod, type PodItem } from './fusion/pod.ts';
import { podResources } from './fusion/pod-resources.ts';
import { fusionRoutes } from './fusion/server.ts';
import { Journal } from './journal.ts';
import { type Effect, type Simulator, simulator } from './simulator.ts';

/** A change that the world remembers over a restart. */
interface Entry {
  system: 'crm' | 'psa' | 'erp';
  object: string;
  record: OrgRecord | PodItem;
  /** Present on changes that a client made through the API: those are the ones that count as effects. */
  effect?: { action: Effect['action']; marker: string | null; fields: Record<string, unknown> };
}

/** Where the world keeps its journal, which ports it wants, and how its PSA is set up. */
export interface WorldOptions {
  folder: string;
  ports: { crm: number; psa: number; erp: number };
  psaExternalIds?: boolean;
  searchLagMs?: number;
}

/** The credentials that every simulated system accepts. */
export const sandboxCredentials = { clientId: 'throughline', clientSecret: 'sandbox-only' };

/** The three systems of the sandbox firm. */
export interface World {
  crm: Org;
  psa: Org;
  pod: Pod;
  simulators: { crm: Simulator; psa: Simulator; erp: Simulator };
  /** Changes a record as the firm's own people would, not as a client of the API. */
  changeOrg(system: 'crm' | 'psa', object: string, record: OrgRecord): void;
  /** Puts a record and its details into the recycle bin, or takes them out again, as the firm's own people would. */
  deleteFromOrg(system: 'crm' | 'psa', object: string, id: string): void;
  restoreInOrg(system: 'crm' | 'psa', object: string, id: string): void;
  changePod: WriteItem;
}

// Oldest change first: in that order each record goes to the end of its timeline. Stamps of one system are of one form.
const byChange =
  <T>(stamp: (record: T) => string) =>
  (a: T, b: T) =>
    stamp(a) < stamp(b) ? -1 : Number(stamp(a) > stamp(b));

function orgFrom(tables: Record<string, OrgRecord[]>, org: Org): Org {
  for (const [object, records] of Object.entries(tables)) {
    for (const record of records.toSorted(byChange((each) => each.SystemModstamp))) org.put(object, record);
  }
  return org;
}

function podFrom(tables: Record<string, PodItem[]>): Pod {
  const pod = new Pod();
  for (const [resource, items] of Object.entries(tables)) {
    for (const item of items.toSorted(byChange((each) => each.LastUpdateDate))) pod.put(resource, item);
  }
  return pod;
}

const stampedNow = (record: OrgRecord): OrgRecord => {
  const stamp = stampNow();
  return { ...record, SystemModstamp: stamp, LastModifiedDate: stamp };
};

/** Opens the world: the firm as it was made, and everything that has happened to it since. */
export function openWorld(tables: FirmTables, options: WorldOptions): World {
  const crm = orgFrom(tables.crm, new Org(crmSchema));
  const psa = orgFrom(tables.psa, new Org(psaSchema(options.psaExternalIds ?? true)));
  const pod = podFrom(tables.erp);
  const effects: Record<Entry['system'], Effect[]> = { crm: [], psa: [], erp: [] };
  const journal = new Journal<Entry>(join(options.folder, 'journal.ndjson'));

  const orgs = { crm, psa };
  const apply = ({ system, object, record, effect }: Entry): void => {
    if (system === 'erp') pod.put(object, record as PodItem);
    else orgs[system].put(object, record as OrgRecord);
    const id = String((record as Record<string, unknown>)[system === 'erp' ? (podResources[object]?.key ?? '') : 'Id']);
    if (effect !== undefined) effects[system].push({ system, object, id, ...effect });
  };
  for (const entry of journal.read()) apply(entry);
  const write = (entry: Entry): void => {
    journal.append(entry);
    apply(entry);
  };
  const storeAll = (system: 'crm' | 'psa', records: readonly StoredRecord[]): void => {
    for (const each of records) write({ system, ...each });
  };

  type Guards = Pick<OrgBehaviour, 'guard' | 'deleteGuard'>;
  const org = (system: 'crm' | 'psa', of: Org, guards: Guards, port: number) =>
    simulator(
      system,
      port,
      (app, faults) =>
        forceRoutes(app, faults, {
          org: of,
          credentials: sandboxCredentials,
          ...guards,
          write: (object, record, action, marker, fields) =>
            write({ system, object, record, effect: { action, marker, fields } }),
        }),
      effects[system],
    );
  const erp = simulator(
    'erp',
    options.ports.erp,
    (app, faults) =>
      fusionRoutes(app, faults, {
        pod,
        credentials: sandboxCredentials,
        searchLagMs: options.searchLagMs ?? 300,
        write: (object, record, action, marker) =>
          write({ system: 'erp', object, record, effect: { action, marker, fields: {} } }),
      }),
    effects.erp,
  );
  return {
    crm,
    psa,
    pod,
    simulators: {
      crm: org('crm', crm, { guard: crmGuard(crm), deleteGuard: crmDeleteGuard(crm) }, options.ports.crm),
      psa: org('psa', psa, { guard: psaGuard, deleteGuard: () => undefined }, options.ports.psa),
      erp,
    },
    changeOrg: (system, object, record) => write({ system, object, record: stampedNow(record) }),
    deleteFromOrg: (system, object, id) => storeAll(system, deletion(orgs[system], object, id, stampNow())),
    restoreInOrg: (system, object, id) => storeAll(system, restoration(orgs[system], object, id, stampNow())),
    changePod: (object, record) => write({ system: 'erp', object, record }),
  };
}
