import { z } from 'zod';
import type { SystemDescription } from '../../domain/connector.ts';
import { compare, type DecimalText, readDecimal, subtract } from '../../domain/decimal.ts';
import type { CanonicalRecord, Values } from '../../domain/record.ts';
import type { FusionOptions } from './options.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, id, keyText, naturalKey, number, text } from './values.ts';

const schema = z.looseObject({
  EventId: id,
  EventNumber: z.union([z.number(), z.string()]).nullish(),
  EventDescription: text,
  BusinessUnitName: text,
  EventTypeName: text,
  ContractId: id.nullish(),
  ContractNumber: text,
  ProjectId: id.nullish(),
  CompletionDate: text,
  BillTrnsAmount: number,
  BillTrnsCurrencyCode: text,
  BillHold: text,
  InvoicedFlag: text,
  SourceName: text,
  SourceReference: text,
});
type BillingEvent = z.infer<typeof schema>;

/** An event for a milestone of the CRM says so by its source; then it is the ERP's copy of that milestone too. */
function milestoneOf(raw: BillingEvent, system: SystemDescription, { milestoneSource }: FusionOptions) {
  const crm = system.peers.crm;
  if (raw.SourceName !== milestoneSource || !raw.SourceReference || crm === undefined) return null;
  return { system: crm, key: raw.SourceReference };
}

function refTo(id: number | string | null | undefined) {
  return id == null ? null : { key: keyText(id) };
}

interface EventMoney {
  amount: DecimalText | null;
  currency: string | null;
}

function milestoneValues(raw: BillingEvent, money: EventMoney): Values {
  const nothingToBill = money.amount !== null && compare(money.amount, '0') === 0;
  return {
    ...money,
    name: raw.EventDescription ?? null,
    plannedOn: dateOf(raw.CompletionDate),
    // Fusion has no scope: an event for nothing is what a dropped milestone leaves behind.
    scopeState: nothingToBill ? 'dropped' : 'active',
  };
}

/** What an event of a type for prepayments asks for or uses. It uses them by a negative amount. */
function prepaymentValues(raw: BillingEvent, { amount, currency }: EventMoney, { prepayments }: FusionOptions) {
  const type = raw.EventTypeName ?? '';
  const eventOn = dateOf(raw.CompletionDate);
  if (prepayments.requests.includes(type)) return { use: 'request', amount, currency, eventOn };
  if (!prepayments.applications.includes(type)) return undefined;
  return { use: 'application', amount: amount === null ? null : subtract('0', amount), currency, eventOn };
}

function eventRecords(raw: BillingEvent, system: SystemDescription, options: FusionOptions): CanonicalRecord[] {
  const key = keyText(raw.EventId);
  const milestone = milestoneOf(raw, system, options);
  const contract = refTo(raw.ContractId);
  const project = refTo(raw.ProjectId);
  const amount = readDecimal(raw.BillTrnsAmount) ?? null;
  const common = { key, legalEntity: raw.BusinessUnitName ?? undefined };
  const money = { amount, currency: raw.BillTrnsCurrencyCode ?? null };
  const records: CanonicalRecord[] = [
    {
      ...common,
      kind: 'billing_event',
      natural: naturalKey(raw.SourceName, raw.SourceReference),
      values: {
        ...money,
        number: raw.EventNumber == null ? null : String(raw.EventNumber),
        description: raw.EventDescription ?? null,
        state: raw.InvoicedFlag === 'Y' ? 'invoiced' : 'ready',
        held: raw.BillHold === 'Y',
        eventOn: dateOf(raw.CompletionDate),
      },
      refs: { contract, project, milestone },
    },
    {
      ...common,
      kind: 'billing_schedule_line',
      values: { ...money, dueOn: dateOf(raw.CompletionDate) },
      refs: { billingSchedule: contract, contract, milestone },
    },
  ];
  const prepaid = prepaymentValues(raw, money, options);
  if (prepaid !== undefined) {
    records.push({ ...common, kind: 'prepayment', values: prepaid, refs: { contract, billingEvent: { key } } });
  }
  if (milestone === null) return records;
  return [
    ...records,
    { ...common, kind: 'milestone', claims: milestone, values: milestoneValues(raw, money), refs: {} },
  ];
}

/** Billing events: what is billed, when, and whether it is on hold. */
export const billingEventStream = resourceStream({
  about: 'projectBillingEvents → billing event, billing schedule line, milestone (its copy), prepayment',
  resource: 'projectBillingEvents',
  key: 'EventId',
  kinds: ['billing_event', 'billing_schedule_line', 'milestone', 'prepayment'],
  schema,
  map: eventRecords,
});
