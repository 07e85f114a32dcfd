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

/** So many different messages about hours that nobody has billed, five versions of each record. */
export class Messages {
  readonly count: number;
  readonly series: string;
  private readonly toldAt = new Date();
  private readonly workedOn = plusDays(this.toldAt.toISOString().slice(0, 10), -45);

  /** `series` tells these messages and their records from others that are told to the same hub. */
  constructor(count: number, series = 'T') {
    this.count = count;
    this.series = series;
  }

  /** How many records they are about. */
  get records(): number {
    return Math.ceil(this.count / versionsPerRecord);
  }

  private valuesOf(record: number, version: number) {
    return {
      workedOn: this.workedOn,
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
      key: `${this.series}-${record}`,
      version: new Date(this.toldAt.getTime() - 3_600_000 + version * 1000).toISOString(),
      legalEntity: record % 2 === 0 ? 'DE01' : 'US01',
      values: this.valuesOf(record, version),
    };
    const data = { records: [told] };
    const body = JSON.stringify({ type: 'time_entry.upserted', timestamp: this.toldAt.toISOString(), data });
    return { id: `chaos-${this.series}-${number}`, body };
  }

  /** What the hub must hold in the end: a line for each record as its newest message says, and their hash. */
  expected(): Canonical {
    const lines = Array.from({ length: this.records }, (_each, record) => {
      const newest = Math.min(versionsPerRecord, this.count - record * versionsPerRecord) - 1;
      const { hours, amount, currency, approvalState, workedOn } = this.valuesOf(record, newest);
      return `${this.series}-${record} ${workedOn} ${hours} ${amount} ${currency} ${approvalState}`;
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

/** What the hub holds of a series of messages that the timekeeper has told. */
export async function canonicalState(hub: DataSource, series = 'T'): Promise<Canonical> {
  const rows: { line: string }[] = await hub.query(
    `select c.key || ' ' || t.worked_on || ' ' || t.hours || ' ' || t.amount || ' ' || t.currency || ' ' || t.approval_state
              as line
       from time_entry t join crosswalk c on c.golden_id = t.id
      where c.system = $1 and c.kind = 'time_entry' and not t.deleted and split_part(c.key, '-', 1) = $2`,
    [timekeeper.name, series],
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
