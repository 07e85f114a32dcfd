import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from './common.ts';
import {
  ExceptionCause,
  ExceptionEffect,
  ExceptionStatus,
  ExceptionSubstatus,
  RecordKind,
  Severity,
  SnoozeConditionType,
} from './enums.ts';
import { Decimal } from './scalars.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'One comparison of a rule, with the values that it was made on.' })
export class RuleComparison {
  @Field(() => String, { description: 'The fact.' })
  fact!: string;

  @Field(() => String, { description: 'What the fact means.' })
  about!: string;

  @Field(() => String, { description: 'Its value.' })
  value!: string;

  @Field(() => String, { description: 'How it was compared.' })
  comparison!: string;

  @Field(() => String, { description: 'What it was compared with.' })
  expected!: string;

  @Field(() => Boolean, {
    ...optional,
    description: 'Whether the comparison holds; nothing where a value is not known.',
  })
  holds!: boolean | null;
}

@ObjectType({ description: 'What bears out a comment: a document somewhere, or a record here.' })
export class Evidence {
  @Field(() => String, { ...optional, description: 'Where the document is; always https.' })
  url!: string | null;

  @Field(() => ID, { ...optional, description: 'The record.' })
  recordId!: string | null;

  @Field(() => RecordKind, { ...optional, description: 'What the record is.' })
  kind!: string | null;

  @Field(() => String, { ...optional, description: 'What it is called.' })
  label!: string | null;
}

@ObjectType({ description: 'What ends a snooze before its time.' })
export class SnoozeCondition {
  @Field(() => SnoozeConditionType, { description: 'What.' })
  type!: string;

  @Field(() => Decimal, { ...optional, description: 'The amount to be reached.' })
  amount!: string | null;

  @Field(() => String, { ...optional, description: 'Its currency.' })
  currency!: string | null;

  @Field(() => Int, { ...optional, description: 'How many business days before the end of the month.' })
  businessDays!: number | null;
}

@ObjectType({ description: 'What happened to an exception, and through whom.' })
export class ExceptionEvent {
  @Field(() => GraphQLDateTimeISO, { description: 'When.' })
  at!: string;

  @Field(() => String, { description: 'What.' })
  type!: string;

  @Field(() => String, { description: 'Through whom.' })
  actor!: string;

  @Field(() => String, { ...optional, description: 'What they said.' })
  comment!: string | null;
}

@ObjectType('Exception', { description: "A rule's standing finding on one record." })
export class ExceptionType {
  @Field(() => String, { description: 'The id of the rule, e.g. R03.' })
  rule!: string;

  @Field(() => Int, { description: 'The version of the rule.' })
  ruleVersion!: number;

  @Field(() => String, { description: 'What the rule is about.' })
  title!: string;

  @Field(() => String, { description: 'The kind of the record that it stands on.' })
  kind!: string;

  @Field(() => String, { description: 'The record that it stands on, in words.' })
  subjectLabel!: string;

  @Field(() => ExceptionStatus, { description: 'Where it stands.' })
  status!: string;

  @Field(() => ExceptionCause, { description: 'What brought it to light.' })
  cause!: string;

  @Field(() => Severity, { description: 'How bad it is.' })
  severity!: string;

  @Field(() => ExceptionEffect, { description: 'Whether it blocks an invoice.' })
  effect!: string;

  @Field(() => String, { description: 'The reason in words.' })
  sentence!: string;

  @Field(() => Boolean, { description: 'Whether it is worth telling somebody of by itself: not below what matters.' })
  material!: boolean;

  @Field(() => String, { description: 'The role whose it is to resolve.' })
  ownerRole!: string;

  @Field(() => String, { ...optional, description: 'Who works on it.' })
  assignee!: string | null;

  @Field(() => String, { ...optional, description: 'Where it waits for somebody.' })
  queue!: string | null;

  @Field(() => String, { ...optional, description: 'The route that gave it to them, and why; nothing where none did.' })
  routedBy!: string | null;

  @Field(() => ExceptionSubstatus, { ...optional, description: 'What has become of it; nothing once it is closed.' })
  substatus!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Until when it is snoozed.' })
  snoozedUntil!: string | null;

  @Field(() => SnoozeCondition, { ...optional, description: 'What brings it back before that.' })
  snoozeCondition!: SnoozeCondition | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it should be resolved.' })
  slaDueAt!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it was said to be overdue.' })
  escalatedAt!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when it stands.' })
  openedAt!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When it last changed.' })
  changedAt!: string;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it was closed.' })
  closedAt!: string | null;

  @Field(() => Int, { description: 'The how-manieth time it stands.' })
  episode!: number;

  @Field(() => Int, { description: 'Grows with every change; send it back with a change of yours.' })
  version!: number;

  @Field(() => GraphQLJSONObject, { description: 'The facts that it was judged on.' })
  facts!: Record<string, unknown>;

  @Field(() => [RuleComparison], { description: 'Why the rule fires, comparison by comparison.' })
  explanation!: RuleComparison[];

  @Field(() => String, { ...optional, description: 'The correction that mends it.' })
  correction!: string | null;

  @Field(() => ID, { description: 'Everything that belongs to one event carries this id.' })
  correlationId!: string;
}

/** A page of exceptions. */
export const ExceptionConnection = connectionOf('Exception', ExceptionType);
