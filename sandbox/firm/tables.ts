import type { OrgRecord } from '../force/org.ts';
import { type PodItem, podInstant } from '../fusion/pod.ts';

/** A legal entity of the sandbox firm. `unit` is what the ERP calls its business unit, `region` what PSA calls it. */
export interface Entity {
  id: number;
  code: string;
  name: string;
  currency: string;
  country: string;
  timeZone: string;
}

/** Everything that the three systems hold, before anybody touches it. */
export interface FirmTables {
  crm: Record<string, OrgRecord[]>;
  psa: Record<string, OrgRecord[]>;
  erp: Record<string, PodItem[]>;
}

const prefixes: Record<string, string> = {
  Account: '001',
  Contract: '800',
  Order: '801',
  OrderItem: '802',
  Product2: '01t',
  Contact: '003',
  Opportunity: '006',
  ERP_Invoice__c: 'a0V',
  pse__Region__c: 'a0R',
  pse__Practice__c: 'a0P',
  pse__Proj__c: 'a0J',
  pse__Milestone__c: 'a0M',
  pse__Assignment__c: 'a0A',
  pse__Schedule__c: 'a0D',
  pse__Timecard_Header__c: 'a0T',
  pse__Timecard__c: 'a0S',
  pse__Billing_Event__c: 'a0E',
  pse__Billing_Event_Item__c: 'a0I',
  pse__Expense__c: 'a0X',
  pse__Project_Task__c: 'a0K',
  pse__Task_Time__c: 'a0W',
  pse__Budget__c: 'a0B',
  pse__Rate_Card__c: 'a0C',
};

/** Adds days to a date (`2026-11-23`). */
export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** An amount to the cent. */
export function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Collects records and gives them ids and stamps. The same calls in the same order make the same firm. */
export class Ledger {
  readonly tables: FirmTables = { crm: {}, psa: {}, erp: {} };
  /** The date that everything is dated from. */
  readonly today: string;
  private readonly yesterday: string;
  private count = 0;

  constructor(today: string) {
    this.today = today;
    this.yesterday = plusDays(today, -1);
  }

  next(): number {
    this.count += 1;
    return this.count;
  }

  forceId(object: string): string {
    return `${prefixes[object] ?? 'a00'}GN${String(this.next()).padStart(10, '0')}AAA`;
  }

  podId(): number {
    return 300_000_100_000_000 + this.next();
  }

  /** Adds a record to the CRM or the PSA. `on` is the date of its last change. */
  force(system: 'crm' | 'psa', object: string, on: string, fields: Record<string, unknown>): OrgRecord {
    const stamp = this.stamp(on).toISOString().replace('Z', '+0000');
    const record: OrgRecord = {
      Id: this.forceId(object),
      CreatedDate: stamp,
      IsDeleted: false,
      ...fields,
      SystemModstamp: stamp,
      LastModifiedDate: stamp,
    };
    const table = this.tables[system];
    table[object] ??= [];
    table[object].push(record);
    return record;
  }

  /** The record of that name, added where there is none yet. */
  named(system: 'crm' | 'psa', object: string, name: string, fields: Record<string, unknown> = {}): OrgRecord {
    const known = this.tables[system][object]?.find((record) => record['Name'] === name);
    return known ?? this.force(system, object, plusDays(this.today, -900), { Name: name, ...fields });
  }

  /** Adds an item to the ERP. `on` is the date of its last change. */
  pod(resource: string, on: string, fields: Record<string, unknown>): PodItem {
    const item: PodItem = { ...fields, LastUpdateDate: podInstant(this.stamp(on)) };
    const table = this.tables.erp;
    table[resource] ??= [];
    table[resource].push(item);
    return item;
  }

  /** Stamps a record as changed on a date. */
  changed(record: OrgRecord | PodItem, on: string): void {
    const stamp = this.stamp(on);
    if ('SystemModstamp' in record) {
      record['SystemModstamp'] = stamp.toISOString().replace('Z', '+0000');
      record['LastModifiedDate'] = record['SystemModstamp'];
    } else record['LastUpdateDate'] = podInstant(stamp);
  }

  /** An instant on the date, a different one each time, never later than the start of today. */
  private stamp(on: string): Date {
    const day = on < this.today ? on : this.yesterday;
    return new Date(Date.parse(`${day}T06:00:00Z`) + (this.next() % 40_000_000));
  }
}
