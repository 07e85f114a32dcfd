import { entities } from '../sandbox/entities.ts';
import { addInvoice, addMilestoneEvent } from '../sandbox/firm/billing.ts';
import { addContract, addCustomer, type Contract, type Customer } from '../sandbox/firm/contracts.ts';
import { acceptMilestone, addProject } from '../sandbox/firm/delivery.ts';
import { type FirmTables, Ledger, plusDays } from '../sandbox/firm/tables.ts';

type Entity = (typeof entities)[number];

/** What one legal entity of the firm has. */
export interface Half {
  entity: Entity;
  contract: Contract;
  /** Also a customer of the other one. */
  shared: Contract;
  /** Ids of the order items that a change order may drop. */
  last: string;
  invoice: string;
}

/** A firm of two legal entities, alike but for names and amounts, that share one customer. */
export interface TwoEntities {
  tables: FirmTables;
  today: string;
  own: Half;
  foreign: Half;
}

interface Trade {
  entity: Entity;
  customer: string;
  offers: readonly [string, string, string];
  amounts: readonly [number, number, number];
}

const today = new Date().toISOString().slice(0, 10);

function trade(ledger: Ledger, { entity, customer, offers, amounts }: Trade, both: Customer): Half {
  const signedOn = plusDays(today, -60);
  const sell = (to: Customer) =>
    addContract(ledger, {
      entity,
      practice: 'TEC',
      customer: to,
      signedOn,
      offers: offers.map((name, place) => ({
        name,
        amount: amounts[place] ?? 0,
        plannedOn: plusDays(today, 20 * place - 20),
      })),
    });
  const contract = sell(addCustomer(ledger, customer, entity, plusDays(today, -90)));
  const shared = sell(both);
  const project = addProject(ledger, contract, { items: contract.items, on: plusDays(today, -55) });
  const [first, , third] = contract.items as [(typeof contract.items)[0], unknown, (typeof contract.items)[0]];
  acceptMilestone(project, first, plusDays(today, -2));
  const events = contract.items.map((item) => addMilestoneEvent(ledger, contract, project, item));
  const { record } = addInvoice(ledger, contract, {
    events: [events[0], events[2]] as (typeof events)[number][],
    on: plusDays(today, -1),
    status: 'Draft',
  });
  return { entity, contract, shared, last: third.record.Id, invoice: String(record['InvoiceNumber']) };
}

/** Makes the firm: what is `own` belongs to DE01, what is `foreign` to FR01. */
export function twoEntities(): TwoEntities {
  const ledger = new Ledger(today);
  const [germany, france] = [entities[3], entities[4]] as [Entity, Entity];
  const both = addCustomer(ledger, 'Gemeinsam SE', germany, plusDays(today, -90));
  const own = trade(
    ledger,
    {
      entity: germany,
      customer: 'Nordwind Energie',
      offers: ['Entwurf', 'Bauphase', 'Umstellung'],
      amounts: [25_000, 60_000, 30_000.5],
    },
    both,
  );
  const foreign = trade(
    ledger,
    {
      entity: france,
      customer: 'Lumière Foncière',
      offers: ['Conception', 'Déploiement', 'Bascule'],
      amounts: [41_317.19, 73_919.77, 52_861.43],
    },
    both,
  );
  return { tables: ledger.tables, today, own, foreign };
}
