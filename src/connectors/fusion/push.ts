import type { FieldChange, Push, PushCapability, PushCommand, PushResult } from '../../domain/connector.ts';
import { exactNumber, readDecimal } from '../../domain/decimal.ts';
import { HubError } from '../../domain/errors.ts';
import { type FusionClient, type FusionItem, type FusionWrite, selfOf } from './client.ts';
import { fusionOptions } from './options.ts';

const events = 'projectBillingEvents';

function resultOf(write: FusionWrite): PushResult {
  if (write.status === 'written')
    return { outcome: 'sent', key: String(write.item['EventId'] ?? write.item['ContractId']) };
  return { outcome: write.status === 'stale' ? 'stale' : 'rejected', detail: write.detail };
}

/** How a canonical field is read at the target, and what it is called and written as there. */
interface TargetField {
  read: (item: FusionItem) => unknown;
  /** Absent where the value is not written but follows from another. */
  written?: { name: string; as: (value: FieldChange['after']) => unknown };
}

const isZero = (value: unknown) => readDecimal(value) === '0';

/** Amounts go out as JSON numbers. */
function amountOf(value: unknown): number {
  const amount = exactNumber(value);
  if (amount === undefined) throw new HubError('UPSTREAM_REFUSED', `${value} has more digits than a number holds`);
  return amount;
}

const eventFields: Record<string, TargetField | undefined> = {
  name: {
    read: (item) => item['EventDescription'],
    written: { name: 'EventDescription', as: (value) => value },
  },
  amount: {
    read: (item) => readDecimal(item['BillTrnsAmount']),
    written: { name: 'BillTrnsAmount', as: amountOf },
  },
  held: {
    read: (item) => item['BillHold'] === 'Y',
    written: { name: 'BillHold', as: (value) => (value === true ? 'Y' : 'N') },
  },
  // Scope is not written: it is what the amount says.
  scopeState: { read: (item) => (isZero(item['BillTrnsAmount']) ? 'dropped' : 'active') },
};

const contractFields: Record<string, TargetField | undefined> = {
  value: {
    read: (item) => readDecimal(item['EstimatedAmount']),
    written: { name: 'EstimatedAmount', as: amountOf },
  },
};

/** The resource that a command changes, the attribute that identifies its items, and their fields. */
function targetOf({ kind }: PushCommand) {
  return kind === 'contract'
    ? { resource: 'contracts', key: 'ContractId', fields: contractFields }
    : { resource: events, key: 'EventId', fields: eventFields };
}

function vendorFields(command: PushCommand): FusionItem {
  const { fields: known } = targetOf(command);
  const entries = command.fields.flatMap(({ field, after }) => {
    const target = known[field];
    if (target === undefined) throw new Error(`a plan with the field ${field} should have been refused`);
    return target.written === undefined ? [] : [[target.written.name, target.written.as(after)]];
  });
  return Object.fromEntries(entries);
}

function comparison(item: FusionItem, command: PushCommand): 'done' | 'as-planned' | string {
  const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null);
  const states = command.fields.map(({ field, before, after }) => {
    const value = targetOf(command).fields[field]?.read(item);
    return { field, isAfter: same(value, after), isBefore: same(value, before) };
  });
  if (states.every((state) => state.isAfter)) return 'done';
  const moved = states.filter((state) => !state.isAfter && !state.isBefore).map((state) => state.field);
  return moved.length === 0 ? 'as-planned' : `${moved.join(', ')} changed after the plan was made`;
}

async function update(client: FusionClient, command: PushCommand): Promise<PushResult> {
  const { resource, key } = targetOf(command);
  const { items } = await client.list(resource, { q: `${key} = ${command.key}`, limit: '1' });
  const href = items[0] === undefined ? undefined : selfOf(items[0]);
  const read = href === undefined ? undefined : await client.read(href);
  if (href === undefined || read === undefined) return { outcome: 'stale', detail: 'the record is gone' };
  const state = comparison(read.item, command);
  if (state === 'done') return { outcome: 'sent', key: command.key ?? '', detail: 'already so' };
  if (state !== 'as-planned') return { outcome: 'stale', detail: state };
  return resultOf(await client.update(href, vendorFields(command), read.etag));
}

async function find(client: FusionClient, { origin }: PushCommand): Promise<readonly string[]> {
  const { milestoneSource } = client.options;
  const reference = origin.key.replace(/'/g, "''");
  const { items } = await client.list(events, {
    q: `SourceName = '${milestoneSource}' and SourceReference = '${reference}'`,
    limit: '10',
  });
  return items.map((item) => String(item['EventId']));
}

async function parentItem(client: FusionClient, resource: string, key: string, id: string | undefined) {
  if (id === undefined) return undefined;
  const { items } = await client.list(resource, { q: `${key} = ${id}`, limit: '1' });
  return items[0];
}

async function create(client: FusionClient, command: PushCommand): Promise<PushResult> {
  const [existing] = await find(client, command);
  if (existing !== undefined) return { outcome: 'sent', key: existing, detail: 'already there' };
  const contract = await parentItem(client, 'contracts', 'ContractId', command.parents['contract']);
  if (contract === undefined) return { outcome: 'rejected', detail: 'Fusion has no contract to bill the milestone on' };
  const project = await parentItem(client, 'projects', 'ProjectId', command.parents['project']);
  const planned = (field: string) => command.fields.find((change) => change.field === field)?.after;
  const { milestoneSource, eventType, organization } = client.options;
  return resultOf(
    await client.create(events, {
      BusinessUnitName: contract['BusinessUnitName'],
      OrganizationName: organization,
      ContractTypeName: contract['ContractTypeName'],
      ContractNumber: contract['ContractNumber'],
      ContractLineNumber: '1',
      EventTypeName: eventType,
      EventDescription: planned('name'),
      ...(project === undefined ? {} : { ProjectNumber: project['ProjectNumber'] }),
      CompletionDate: planned('plannedOn'),
      BillTrnsAmount: amountOf(planned('amount')),
      SourceName: milestoneSource,
      SourceReference: command.origin.key,
    }),
  );
}

/** Writes billing events: the ERP's copies of milestones, and the hold that keeps an event off every invoice. */
export const push: Push<FusionClient> = {
  capabilities: (system): readonly PushCapability[] => {
    const { readLagMs } = fusionOptions.parse(system.options);
    const common = { stream: 'billing-event', level: 'billing event', readLagMs } as const;
    return [
      {
        ...common,
        kind: 'milestone',
        action: 'update',
        fields: ['name', 'amount', 'scopeState'],
        idempotency: 'conditional',
      },
      {
        ...common,
        kind: 'milestone',
        action: 'create',
        fields: ['name', 'amount', 'plannedOn', 'currency', 'scopeState'],
        idempotency: 'search',
      },
      {
        ...common,
        kind: 'contract',
        action: 'update',
        fields: ['value'],
        idempotency: 'conditional',
        stream: 'contract',
        level: 'contract',
      },
      { ...common, kind: 'billing_event', action: 'hold', fields: ['held'], idempotency: 'conditional' },
      { ...common, kind: 'billing_event', action: 'release', fields: ['held'], idempotency: 'conditional' },
    ];
  },
  send: (client, command) => (command.action === 'create' ? create(client, command) : update(client, command)),
  find,
};
