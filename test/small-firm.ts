import { entities } from '../sandbox/entities.ts';
import { addInvoice, addMilestoneEvent, type Event, type Invoice } from '../sandbox/firm/billing.ts';
import { addContract, addCustomer, type Contract, type Item } from '../sandbox/firm/contracts.ts';
import { acceptMilestone, addProject, type Project } from '../sandbox/firm/delivery.ts';
import { type FirmTables, Ledger, plusDays } from '../sandbox/firm/tables.ts';

/** One fixed-price contract with three milestones: the first is accepted, the last two stand on a draft invoice. */
export interface SmallFirm {
  tables: FirmTables;
  ledger: Ledger;
  contract: Contract;
  project: Project;
  items: [Item, Item, Item];
  events: [Event, Event, Event];
  draft: Invoice;
}

const today = new Date().toISOString().slice(0, 10);

/** Makes the smallest firm in which an amendment can go wrong. */
export function smallFirm(): SmallFirm {
  const ledger = new Ledger(today);
  const entity = entities[3] as (typeof entities)[number];
  const signedOn = plusDays(today, -60);
  const customer = addCustomer(ledger, 'Nordwind Energie', entity, plusDays(today, -90));
  const contract = addContract(ledger, {
    entity,
    practice: 'TEC',
    customer,
    signedOn,
    offers: [
      { name: 'Design', amount: 25_000, plannedOn: plusDays(today, -20) },
      { name: 'Build', amount: 60_000, plannedOn: plusDays(today, 20) },
      { name: 'Cutover', amount: 30_000.5, plannedOn: plusDays(today, 60) },
    ],
  });
  const items = contract.items as [Item, Item, Item];
  const project = addProject(ledger, contract, { items, on: plusDays(today, -55) });
  acceptMilestone(project, items[0], plusDays(today, -2));
  const events = items.map((item) => addMilestoneEvent(ledger, contract, project, item)) as [Event, Event, Event];
  const draft = addInvoice(ledger, contract, {
    events: [events[0], events[2]],
    on: plusDays(today, -1),
    status: 'Draft',
  });
  return { tables: ledger.tables, ledger, contract, project, items, events, draft };
}
