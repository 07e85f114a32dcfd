import { entities } from '../sandbox/entities.ts';
import { addInvoice, addMilestoneEvent } from '../sandbox/firm/billing.ts';
import { addChargeCodes } from '../sandbox/firm/charge-codes.ts';
import { addContract, addCustomer, type Contract } from '../sandbox/firm/contracts.ts';
import { addProject } from '../sandbox/firm/delivery.ts';
import { type FirmTables, Ledger, plusDays } from '../sandbox/firm/tables.ts';
import { setStage } from '../sandbox/stage.ts';
import { watchFirstLoad } from '../sandbox/start/first-load.ts';
import { HubClient } from '../sandbox/start/hub-client.ts';
import { type Figures, figuresOf } from './figures.ts';
import { hintToAlert } from './hinted.ts';
import { notifyRoundTrips } from './notify.ts';
import { declareKnown, signedToAlert, timekeeper } from './signed.ts';

/** How hard and how long to measure. */
export interface AlertsOptions {
  /** Signed webhooks a second. */
  rate: number;
  seconds: number;
  /** How many outbound messages, one after the other. */
  hints: number;
  say: (line: string) => void;
}

/** A firm of contracts that each have a draft invoice for their last milestone, so that dropping it blocks it. */
function firmOfDrafts(count: number): { tables: FirmTables; contracts: Contract[] } {
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

/** How long an alert takes: by signed webhook, by hint, and beside both the bare NOTIFY round trip in the same run. */
export async function benchAlerts(options: AlertsOptions): Promise<{ name: string; figures: Figures }[]> {
  const { rate, seconds, hints, say } = options;
  const { tables, contracts } = firmOfDrafts(hints);
  const stage = await setStage(tables, {
    say,
    durable: true,
    environment: { TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret },
    adapt: (config) => ({
      ...config,
      systems: [
        ...config.systems,
        {
          name: timekeeper.name,
          connector: 'delivery',
          role: 'delivery',
          baseUrl: 'http://127.0.0.1',
          legalEntities: { DE01: 'DE01' },
        },
      ],
    }),
  });
  try {
    const as = (persona: string) => HubClient.signIn(stage.url, persona, stage.demoKey);
    const integration = await as('integration');
    await watchFirstLoad(integration);
    await declareKnown(stage.url, integration);
    const finance = await as('finance');
    say('Warming up …');
    await signedToAlert(stage.url, finance, rate / 4, rate, 'warm');
    say(`NOTIFY, ${rate} a second …`);
    const bare = await notifyRoundTrips(stage.databaseUrl, rate, rate * seconds);
    say(`Signed webhooks, ${rate} a second for ${seconds} s …`);
    const signed = await signedToAlert(stage.url, finance, rate, rate * seconds, 'bench');
    say('Outbound messages, one after the other …');
    const hinted = await hintToAlert(stage.url, stage.world, finance, contracts);
    return [
      { name: 'NOTIFY round trip', figures: figuresOf(bare) },
      { name: 'signed webhook → alert', figures: figuresOf(signed) },
      { name: 'outbound message → re-read → alert', figures: figuresOf(hinted) },
    ];
  } finally {
    await stage.strike();
  }
}
