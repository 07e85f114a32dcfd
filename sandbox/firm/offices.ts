import { entities } from '../entities.ts';
import type { OrgRecord } from '../force/org.ts';
import type { Chance } from './chance.ts';
import { addChargeCodes } from './charge-codes.ts';
import { addCustomer, type Customer } from './contracts.ts';
import { lastWeekEnd } from './days.ts';
import { addResource } from './delivery.ts';
import { Names } from './names.ts';
import { costOf, type Role, rateOf, roles } from './prices.ts';
import { type Entity, type Ledger, plusDays } from './tables.ts';

/** A legal entity with whom it works for and who works for it. */
export interface Office {
  entity: Entity;
  customers: Customer[];
  staff: Map<Role, OrgRecord[]>;
}

/** The firm while it is being made. */
export interface Firm {
  ledger: Ledger;
  chance: Chance;
  names: Names;
  offices: readonly Office[];
}

/** How much of the firm each legal entity is. */
const shares: Record<string, number> = {
  US01: 0.24,
  US02: 0.1,
  GB01: 0.15,
  DE01: 0.17,
  FR01: 0.1,
  NL01: 0.08,
  IN01: 0.1,
  IE01: 0.06,
};

const roleShares: Record<Role, number> = {
  Partner: 0.06,
  Principal: 0.1,
  Manager: 0.17,
  'Senior Consultant': 0.24,
  Consultant: 0.27,
  Analyst: 0.16,
};

// Since the Monday after the Sunday that was four weeks before the last one.
const newRoleDays = -27;

// Some of what is planted brings a customer of its own.
const wholeFirm = { customers: 369, staff: 560 };

function openOffice(ledger: Ledger, chance: Chance, names: Names, entity: Entity, scale: number): Office {
  const share = (shares[entity.code] ?? 0.1) * scale;
  const customers = Array.from({ length: Math.max(2, Math.round(wholeFirm.customers * share)) }, () =>
    addCustomer(ledger, names.company(entity.country), entity, plusDays(ledger.today, -chance.whole(720, 1500))),
  );
  const staff = new Map<Role, OrgRecord[]>();
  for (const role of roles) {
    const count = Math.max(2, Math.round(wholeFirm.staff * share * roleShares[role]));
    const hire = () => addResource(ledger, names.person(), role, entity, costOf(entity.currency, role));
    staff.set(role, Array.from({ length: count }, hire));
    ledger.force('psa', 'pse__Rate_Card__c', plusDays(ledger.today, -1000), {
      CurrencyIsoCode: entity.currency,
      pse__Role__c: role,
      pse__Suggested_Bill_Rate__c: rateOf(entity.currency, role),
      pse__Start_Date__c: plusDays(ledger.today, -1000),
      pse__End_Date__c: null,
      pse__Region__c: ledger.named('psa', 'pse__Region__c', entity.name).Id,
    });
  }
  return { entity, customers, staff };
}

/** Opens the firm's offices: customers, people, rate cards, charge codes. */
export function openOffices(ledger: Ledger, chance: Chance, scale: number): Firm {
  const names = new Names(chance);
  addChargeCodes(ledger, plusDays(lastWeekEnd(ledger.today), newRoleDays));
  return { ledger, chance, names, offices: entities.map((entity) => openOffice(ledger, chance, names, entity, scale)) };
}

/** One of the offices, the larger ones more often. */
export function anyOffice({ chance, offices }: Firm): Office {
  return chance.weighted(offices.map((office) => [office, shares[office.entity.code] ?? 0.1] as const));
}

/** The office of a legal entity. */
export function officeOf({ offices }: Firm, code: string): Office {
  const office = offices.find(({ entity }) => entity.code === code);
  if (office === undefined) throw new Error(`the firm has no office ${code}`);
  return office;
}

/** Whoever of that role is next: work goes round. */
export function nextOf(office: Office, role: Role): OrgRecord {
  const people = office.staff.get(role) ?? [];
  const person = people.shift();
  if (person === undefined) throw new Error(`${office.entity.code} has no ${role}`);
  people.push(person);
  return person;
}
