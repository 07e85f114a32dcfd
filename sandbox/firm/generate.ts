import { Chance } from './chance.ts';
import { workday } from './days.ts';
import type { Engagement } from './engagement.ts';
import { forecast } from './estimates.ts';
import { addExchangeRates } from './exchange-rates.ts';
import { faults } from './faults/all.ts';
import { copyInvoices } from './invoice-copies.ts';
import { draftContract, liveHealthy } from './life/healthy.ts';
import { lookAlikes } from './look-alikes/all.ts';
import type { Manifest } from './manifest.ts';
import { anyOffice, type Firm, type Office, openOffices } from './offices.ts';
import { planWork } from './plans.ts';
import { prepareScenario, type Scenario } from './scenario.ts';
import { fitSchedules } from './schedules.ts';
import { type FirmTables, Ledger, plusDays } from './tables.ts';

/** Which firm to make. The same choice makes the same firm, byte for byte. */
export interface FirmChoice {
  seed: number;
  /** The day from which everything is dated. */
  today: string;
  /** How large it is, compared with the sandbox's. Its faults are all there at any size. */
  scale?: number;
}

/** What the three systems hold, what is wrong with that, and what scenarios are played on. */
export interface GeneratedFirm {
  tables: FirmTables;
  manifest: Manifest;
  scenario: Scenario;
}

const contracts = 1140;
const oldestDays = 880;
const youngestDays = 9;
const draftShare = 0.03;

/** The lives of engagements in which nothing goes wrong, in the order in which they are signed; they add themselves. */
function healthy(firm: Firm, count: number, lived: Engagement[]): (() => void)[] {
  const { chance, ledger } = firm;
  const days = Array.from({ length: count }, () => chance.whole(youngestDays, oldestDays)).sort((a, b) => b - a);
  return days.map((back) => () => {
    const signedOn = workday(plusDays(ledger.today, -back));
    const office = anyOffice(firm);
    if (chance.is(draftShare)) draftContract(firm, office, signedOn);
    else lived.push(liveHealthy(firm, office, signedOn));
  });
}

/** What is planted, each in another office than the one before. */
function plants(firm: Firm, manifest: Manifest): (() => void)[] {
  let place = firm.chance.whole(0, firm.offices.length - 1);
  const next = () => {
    place = (place + 3) % firm.offices.length;
    return firm.offices[place] as Office;
  };
  const wrong = Object.entries(faults).flatMap(([name, { fault, times }]) =>
    Array.from({ length: times }, () => {
      const office = next();
      return () => {
        const { findings, gaps = [] } = fault(firm, office);
        manifest.findings.push(...findings.map((finding) => ({ ...finding, fault: name })));
        manifest.unexplained.push(...gaps.map((gap) => ({ ...gap, fault: name })));
      };
    }),
  );
  const right = Object.entries(lookAlikes).flatMap(([name, plant]) =>
    [next(), next()].map((office) => () => {
      plant(firm, office);
      manifest.lookAlikes.push({ name, legalEntity: office.entity.code });
    }),
  );
  return [...wrong, ...right];
}

/** Makes a firm that has lived for two years and a half, with its faults somewhere among what is right. */
export function generateFirm({ seed, today, scale = 1 }: FirmChoice): GeneratedFirm {
  const ledger = new Ledger(today);
  const firm = openOffices(ledger, new Chance(seed), scale);
  addExchangeRates(ledger, firm.chance);
  const manifest: Manifest = { findings: [], unexplained: [], lookAlikes: [] };
  const lived: Engagement[] = [];
  const lives = healthy(firm, Math.round(contracts * scale), lived);
  for (const plant of plants(firm, manifest)) lives.splice(firm.chance.whole(0, lives.length), 0, plant);
  for (const live of lives) live();
  fitSchedules(ledger);
  copyInvoices(ledger);
  const scenario = prepareScenario(firm);
  forecast(firm, lived);
  planWork(firm, lived);
  return { tables: ledger.tables, manifest, scenario };
}
