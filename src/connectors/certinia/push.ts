import type { Push, PushCapability, PushCommand, PushResult } from '../../domain/connector.ts';
import { exactNumber, readDecimal } from '../../domain/decimal.ts';
import { HubError } from '../../domain/errors.ts';
import type { ForceRecord, WriteResult } from '../force/client.ts';
import { soqlText } from '../force/values.ts';
import { milestoneObject } from './milestone.ts';
import type { CertiniaClient } from './object-stream.ts';
import { certiniaOptions } from './options.ts';

const fieldNames: Record<string, string> = {
  name: 'Name',
  amount: 'pse__Milestone_Amount__c',
  plannedOn: 'pse__Target_Date__c',
  currency: 'CurrencyIsoCode',
};

/** A canonical value in the package's terms; scope is told by the status. */
function vendorField(field: string, value: PushCommand['fields'][number]['after']): [string, unknown] {
  if (field === 'scopeState') return ['pse__Status__c', value === 'dropped' ? 'Canceled' : 'Planned'];
  const name = fieldNames[field];
  if (name === undefined) throw new Error(`a plan with the field ${field} should have been refused`);
  if (field !== 'amount') return [name, value];
  // Amounts go out as JSON numbers.
  const amount = exactNumber(value);
  if (amount === undefined) throw new HubError('UPSTREAM_REFUSED', `${value} has more digits than a number holds`);
  return [name, amount];
}

function vendorFields(command: PushCommand): ForceRecord {
  return Object.fromEntries(command.fields.map(({ field, after }) => vendorField(field, after)));
}

function resultOf(result: WriteResult, key: string): PushResult {
  if (result.status === 'written') return { outcome: 'sent', key: result.id || key };
  return { outcome: result.status === 'stale' ? 'stale' : 'rejected', detail: result.detail };
}

function sameValue(field: string, a: unknown, b: unknown): boolean {
  return field === 'amount' ? readDecimal(a) === readDecimal(b) : (a ?? null) === (b ?? null);
}

/** Compares what is there with what the plan expected: `done` where it already is as planned. */
function comparison(record: ForceRecord, { fields }: PushCommand): 'done' | 'as-planned' | string {
  const states = fields.map(({ field, before, after }) => {
    if (field === 'scopeState') {
      const dropped = record['pse__Status__c'] === 'Canceled';
      return { field, isAfter: dropped === (after === 'dropped'), isBefore: dropped === (before === 'dropped') };
    }
    const [name, value] = vendorField(field, after);
    const now = record[name];
    return { field, isAfter: sameValue(field, now, value), isBefore: sameValue(field, now, before) };
  });
  if (states.every((state) => state.isAfter)) return 'done';
  const moved = states.filter((state) => !state.isAfter && !state.isBefore).map((state) => state.field);
  return moved.length === 0 ? 'as-planned' : `${moved.join(', ')} changed after the plan was made`;
}

async function update({ force }: CertiniaClient, command: PushCommand): Promise<PushResult> {
  const key = command.key ?? '';
  const selected = [
    'Id',
    'LastModifiedDate',
    'Name',
    'pse__Milestone_Amount__c',
    'pse__Target_Date__c',
    'pse__Status__c',
  ];
  const { records } = await force.query(
    `SELECT ${selected.join(', ')} FROM ${milestoneObject} WHERE Id = ${soqlText(key)}`,
  );
  const [record] = records;
  if (record === undefined) return { outcome: 'stale', detail: 'the milestone is gone' };
  const state = comparison(record, command);
  if (state === 'done') return { outcome: 'sent', key, detail: 'already so' };
  if (state !== 'as-planned') return { outcome: 'stale', detail: state };
  const unmodifiedSince = new Date(String(record['LastModifiedDate']));
  return resultOf(await force.update(milestoneObject, key, vendorFields(command), unmodifiedSince), key);
}

async function find({ force, options }: CertiniaClient, command: PushCommand): Promise<readonly string[]> {
  const name = command.fields.find(({ field }) => field === 'name')?.after;
  const by =
    options.externalIds.milestone === null
      ? `pse__Project__c = ${soqlText(command.parents['project'] ?? '')} AND Name = ${soqlText(String(name))} ` +
        // One of the same name that was dropped is another one.
        `AND pse__Status__c != 'Canceled'`
      : `${options.externalIds.milestone} = ${soqlText(command.origin.key)}`;
  const { records } = await force.query(`SELECT Id FROM ${milestoneObject} WHERE ${by}`);
  return records.map((record) => String(record['Id']));
}

async function create(client: CertiniaClient, command: PushCommand): Promise<PushResult> {
  const { force, options } = client;
  const fields = { ...vendorFields(command), pse__Project__c: command.parents['project'] };
  if (options.externalIds.milestone !== null) {
    return resultOf(await force.upsert(milestoneObject, options.externalIds.milestone, command.origin.key, fields), '');
  }
  const [existing] = await find(client, command);
  if (existing !== undefined) return { outcome: 'sent', key: existing, detail: 'already there' };
  return resultOf(await force.create(milestoneObject, fields), '');
}

/** Writes milestones: the price, the date, the name, and whether they are still in scope. */
export const push: Push<CertiniaClient> = {
  capabilities: (system): readonly PushCapability[] => {
    const { externalIds, readLagMs } = certiniaOptions.parse(system.options);
    const common = { kind: 'milestone', stream: 'milestone', level: 'milestone', readLagMs } as const;
    return [
      {
        ...common,
        action: 'update',
        fields: ['name', 'amount', 'plannedOn', 'scopeState'],
        idempotency: 'conditional',
      },
      {
        ...common,
        action: 'create',
        fields: ['name', 'amount', 'plannedOn', 'currency', 'scopeState'],
        idempotency: externalIds.milestone === null ? 'search' : 'upsert',
      },
    ];
  },
  send: (client, command) => (command.action === 'create' ? create(client, command) : update(client, command)),
  find,
};
