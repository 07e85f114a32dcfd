import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Principal } from './access/principal.ts';
import type { Config } from './config.ts';
import { HubError } from './domain/errors.ts';
import { appendAudit } from './entities/append-audit.ts';
import { lookBack, readOnly, type Sql, transaction, withConnection } from './entities/sql.ts';
import { alertsOf } from './feed/alerts.ts';
import type { Bell } from './feed/bell.ts';
import { followFeed } from './feed/follow-feed.ts';
import { feedEnd, placeOf } from './feed/read-feed.ts';
import { type InstalledSystem, interpreter } from './ingest/interpret.ts';
import { linkByHand, unlinkByHand } from './ingest/link-by-hand.ts';
import { replayMessages } from './ingest/replay.ts';
import { previewReplay } from './ingest/replay-preview.ts';
import { resubmitParked } from './ingest/resubmit.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verbs } from './resolvers/context.ts';
import { riskVerbs } from './risk-verbs.ts';
import { askGate } from './rules/ask-gate.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';
import { setLife } from './rules/set-life.ts';
import { declaredFacts, factsAbout } from './rules/subject-facts.ts';
import { actOn } from './rules/workflow.ts';
import { approve, cancel, reject } from './sync/decide.ts';
import type { CorrectionType, Plan } from './sync/plan.ts';
import { planHold, planRelease } from './sync/plan-hold.ts';
import { planPropagation } from './sync/plan-propagation.ts';
import { planUndo } from './sync/plan-undo.ts';
import { approvalsFor, recordPlan } from './sync/record-plan.ts';
import type { Targets } from './sync/targets.ts';
import { systemVerbs } from './system-verbs.ts';

const heartbeatMs = 20_000;

/** What the verbs reach down to. */
export interface VerbParts {
  config: Config;
  hub: DataSource;
  reader: DataSource;
  bell: Bell;
  systems: ReadonlyMap<string, InstalledSystem>;
  judging: JudgeContext;
  targets: Targets;
  pipeline: Omit<Pipeline, 'stop'>;
  nudgeDelivery: () => void;
  pollNow: (system: string, stream: string) => Promise<void>;
  reconcileNow: (system: string, stream: string) => Promise<void>;
}

function planFor(parts: VerbParts, type: CorrectionType, targets: readonly string[] | undefined, reason: string) {
  const { targets: known } = parts;
  const planners: Record<CorrectionType, (sql: Sql, id: string) => Promise<Plan>> = {
    propagateContractVersion: (sql, id) => planPropagation(sql, id, known, targets, reason),
    holdInvoice: (sql, id) => planHold(sql, id, known, reason),
    releaseInvoice: (sql, id) => planRelease(sql, id, known, reason),
    undo: (sql, id) => planUndo(sql, id, known, reason),
  };
  return planners[type];
}

type SubjectKind = 'contract' | 'invoice' | 'correction';

const subjectKinds: Record<CorrectionType, SubjectKind> = {
  propagateContractVersion: 'contract',
  holdInvoice: 'invoice',
  releaseInvoice: 'invoice',
  undo: 'correction',
};

/**
 * Throws NOT_FOUND unless the subject is there and the principal may see it. Asked before anything else is, because what
 * stands in the way of a plan tells about its subject.
 */
async function demandVisible(sql: Sql, kind: SubjectKind, id: string, by: Principal): Promise<void> {
  const visible = await sql.row(`select 1 from ${kind} s where s.id = $1 and s.legal_entity_id = any ($2::int[])`, [
    id,
    by.legalEntityIds,
  ]);
  if (visible === undefined) throw new HubError('NOT_FOUND');
}

/** The correction belongs to the event that made it necessary, where one stands. */
async function correlationOf(sql: Sql, { subject }: Plan): Promise<string> {
  const event = await sql.row<{ correlation_id: string }>(
    `select e.correlation_id from exception e
      where e.closed_at is null and (e.contract_id = $1 or e.invoice_id = $2)
      order by e.opened_at desc, e.id limit 1`,
    [subject.contractId, subject.invoiceId],
  );
  return event?.correlation_id ?? randomUUID();
}

async function audit(sql: Sql, by: Principal, action: string, subject: string, detail: object): Promise<void> {
  await appendAudit(sql, [{ actor: by.id, action, subject, detail, legalEntityId: null, correlationId: randomUUID() }]);
}

/** What people who run the hub ask of the way in. */
function intakeVerbs({
  config,
  hub,
  pipeline,
  systems,
  pollNow,
  reconcileNow,
}: VerbParts): Pick<Verbs, 'pollStream' | 'reconcileStream' | 'replay' | 'previewReplay' | 'resubmit'> {
  return {
    async pollStream(system, stream, by) {
      await pollNow(system, stream);
      await withConnection(hub, (sql) => audit(sql, by, 'stream.poll', `${system}/${stream}`, {}));
    },

    async reconcileStream(system, stream, by) {
      await reconcileNow(system, stream);
      await withConnection(hub, (sql) => audit(sql, by, 'stream.reconcile', `${system}/${stream}`, {}));
    },

    async replay(scope, by) {
      const count = await transaction(hub, async (sql) => {
        const replayed = await replayMessages(sql, scope);
        await audit(sql, by, 'inbox.replay', 'inbox', { ...scope, replayed });
        return replayed;
      });
      pipeline.nudgeInbox('records');
      return count;
    },

    previewReplay: (scope) =>
      readOnly(hub, (sql) => previewReplay(sql, scope, interpreter(systems, config.policy.mappings))),

    async resubmit(ids, by) {
      const context = { systems, mappings: config.policy.mappings, now: new Date() };
      const outcome = await transaction(hub, async (sql) => {
        const tried = await resubmitParked(sql, ids, context);
        await audit(sql, by, 'inbox.resubmit', 'inbox', { ...tried });
        return tried;
      });
      pipeline.nudgeInbox('records');
      pipeline.nudgeInbox('hints');
      return outcome;
    },
  };
}

/** What people say of which record is which. */
function linkVerbs({ config, hub, pipeline }: VerbParts): Pick<Verbs, 'linkRecords' | 'unlinkRecords' | 'matching'> {
  return {
    async linkRecords(record, goldenId, reason, by) {
      const correlationId = randomUUID();
      await transaction(hub, (sql) => linkByHand(sql, { record, reason, by, correlationId }, goldenId));
      pipeline.nudgeFold();
      return correlationId;
    },

    async unlinkRecords(record, reason, by) {
      const correlationId = randomUUID();
      await transaction(hub, (sql) => unlinkByHand(sql, { record, reason, by, correlationId }));
      pipeline.nudgeFold();
      return correlationId;
    },

    matching: () => config.policy.matching,
  };
}

function demandPast(asOf: Date | undefined): string | undefined {
  if (asOf !== undefined && asOf > new Date()) throw new HubError('BAD_USER_INPUT', 'asOf: is still to come');
  return asOf?.toISOString();
}

/** What is asked of the rules and of what they see. */
function judgeVerbs({ config, hub, judging }: VerbParts): Pick<Verbs, 'askGate' | 'factsAbout' | 'declaredFacts'> {
  return {
    async askGate(gate, id, asOf) {
      const instant = demandPast(asOf);
      if (instant === undefined) return transaction(hub, (sql) => askGate(sql, gate, id, judging));
      const then = { cell: config.cell, asOf: instant };
      return lookBack(hub, then, (sql) => askGate(sql, gate, id, judging, instant));
    },
    factsAbout: async (sql, kind, id, asOf) => factsAbout(sql, kind, id, judging, demandPast(asOf)),
    declaredFacts,
  };
}

/** The verbs of the layers below, each in its transaction, each waking the stage that goes on from there. */
export function verbsOver(parts: VerbParts): Verbs {
  const { config, hub, reader, bell, targets, pipeline } = parts;
  return {
    async actOnExceptions(acted, action, by) {
      const outcome = await transaction(hub, (sql) => actOn(sql, acted, action, by.id, by.legalEntityIds));
      pipeline.nudgeFeed();
      return outcome;
    },

    async planCorrection(type, subject, wanted, reason, by) {
      if (subject.kind !== subjectKinds[type]) {
        throw new HubError('BAD_USER_INPUT', `subject: ${type} is about a ${subjectKinds[type]}`);
      }
      const id = await transaction(hub, async (sql) => {
        await demandVisible(sql, subjectKinds[type], subject.id, by);
        const plan = await planFor(parts, type, wanted, reason)(sql, subject.id);
        return recordPlan(sql, plan, {
          maker: by.id,
          correlationId: await correlationOf(sql, plan),
          causationId: null,
          approvalsNeeded: approvalsFor(config.policy.approvals, plan),
          policyVersion: `approvals@${config.policy.approvals.version}`,
        });
      });
      pipeline.nudgeFeed();
      return id;
    },

    async decideCorrection(verb, id, expectedVersion, comment, by) {
      await transaction(hub, async (sql) => {
        await demandVisible(sql, 'correction', id, by);
        if (verb === 'approve') await approve(sql, id, expectedVersion, by.id, comment, targets);
        else if (verb === 'reject') await reject(sql, id, expectedVersion, by.id, comment);
        else await cancel(sql, id, expectedVersion, by.id, comment);
      });
      parts.nudgeDelivery();
      pipeline.nudgeFeed();
    },

    ...judgeVerbs(parts),
    ...intakeVerbs(parts),
    ...linkVerbs(parts),
    ...riskVerbs(parts),
    ...systemVerbs(parts),

    async setRuleLife(wanted, by) {
      await transaction(hub, (sql) => setLife(sql, wanted, by.id, randomUUID()));
      pipeline.nudgeSweep();
    },

    async *followAlerts(after, scope, signal) {
      const first = await scope();
      const place = after === undefined ? await feedEnd(reader, first) : await placeOf(reader, first, after);
      const batches = followFeed({ database: reader, scope, after: place, bell, signal, heartbeatMs });
      for await (const batch of batches) yield alertsOf(batch);
    },
  };
}
