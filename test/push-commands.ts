import { randomUUID } from 'node:crypto';
import type { PushCommand } from '../src/domain/connector.ts';
import type { SmallFirm } from './small-firm.ts';

type Command = Omit<PushCommand, 'attemptId' | 'correlationId'>;

function command(of: Command): PushCommand {
  return { attemptId: randomUUID(), correlationId: randomUUID(), ...of };
}

const change = (field: string, before: string | boolean | null, after: string | boolean | null) => ({
  field,
  before,
  after,
});

/** What there is to write to Certinia: a milestone with other terms, one dropped, one added. */
export function certiniaCommands({ items, project, ledger }: SmallFirm): PushCommand[] {
  const [, build, cutover] = items;
  const kept = project.milestones.get(build);
  const dropped = project.milestones.get(cutover);
  const origin = (key: string) => ({ system: 'salesforce', key });
  return [
    command({
      kind: 'milestone',
      action: 'update',
      key: kept?.Id,
      origin: origin(build.record.Id),
      parents: { project: project.record.Id },
      fields: [
        change('name', 'Build', 'Build and test'),
        change('amount', '60000', '61234.56'),
        change('plannedOn', build.plannedOn, ledger.today),
      ],
    }),
    command({
      kind: 'milestone',
      action: 'update',
      key: dropped?.Id,
      origin: origin(cutover.record.Id),
      parents: { project: project.record.Id },
      fields: [change('amount', '30000.5', '0'), change('scopeState', 'active', 'dropped')],
    }),
    command({
      kind: 'milestone',
      action: 'create',
      origin: origin('802GN9999999999AAA'),
      parents: { project: project.record.Id },
      fields: [
        change('name', null, 'Hypercare'),
        change('amount', null, '45000.1'),
        change('currency', null, 'EUR'),
        change('plannedOn', null, ledger.today),
        change('scopeState', null, 'active'),
      ],
    }),
  ];
}

/** What there is to write to Fusion: other terms, an event for nothing, a new one, the contract's value, a hold. */
export function fusionCommands({ items, events, contract, project, ledger }: SmallFirm): PushCommand[] {
  const [, build, cutover] = items;
  const keyOf = (place: 0 | 1 | 2) => String(events[place].item['EventId']);
  const contractId = String(contract.erp['ContractId']);
  const parents = { contract: contractId, project: String(project.erp?.['ProjectId']) };
  const origin = (key: string) => ({ system: 'salesforce', key });
  const value = String(contract.erp['EstimatedAmount']);
  return [
    command({
      kind: 'milestone',
      action: 'update',
      key: keyOf(1),
      origin: origin(build.record.Id),
      parents,
      fields: [change('name', 'Build', 'Build and test'), change('amount', '60000', '61234.56')],
    }),
    command({
      kind: 'milestone',
      action: 'update',
      key: keyOf(2),
      origin: origin(cutover.record.Id),
      parents,
      fields: [change('amount', '30000.5', '0'), change('scopeState', 'active', 'dropped')],
    }),
    command({
      kind: 'milestone',
      action: 'create',
      origin: origin('802GN9999999999AAA'),
      parents,
      fields: [
        change('name', null, 'Hypercare'),
        change('amount', null, '45000.1'),
        change('currency', null, 'EUR'),
        change('plannedOn', null, ledger.today),
        change('scopeState', null, 'active'),
      ],
    }),
    command({
      kind: 'contract',
      action: 'update',
      key: contractId,
      origin: origin(contract.record.Id),
      parents: {},
      fields: [change('value', value, '131234.66')],
    }),
    command({
      kind: 'billing_event',
      action: 'hold',
      key: keyOf(2),
      origin: { system: 'fusion', key: keyOf(2) },
      parents: {},
      fields: [change('held', false, true)],
    }),
    command({
      kind: 'billing_event',
      action: 'release',
      key: keyOf(2),
      origin: { system: 'fusion', key: keyOf(2) },
      parents: {},
      fields: [change('held', true, false)],
    }),
  ];
}
