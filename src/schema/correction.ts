import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf, UserError } from './common.ts';
import { CorrectionState, CorrectionType, DeliveryOutcome, StepAction } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'One field of a planned change.' })
export class PlannedField {
  @Field(() => String, { description: 'The field.' })
  field!: string;

  @Field(() => String, { ...optional, description: 'What the target has now.' })
  before!: string | null;

  @Field(() => String, { ...optional, description: 'What it will have.' })
  after!: string | null;
}

@ObjectType({ description: 'One step of a correction: one change of one record at one target.' })
export class CorrectionStep {
  @Field(() => Int, { description: 'Its place in the order.' })
  number!: number;

  @Field(() => String, { description: 'The target.' })
  system!: string;

  @Field(() => String, { description: 'What it changes.' })
  label!: string;

  @Field(() => StepAction, { description: 'What it does.' })
  action!: string;

  @Field(() => String, { description: 'At which level the target does it.' })
  level!: string;

  @Field(() => [PlannedField], { description: 'Field by field.' })
  fields!: PlannedField[];

  @Field(() => DeliveryOutcome, {
    ...optional,
    description: 'How far its delivery has come; nothing before the approval.',
  })
  outcome!: string | null;

  @Field(() => Int, { description: 'How often it was sent.' })
  attempts!: number;

  @Field(() => String, { ...optional, description: 'What the target said.' })
  detail!: string | null;
}

@ObjectType({ description: 'A decision on a correction.' })
export class CorrectionApproval {
  @Field(() => String, { description: 'Who decided.' })
  approver!: string;

  @Field(() => String, { description: 'What.' })
  decision!: string;

  @Field(() => String, { ...optional, description: 'Why.' })
  comment!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When.' })
  at!: string;
}

@ObjectType({ description: 'A corrective sync: planned, approved, delivered, read back, confirmed.' })
export class Correction {
  @Field(() => CorrectionType, { description: 'What it is meant to do.' })
  type!: string;

  @Field(() => CorrectionState, { description: 'How far it has come.' })
  state!: string;

  @Field(() => String, { description: 'What it is about.' })
  subjectLabel!: string;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => String, { description: 'Who planned it.' })
  maker!: string;

  @Field(() => Int, { description: 'How many approvals it needs.' })
  approvalsNeeded!: number;

  @Field(() => [CorrectionApproval], { description: 'The decisions so far.' })
  approvals!: CorrectionApproval[];

  @Field(() => [CorrectionStep], { description: 'What it changes, step by step.' })
  steps!: CorrectionStep[];

  @Field(() => Int, { description: 'Grows with every change; send it back with a decision.' })
  version!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was planned.' })
  createdAt!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When it last changed.' })
  changedAt!: string;

  @Field(() => ID, { description: 'Everything that belongs to one event carries this id.' })
  correlationId!: string;
}

/** A page of corrections. */
export const CorrectionConnection = connectionOf('Correction', Correction);

@InputType({ description: 'A correction to plan. Nothing is changed before it is approved.' })
export class PlanCorrectionInput {
  @Field(() => CorrectionType, { description: 'What it is meant to do.' })
  type!: string;

  @Field(() => ID, { description: 'The contract, invoice or correction that it is about.' })
  subject!: string;

  @Field(() => [String], { ...optional, description: 'The systems to change; all that differ when left out.' })
  targets?: string[];

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@InputType({ description: 'A decision on a correction, or its withdrawal.' })
export class DecideCorrectionInput {
  @Field(() => ID, { description: 'The correction.' })
  id!: string;

  @Field(() => Int, { description: 'The version that was looked at.' })
  expectedVersion!: number;

  @Field(() => String, { ...optional, description: 'Why.' })
  comment?: string;
}

@ObjectType({ description: 'The correction after the change, or why there was none.' })
export class CorrectionPayload {
  @Field(() => Correction, { ...optional, description: 'As it is now.' })
  correction!: Correction | null;

  @Field(() => [UserError], { description: 'Why it was not changed.' })
  errors!: UserError[];
}

@ObjectType({ description: 'Money whose change waits for a target that does not answer.' })
export class PendingUpdate {
  @Field(() => String, { description: 'The target.' })
  system!: string;

  @Field(() => String, { description: 'The lane that it waits in.' })
  lane!: string;

  @Field(() => String, { description: 'What it changes.' })
  label!: string;

  @Field(() => DeliveryOutcome, { description: 'How far it has come.' })
  outcome!: string;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when it waits.' })
  since!: string;
}
