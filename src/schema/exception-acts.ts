import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from './common.ts';
import { SnoozeConditionType } from './enums.ts';
import { ExceptionType } from './exception.ts';
import { Decimal } from './scalars.ts';

const optional = { nullable: true } as const;

@InputType({ description: 'Which exceptions, and as of which version.' })
export class ExceptionVersionInput {
  @Field(() => ID, { description: 'The exception.' })
  id!: string;

  @Field(() => Int, { ...optional, description: 'Refuse when it has changed since this version.' })
  expectedVersion?: number;
}

@InputType({ description: 'Exceptions that somebody has seen.' })
export class AcknowledgeExceptionsInput {
  @Field(() => [ExceptionVersionInput], { description: 'Which.' })
  exceptions!: ExceptionVersionInput[];

  @Field(() => String, { ...optional, description: 'What there is to say about them.' })
  comment?: string;
}

@InputType({ description: 'Exceptions that somebody is to work on.' })
export class AssignExceptionsInput {
  @Field(() => [ExceptionVersionInput], { description: 'Which.' })
  exceptions!: ExceptionVersionInput[];

  @Field(() => String, { ...optional, description: 'Who; nobody when left out.' })
  assignee?: string;

  @Field(() => String, { ...optional, description: 'What there is to say about them.' })
  comment?: string;
}

@InputType({ description: 'What ends a snooze before its time.' })
export class SnoozeConditionInput {
  @Field(() => SnoozeConditionType, { description: 'What.' })
  type!: string;

  @Field(() => Decimal, { ...optional, description: 'For AMOUNT_REACHES: the amount.' })
  amount?: string;

  @Field(() => String, { ...optional, description: 'For AMOUNT_REACHES: its currency.' })
  currency?: string;

  @Field(() => Int, {
    ...optional,
    description: 'For CLOSE_WITHIN: how many business days are left of the month, after the day itself.',
  })
  businessDays?: number;
}

@InputType({ description: 'A document by its address, or a record here by its id.' })
export class EvidenceInput {
  @Field(() => String, { ...optional, description: 'Where the document is: https, without anything that lets one in.' })
  url?: string;

  @Field(() => ID, { ...optional, description: 'The record, of the same company.' })
  recordId?: string;

  @Field(() => String, { ...optional, description: 'What it is called.' })
  label?: string;
}

@InputType({ description: 'Exceptions that can wait.' })
export class SnoozeExceptionsInput {
  @Field(() => [ExceptionVersionInput], { description: 'Which.' })
  exceptions!: ExceptionVersionInput[];

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'Until when; then they come back by themselves. Needed unless there is a condition.',
  })
  until?: Date;

  @Field(() => SnoozeConditionInput, { ...optional, description: 'What brings them back, if that is earlier.' })
  condition?: SnoozeConditionInput;

  @Field(() => String, { description: 'Why they can wait.' })
  comment!: string;
}

@InputType({ description: 'Something to say about an exception.' })
export class CommentExceptionInput {
  @Field(() => ID, { description: 'The exception.' })
  id!: string;

  @Field(() => String, { description: 'What there is to say.' })
  comment!: string;

  @Field(() => [EvidenceInput], { ...optional, description: 'What bears it out; ten at most.' })
  evidence?: EvidenceInput[];
}

@ObjectType({ description: 'The exceptions after the change, and why others were not changed.' })
export class ExceptionsPayload {
  @Field(() => [ExceptionType], { description: 'As they are now.' })
  exceptions!: ExceptionType[];

  @Field(() => [UserError], { description: 'Why others were not changed.' })
  errors!: UserError[];
}
