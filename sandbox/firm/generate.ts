import { Chance } from './chance.ts';
import { workday } from './days.ts';
import { addExchangeRates } from './exchange-rates.ts';
import { draftContract, liveHealthy } from './life/healthy.ts';
import type { Manifest } from './manifest.ts';
import { anyOffice, type Firm, openOffices } from './offices.ts';
import { type FirmTables, Ledger, plusDays } from './tables.ts';

/** Which firm to make. The same choice makes the same firm, byte for byte. */
export interface FirmChoice {
  seed: number;
  /** The day from which everything is dated. */
  today: string;
  /** How large it is, compared with the sandbox's. Its faults are all there at any size. */
  scale?: number;
}

/** What the three systems hold, what is wrong with that, and what the scenario plays on. */
export interface GeneratedFirm {
  tables: FirmTables;
  manifest: Manifest;
  scenario: object;
}

const contracts = 1500;
const oldestDays = 640;
const youngestDays = 9;
const draftShare = 0.03;

/** The days on which contracts are signed, oldest first. */
function signatures({ chance, ledger }: Firm, count: number): string[] {
  const days = Array.from({ length: count }, () => chance.whole(youngestDays, oldestDays)).sort((a, b) => b - a);
  return days.map((back) => workday(plusDays(ledger.today, -back)));
}

/** Makes a firm that has lived for two years. */
export function generateFirm({ seed, today, scale = 1 }: FirmChoice): GeneratedFirm {
  const ledger = new Ledger(today);
  const firm = openOffices(ledger, new Chance(seed), scale);
  addExchangeRates(ledger, firm.chance);
  for (const signedOn of signatures(firm, Math.round(contracts * scale))) {
    const office = anyOffice(firm);
    if (firm.chance.is(draftShare)) draftContract(firm, office, signedOn);
    else liveHealthy(firm, office, signedOn);
  }
  return { tables: ledger.tables, manifest: { findings: [], unexplained: [], lookAlikes: [] }, scenario: {} };
}
