import type { FieldChange } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import { columnOf } from '../domain/kind.ts';
import { type KindName, kindOf } from '../domain/kinds.ts';
import type { Values } from '../domain/record.ts';
import { goldenSelect } from '../entities/golden-tables.ts';
import type { Sql } from '../entities/sql.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { capabilityOf, demandStage, type Target, type Targets } from './targets.ts';

type GoldenRow = Record<string, unknown> & { id: string };

interface LinkedRow {
  golden_id: string;
  kind: KindName;
  system: string;
  role: string;
  key: string;
  natural_key: string | null;
  attributes: Values;
}

/** A contract with everything that its terms consist of, as golden records and as each system has them. */
interface Terms {
  contract: GoldenRow;
  milestones: GoldenRow[];
  projects: GoldenRow[];
  records: LinkedRow[];
}

/** What was deleted where it was sold is to other systems what was dropped: out of scope, and worth nothing. */
function asInForce(milestone: GoldenRow): GoldenRow {
  return milestone['deleted'] === true ? { ...milestone, scope_state: 'dropped', amount: '0' } : milestone;
}

const deletedTerms = ['scopeState', 'amount'];

async function readTerms(sql: Sql, contractId: string): Promise<Terms> {
  const contract = await sql.row<GoldenRow>(
    `select ${goldenSelect(kindOf('contract'), 'c')} from contract c where c.id = $1 and not c.deleted`,
    [contractId],
  );
  if (contract === undefined) throw new HubError('NOT_FOUND');
  const milestones = await sql.rows<GoldenRow>(
    `select ${goldenSelect(kindOf('milestone'), 'm')}
       from milestone m where m.contract_id = $1 order by m.planned_on, m.id`,
    [contractId],
  );
  const projects = await sql.rows<GoldenRow>(
    `select ${goldenSelect(kindOf('project'), 'p')}
       from project p where p.contract_id = $1 and p.status <> 'closed' and not p.deleted order by p.number, p.id`,
    [contractId],
  );
  const records = await sql.rows<LinkedRow>(
    `select x.golden_id, x.kind, r.system, y.role, r.key, r.natural_key, r.attributes
       from crosswalk x
       join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
       join system y on y.name = r.system
      where x.golden_id = any ($1::uuid[])`,
    [[contractId, ...milestones.map((row) => row.id), ...projects.map((row) => row.id)]],
  );
  return { contract, milestones: milestones.map(asInForce), projects, records };
}

function recordOf(terms: Terms, kind: KindName, goldenId: string, system: string): LinkedRow | undefined {
  return terms.records.find((row) => row.kind === kind && row.golden_id === goldenId && row.system === system);
}

function originOf(terms: Terms, kind: KindName, goldenId: string): PlannedStep['origin'] {
  const owner =
    terms.records.find((row) => row.kind === kind && row.golden_id === goldenId && row.role === 'crm') ??
    terms.records.find((row) => row.kind === kind && row.golden_id === goldenId);
  return { system: owner?.system ?? '', key: owner?.key ?? goldenId, natural: owner?.natural_key ?? undefined };
}

const plain = (value: unknown) => (value ?? null) as FieldChange['after'];

/**
 * The fields in which a target's record differs from the terms in force, of those that it lets us change. Nobody says
 * any more what else is true of what was deleted.
 */
function differences(golden: GoldenRow, record: LinkedRow, fields: readonly string[]): FieldChange[] {
  const told = golden['deleted'] === true ? fields.filter((field) => deletedTerms.includes(field)) : fields;
  return told.flatMap((field) => {
    const before = record.attributes[field];
    const after = plain(golden[columnOf(field)]);
    return before === undefined || before === after ? [] : [{ field, before: plain(before), after }];
  });
}

function updateStep(terms: Terms, target: Target, kind: KindName, golden: GoldenRow, record: LinkedRow): PlannedStep[] {
  const capability = capabilityOf(target, kind, 'update');
  if (capability === undefined) return [];
  const fields = differences(golden, record, capability.fields);
  if (fields.length === 0) return [];
  return [
    {
      system: target.name,
      kind,
      goldenId: golden.id,
      label: `${kind} ${String(golden['name'] ?? golden['number'])}`,
      action: 'update',
      targetKey: record.key,
      level: capability.level,
      origin: originOf(terms, kind, golden.id),
      parents: {},
      fields,
      gateInvoiceId: null,
    },
  ];
}

/** The project that a new milestone goes to: its own where it has one, else the contract's only one. */
function projectFor(terms: Terms, milestone: GoldenRow, target: Target): string | undefined {
  const own = milestone['project_id'];
  const candidates = typeof own === 'string' ? [own] : terms.projects.map((row) => row.id);
  const keys = candidates.flatMap((id) => recordOf(terms, 'project', id, target.name)?.key ?? []);
  return keys.length === 1 ? keys[0] : undefined;
}

function createStep(terms: Terms, target: Target, milestone: GoldenRow): PlannedStep[] {
  const capability = capabilityOf(target, 'milestone', 'create');
  if (capability === undefined || milestone['scope_state'] !== 'active') return [];
  const contractKey = recordOf(terms, 'contract', terms.contract.id, target.name)?.key;
  const projectKey = projectFor(terms, milestone, target);
  if (target.role === 'psa' && projectKey === undefined) {
    throw new HubError(
      'NOT_CORRECTABLE',
      `${target.name} has no single project for ${String(milestone['name'])}; create the milestone there by hand`,
    );
  }
  return [
    {
      system: target.name,
      kind: 'milestone',
      goldenId: milestone.id,
      label: `milestone ${String(milestone['name'])}`,
      action: 'create',
      targetKey: null,
      level: capability.level,
      origin: originOf(terms, 'milestone', milestone.id),
      parents: {
        ...(contractKey === undefined ? {} : { contract: contractKey }),
        ...(projectKey === undefined ? {} : { project: projectKey }),
      },
      fields: capability.fields.map((field) => ({ field, before: null, after: plain(milestone[columnOf(field)]) })),
      gateInvoiceId: null,
    },
  ];
}

function stepsFor(terms: Terms, target: Target): PlannedStep[] {
  const steps: PlannedStep[] = [];
  const contractRecord = recordOf(terms, 'contract', terms.contract.id, target.name);
  for (const milestone of terms.milestones) {
    const record = recordOf(terms, 'milestone', milestone.id, target.name);
    steps.push(
      ...(record === undefined
        ? createStep(terms, target, milestone)
        : updateStep(terms, target, 'milestone', milestone, record)),
    );
  }
  if (contractRecord !== undefined)
    steps.push(...updateStep(terms, target, 'contract', terms.contract, contractRecord));
  return steps;
}

/** Holds of ours on the contract's invoices at a target: once the terms are right, each can be let go. */
async function releaseSteps(sql: Sql, contractId: string, target: Target): Promise<PlannedStep[]> {
  const capability = capabilityOf(target, 'billing_event', 'release');
  if (capability === undefined) return [];
  const held = await sql.rows<{ golden_id: string; key: string; label: string; invoice_id: string }>(
    `select distinct on (b.id) b.id as golden_id, x.key, coalesce(b.description, b.number) as label, i.id as invoice_id
       from billing_event b
       join crosswalk x on x.golden_id = b.id and x.kind = 'billing_event' and x.system = $2
       join invoice_allocation a on a.billing_event_id = b.id and not a.deleted
       join invoice_line l on l.id = a.invoice_line_id and not l.deleted
       join invoice i on i.id = l.invoice_id and i.status in ('draft', 'approved') and not i.deleted
      where i.contract_id = $1 and not b.deleted
        and (b.held or exists (
              select from outbox o
                join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
               where s.golden_id = b.id and s.action = 'hold' and o.state not in ('rejected', 'stale', 'cancelled')))
        and exists (
          select from correction_step s join correction k on k.id = s.correction_id
           where s.golden_id = b.id and s.action = 'hold' and k.type = 'holdInvoice')`,
    [contractId, target.name],
  );
  return held.map(({ golden_id, key, label, invoice_id }) => ({
    system: target.name,
    kind: 'billing_event',
    goldenId: golden_id,
    label: `billing event ${label}`,
    action: 'release',
    targetKey: key,
    level: capability.level,
    origin: { system: target.name, key },
    parents: {},
    fields: [{ field: 'held', before: true, after: false }],
    gateInvoiceId: invoice_id,
  }));
}

/**
 * Plans how the terms in force reach the systems that still follow old ones: field by field, with what is there and
 * what will be. Throws CONFLICT when there is nothing to correct.
 */
export async function planPropagation(
  sql: Sql,
  contractId: string,
  targets: Targets,
  wanted: readonly string[] | undefined,
  reason: string,
): Promise<Plan> {
  const terms = await readTerms(sql, contractId);
  const steps: PlannedStep[] = [];
  for (const target of targets.values()) {
    if (wanted !== undefined && !wanted.includes(target.name)) continue;
    const changes = stepsFor(terms, target);
    if (changes.length === 0) continue;
    demandStage(target, 'propose');
    steps.push(...changes, ...(await releaseSteps(sql, contractId, target)));
  }
  if (steps.length === 0) throw new HubError('CONFLICT', 'every system already follows the terms in force');
  const { contract } = terms;
  return {
    type: 'propagateContractVersion',
    subject: {
      kind: 'contract',
      id: contractId,
      label: `Contract ${String(contract['number'])}`,
      contractId,
      invoiceId: null,
      legalEntityId: (contract['legal_entity_id'] as number | null) ?? null,
      currency: (contract['currency'] as string | null) ?? null,
    },
    reason,
    steps,
    undoes: null,
  };
}
