import { entities } from '../entities.ts';
import { addInvoice, addMilestoneEvent } from './billing.ts';
import { addChargeCodes } from './charge-codes.ts';
import { addContract, addCustomer, type Contract } from './contracts.ts';
import { addProject } from './delivery.ts';
import { type FirmTables, Ledger, plusDays } from './tables.ts';

/** A firm of contracts that each have a draft invoice for their last milestone, so that dropping it blocks it. */
export function firmOfDrafts(count: number): { tables: FirmTables; contracts: Contract[] } {
  const today = new Date().toISOString().slice(0, 10);
  const ledger = new Ledger(today);
  addChargeCodes(ledger, today);
  const entity = entities.find(({ code }) => code === 'DE01') as (typeof entities)[number];
  const customer = addCustomer(ledger, 'Anke Maschinenbau', entity, plusDays(today, -90));
  const contracts = Array.from({ length: count }, () => {
    const signedOn = plusDays(today, -60);
    const offers = ['Design', 'Cutover'].map((name) => ({ name, amount: 20_000, plannedOn: plusDays(today, 60) }));
    const contract = addContract(ledger, { entity, practice: 'TEC', customer, signedOn, offers });
    const project = addProject(ledger, contract, { items: contract.items, on: signedOn });
    const events = contract.items.map((item) => addMilestoneEvent(ledger, contract, project, item));
    for (const record of project.milestones.values()) record['pse__Requires_Customer_Sign_off__c'] = false;
    addInvoice(ledger, contract, { events: events.slice(-1), on: plusDays(today, -1), status: 'Draft' });
    return contract;
  });
  return { tables: ledger.tables, contracts };
}
