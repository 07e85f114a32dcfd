import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { plusDays } from '../sandbox/firm/tables.ts';
import { postSigned, type SignedDelivery } from '../sandbox/signed-webhook.ts';

/** The custom delivery system that tells: its name in the configuration, and what it signs with. */
export const timekeeper = {
  name: 'timekeeper',
  secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
};

/** What makes it a system of the hub's configuration. */
export const timekeeperConfig = {
  name: timekeeper.name,
  connector: 'delivery',
  role: 'delivery',
  legalEntities: { DE01: 'DE01', US01: 'US01' },
  webhook: { mostPerSecond: 10_000 },
} as const;

const versionsPerRecord = 5;

/**
 * So many different messages about hours that nobody has billed, five versions of each record. The records are called by a
 * name, which no other messages of the same hub may have, and were worked on one of the days each.
 */
export class Messages {
  readonly count: number;
  readonly name: string;
  private readonly toldAt = new Date();
  private readonly days: readonly string[];

  constructor(count: number, name = 'T', days: readonly string[] = []) {
    this.count = count;
    this.name = name;
    this.days = days.length > 0 ? days : [plusDays(this.toldAt.toISOString().slice(0, 10), -45)];
  }

  /** How many records they are about. */
  get records(): number {
    return Math.ceil(this.count / versionsPerRecord);
  }

  private valuesOf(record: number, version: number) {
    return {
      workedOn: this.days[record % this.days.length] as string,
      hours: String(1 + (record % 8)),
      role: 'Consultant',
      amount: `${100 + record}.${version}1`,
      currency: record % 2 === 0 ? 'EUR' : 'USD',
      billable: true,
      // Every other version is one that a rule fires on, so that exceptions open and clear on the way.
      approvalState: version % 2 === 0 ? 'approved' : 'submitted',
    };
  }

  /** The message of a number below the count. The same number always tells the same, to the byte. */
  delivery(number: number): SignedDelivery {
    const record = Math.floor(number / versionsPerRecord);
    const version = number % versionsPerRecord;
    const told = {
      key: `${this.name}-${record}`,
      version: new Date(this.toldAt.getTime() - 3_600_000 + version * 1000).toISOString(),
      legalEntity: record % 2 === 0 ? 'DE01' : 'US01',
      values: this.valuesOf(record, version),
    };
    const data = { records: [told] };
    const body = JSON.stringify({ type: 'time_entry.upserted', timestamp: this.toldAt.toISOString(), data });
    return { id: `chaos-${this.name}-${number}`, body };
  }

  /** What the hub must hold in the end: a line for each record as its newest message says, and their hash. */
  expected(): Canonical {
    const lines = Array.from({ length: this.records }, (_each, record) => {
      const newest = Math.min(versionsPerRecord, this.count - record * versionsPerRecord) - 1;
      const { hours, amount, currency, approvalState, workedOn } = this.valuesOf(record, newest);
      return `${this.name}-${record} ${workedOn} ${hours} ${amount} ${currency} ${approvalState}`;
    });
    return canonicalOf(lines);
  }
}

/** A canonical state, to be compared with another. */
export interface Canonical {
  count: number;
  hash: string;
}

function canonicalOf(lines: readonly string[]): Canonical {
  return { count: lines.length, hash: createHash('sha256').update(lines.toSorted().join('\n')).digest('hex') };
}

/** What the hub holds of what the timekeeper has told, of records that are called by a name. */
export async function canonicalState(hub: DataSource, name = 'T'): Promise<Canonical> {
  const rows: { line: string }[] = await hub.query(
    `select c.key || ' ' || t.worked_on || ' ' || t.hours || ' ' || t.amount || ' ' || t.currency || ' ' || t.approval_state
              as line
       from time_entry t join crosswalk c on c.golden_id = t.id
      where c.system = $1 and c.kind = 'time_entry' and not t.deleted and c.key like $2 || '-%'`,
    [timekeeper.name, name],
  );
  return canonicalOf(rows.map(({ line }) => line));
}

/** Posts a delivery to a hub, signed now. Throws when no answer came. */
export async function post(url: string, delivery: SignedDelivery): Promise<number> {
  const response = await postSigned(url, timekeeper, delivery);
  await response.arrayBuffer();
  return response.status;
}

/** The delivery that declares all time so far to be told. */
export function everythingIsTold(): SignedDelivery {
  const timestamp = new Date().toISOString();
  const data = { stream: 'time_entry', knownThrough: timestamp };
  return { id: 'chaos-known', body: JSON.stringify({ type: 'stream.known_through', timestamp, data }) };
}
