import { registerEnumType } from 'type-graphql';
import { directions, wayStates } from '../domain/halt.ts';
import { kinds } from '../domain/kinds.ts';
import { matchParts } from '../domain/policies.ts';
import { ruleLives } from '../domain/rule-life.ts';
import { ownKinds } from '../domain/subject-kind.ts';

/** A closed list: names in the API, values in the tables. */
function closed<const V extends Record<string, string>>(name: string, description: string, values: V): V {
  registerEnumType(values, { name, description });
  return values;
}

export const ContractStatus = closed('ContractStatus', 'The state of a contract.', {
  DRAFT: 'draft',
  ACTIVE: 'active',
  ON_HOLD: 'on_hold',
  TERMINATED: 'terminated',
  COMPLETED: 'completed',
});
export const InvoiceStatus = closed('InvoiceStatus', 'The state of an invoice.', {
  DRAFT: 'draft',
  APPROVED: 'approved',
  ISSUED: 'issued',
  CANCELLED: 'cancelled',
});
export const ProjectStatus = closed('ProjectStatus', 'The state of the delivery of a project.', {
  DRAFT: 'draft',
  ACTIVE: 'active',
  ON_HOLD: 'on_hold',
  CLOSED: 'closed',
});
export const ErpProjectStatus = closed('ErpProjectStatus', 'The state of a project in the ERP.', {
  ACTIVE: 'active',
  CLOSED: 'closed',
});
export const ScopeState = closed('ScopeState', 'Whether a milestone is still in scope.', {
  ACTIVE: 'active',
  DROPPED: 'dropped',
});
export const DeliveryState = closed('DeliveryState', 'How far the delivery of a milestone has come.', {
  PLANNED: 'planned',
  OPEN: 'open',
  ACCEPTED: 'accepted',
  CANCELED: 'canceled',
});
export const BillingEventState = closed('BillingEventState', 'How far billing something has come.', {
  PLANNED: 'planned',
  READY: 'ready',
  INVOICED: 'invoiced',
});
export const Severity = closed('Severity', 'How bad an exception is.', {
  LOW: 'low',
  MEDIUM: 'medium',
  HIGH: 'high',
  CRITICAL: 'critical',
});
export const ExceptionStatus = closed('ExceptionStatus', 'Where an exception stands.', {
  OPEN: 'open',
  ACKNOWLEDGED: 'acknowledged',
  SNOOZED: 'snoozed',
  ACCEPTED: 'accepted',
  CLOSED: 'closed',
});
export const ExceptionSubstatus = closed('ExceptionSubstatus', 'What has become of an exception that stands.', {
  NEW: 'new',
  ONGOING: 'ongoing',
  ESCALATING: 'escalating',
  REGRESSED: 'regressed',
});
export const SnoozeConditionType = closed('SnoozeConditionType', 'What ends a snooze before its time.', {
  SEVERITY_RISES: 'severityRises',
  AMOUNT_REACHES: 'amountReaches',
  CLOSE_WITHIN: 'closeWithin',
  JUDGEMENT_DIFFERS: 'judgementDiffers',
});
export const RiskState = closed('RiskState', 'How far the acceptance of a risk has come.', {
  REQUESTED: 'requested',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  WITHDRAWN: 'withdrawn',
  ENDED: 'ended',
});
export const ExceptionEffect = closed('ExceptionEffect', 'Whether an exception only flags, or blocks an invoice.', {
  FLAG: 'flag',
  BLOCK: 'block',
});
export const ExceptionCause = closed('ExceptionCause', 'What brought an exception to light.', {
  CHANGE: 'change',
  BASELINE: 'baseline',
  TIME: 'time',
});
export const HoldState = closed('HoldState', 'Whether an invoice is stopped at its source, or only about to be.', {
  NONE: 'NONE',
  PROPOSED: 'PROPOSED',
  PENDING: 'PENDING',
  HELD: 'HELD',
  RELEASE_PENDING: 'RELEASE_PENDING',
});
export const PresenceState = closed('PresenceState', 'Whether a system has a record of a thing.', {
  PRESENT: 'PRESENT',
  MISSING: 'MISSING',
  UNKNOWN: 'UNKNOWN',
});
export const SortDirection = closed('SortDirection', 'Rows without a value come last in either direction.', {
  ASC: 'asc',
  DESC: 'desc',
});
export const CorrectionState = closed('CorrectionState', 'How far a correction has come.', {
  PLANNED: 'planned',
  APPROVED: 'approved',
  DELIVERING: 'delivering',
  CONFIRMED: 'confirmed',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  STALE: 'stale',
  NEEDS_HUMAN: 'needs_human',
});
export const CorrectionType = closed('CorrectionType', 'What a correction is meant to do.', {
  PROPAGATE_CONTRACT_VERSION: 'propagateContractVersion',
  HOLD_INVOICE: 'holdInvoice',
  RELEASE_INVOICE: 'releaseInvoice',
  UNDO: 'undo',
});
export const DeliveryOutcome = closed('DeliveryOutcome', 'How far one delivery to a target has come.', {
  WAITING: 'waiting',
  READY: 'ready',
  SENDING: 'sending',
  SENT: 'sent',
  CONFIRMED: 'confirmed',
  REJECTED: 'rejected',
  STALE: 'stale',
  UNKNOWN: 'unknown',
  NEEDS_HUMAN: 'needs_human',
  CANCELLED: 'cancelled',
});
export const StepAction = closed('StepAction', 'What one step of a correction does at its target.', {
  CREATE: 'create',
  UPDATE: 'update',
  HOLD: 'hold',
  RELEASE: 'release',
});

export const ContractOrderField = closed('ContractOrderField', 'What contracts are ordered by.', {
  NUMBER: 'NUMBER',
  VALUE: 'VALUE',
  SIGNED_ON: 'SIGNED_ON',
  ENDS_ON: 'ENDS_ON',
  CUSTOMER: 'CUSTOMER',
});
export const InvoiceOrderField = closed('InvoiceOrderField', 'What invoices are ordered by.', {
  NUMBER: 'NUMBER',
  ISSUED_ON: 'ISSUED_ON',
  DUE_ON: 'DUE_ON',
  TOTAL: 'TOTAL',
  BALANCE: 'BALANCE',
  BLOCKED_AMOUNT: 'BLOCKED_AMOUNT',
  BLOCKED_SINCE: 'BLOCKED_SINCE',
  SLA_DUE_AT: 'SLA_DUE_AT',
});
export const ProjectOrderField = closed('ProjectOrderField', 'What projects are ordered by.', {
  NUMBER: 'NUMBER',
  NAME: 'NAME',
  STARTS_ON: 'STARTS_ON',
  ENDS_ON: 'ENDS_ON',
});
export const CustomerOrderField = closed('CustomerOrderField', 'What customers are ordered by.', {
  NUMBER: 'NUMBER',
  NAME: 'NAME',
});
export const ExceptionOrderField = closed('ExceptionOrderField', 'What exceptions are ordered by.', {
  OPENED_AT: 'OPENED_AT',
  SLA_DUE_AT: 'SLA_DUE_AT',
  AMOUNT: 'AMOUNT',
  SEVERITY: 'SEVERITY',
  RULE: 'RULE',
});
export const BacklogDimension = closed('BacklogDimension', 'What backlog-to-cash can be broken down by.', {
  LEGAL_ENTITY: 'LEGAL_ENTITY',
  PRACTICE: 'PRACTICE',
  MONTH: 'MONTH',
});

export const ExceptionDimension = closed('ExceptionDimension', 'What exceptions can be grouped by.', {
  RULE: 'rule',
  STATUS: 'status',
  OWNER_ROLE: 'ownerRole',
  ASSIGNEE: 'assignee',
  LEGAL_ENTITY: 'legalEntityId',
  CONTRACT: 'contractId',
  INVOICE: 'invoiceId',
});

export const UnevaluatedOrderField = closed('UnevaluatedOrderField', 'What the unevaluated is ordered by.', {
  SINCE: 'SINCE',
  RULE: 'RULE',
});
export const UnevaluatedDimension = closed('UnevaluatedDimension', 'What the unevaluated can be counted by.', {
  RULE: 'rule',
  MISSING_FACT: 'missing',
  STREAM: 'stream',
});

/** The same names in capitals. */
function inCapitals(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), name]),
  );
}

const kindNames = kinds.map(({ name }) => name);

/** What records can be of. */
export const RecordKind = closed('RecordKind', 'What records can be of.', inCapitals(kindNames));
/** What rules can be about. */
export const SubjectKind = closed(
  'SubjectKind',
  "What rules can be about: records, and the hub's own streams, corrections and drift.",
  inCapitals([...kindNames, ...ownKinds]),
);
/** What two records can agree on. */
export const MatchPartName = closed('MatchPartName', 'What two records can agree on.', inCapitals(matchParts));
/** What a version of a rule can be. */
export const RuleLife = closed('RuleLife', 'What a version of a rule can be.', inCapitals(ruleLives));
export const GateVerdict = closed('GateVerdict', 'What a gate answers.', {
  ALLOW: 'allow',
  HOLD: 'hold',
  CANNOT_TELL: 'cannotTell',
});
export const RuleOutcome = closed('RuleOutcome', 'What came of judging a rule by the facts.', {
  FIRES: 'fires',
  PASSES: 'passes',
  CANNOT_EVALUATE: 'cannotEvaluate',
});
export const FactType = closed('FactType', 'The type of a fact.', {
  TEXT: 'text',
  DECIMAL: 'decimal',
  INTEGER: 'integer',
  BOOLEAN: 'boolean',
  DATE: 'date',
  INSTANT: 'instant',
});
export const SystemDirection = closed('SystemDirection', 'The two ways of a system.', inCapitals(directions));
export const WayState = closed('WayState', 'What is asked of a way. FROZEN: only holds leave.', inCapitals(wayStates));
export const BreakerState = closed('BreakerState', 'Whether a system answers: open while it is left alone.', {
  CLOSED: 'closed',
  HALF_OPEN: 'half_open',
  OPEN: 'open',
});
