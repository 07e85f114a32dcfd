import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { LegalEntity, UserError } from './common.ts';
import { StreamScan } from './reconciliation.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'Who asks.' })
export class Viewer {
  @Field(() => ID, { description: 'What approvals and the audit log name.' })
  id!: string;

  @Field(() => String, { description: 'The name to show.' })
  name!: string;

  @Field(() => [String], { description: 'The roles.' })
  roles!: string[];

  @Field(() => [String], { description: 'What the roles allow.' })
  rights!: string[];

  @Field(() => Boolean, { description: 'Whether it sees every legal entity.' })
  wholeGroup!: boolean;

  @Field(() => [LegalEntity], { description: 'The legal entities that it sees.' })
  legalEntities!: LegalEntity[];

  @Field(() => [String], { description: 'The cells that it may ask `group` about; none where it may not.' })
  groupCells!: string[];
}

@ObjectType({ description: 'One kind of record of one system, and how well it is known.' })
export class StreamType {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'The stream.' })
  name!: string;

  @Field(() => [String], { description: 'The kinds that its records map to.' })
  kinds!: string[];

  @Field(() => String, { description: 'How far its first load has come: none, loading or complete.' })
  baseline!: string;

  @Field(() => Int, { ...optional, description: 'How many records the first load has, where the source says so.' })
  expectedRecords!: number | null;

  @Field(() => Int, { description: 'How many messages have come.' })
  receivedRecords!: number;

  @Field(() => Int, { description: 'How many of them wait to be worked off.' })
  waiting!: number;

  @Field(() => Int, { description: 'How many are parked.' })
  parked!: number;

  @Field(() => Boolean, { description: 'Whether polling is paused.' })
  paused!: boolean;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'The last time that it was read.' })
  lastSuccessAt!: string | null;

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'Every change up to this instant is in, in every legal entity.',
  })
  knownThrough!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Since when it can not be read.' })
  failingSince!: string | null;

  @Field(() => String, { ...optional, description: 'Why it can not be read.' })
  lastError!: string | null;

  @Field(() => Int, {
    ...optional,
    description:
      'How many seconds late 99 of 100 late changes came at most in the last 30 days; null where none came late.',
  })
  latenessP99Seconds!: number | null;

  @Field(() => Int, {
    ...optional,
    description: 'How many seconds its polls look back, where its source has proved later than the policy assumes.',
  })
  overlapSeconds!: number | null;

  @Field(() => StreamScan, { ...optional, description: 'The last comparison with its source, record by record.' })
  lastScan!: StreamScan | null;
}

@ObjectType({ description: 'A message that could not be used, with its reason.' })
export class ParkedMessage {
  @Field(() => ID, { description: 'The message.' })
  id!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When it came.' })
  receivedAt!: string;

  @Field(() => String, { description: 'Where it came from.' })
  system!: string;

  @Field(() => String, { ...optional, description: 'The stream.' })
  stream!: string | null;

  @Field(() => String, { ...optional, description: 'What it is about.' })
  object!: string | null;

  @Field(() => String, { ...optional, description: 'The key of the record.' })
  key!: string | null;

  @Field(() => String, { ...optional, description: 'A code of the error catalogue.' })
  reasonCode!: string | null;

  @Field(() => String, { ...optional, description: 'Why it could not be used.' })
  reason!: string | null;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;
}

@ObjectType({ description: 'One thing that happened under a correlation id.' })
export class TraceEntry {
  @Field(() => GraphQLDateTimeISO, { description: 'When.' })
  at!: string;

  @Field(() => String, { description: 'In which table it stands.' })
  stage!: string;

  @Field(() => String, { description: 'What.' })
  what!: string;
}

@InputType({ description: 'A stream.' })
export class StreamInput {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'The stream.' })
  stream!: string;
}

@InputType({ description: 'Messages to take in again: those of the given ids, or those of a stream since an instant.' })
export class ReplayMessagesInput {
  @Field(() => [ID], { ...optional, description: 'These messages.' })
  ids?: string[];

  @Field(() => StreamInput, { ...optional, description: 'Messages of this stream.' })
  stream?: StreamInput;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Received at or after this instant.' })
  since?: Date;

  @Field(() => Boolean, { ...optional, description: 'Only say what would come of it.' })
  dryRun?: boolean;
}

@InputType({ description: 'Parked messages.' })
export class ResubmitParkedInput {
  @Field(() => [ID], { description: 'The messages.' })
  ids!: string[];
}

@ObjectType({ description: 'Whether it was begun.' })
export class StartedPayload {
  @Field(() => Int, { description: 'How many things were begun.' })
  started!: number;

  @Field(() => [UserError], { description: 'Why others were not.' })
  errors!: UserError[];
}
