import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Direction } from '../domain/halt.ts';
import { UserError } from './common.ts';
import { BreakerState, SystemDirection, WayState } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'One way of a system: what is read from it and applied, or what is sent to it.' })
export class SystemWay {
  @Field(() => SystemDirection, { description: 'Which of the two.' })
  direction!: string;

  @Field(() => WayState, {
    description:
      'What an operator has asked of it, and how far that has come. Only a way out can be frozen: nothing leaves but holds of blocked invoices, and what is approved waits.',
  })
  state!: string;

  @Field(() => String, { ...optional, description: 'Why it is halted.' })
  reason!: string | null;

  @Field(() => String, { ...optional, description: 'Who halted it.' })
  askedBy!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Since when it is halted.' })
  since!: string | null;

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'When it goes on by itself; null: when somebody says so.',
  })
  until!: string | null;

  @Field(() => Int, {
    ...optional,
    description: 'How many messages, polls or deliveries have begun and are not done; for who sees the whole group.',
  })
  remaining!: number | null;

  @Field(() => BreakerState, { description: 'Whether the system answers.' })
  breaker!: string;

  @Field(() => Int, { description: 'How often in a row it has not answered.' })
  failures!: number;

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'Since when it is left alone because it does not answer.',
  })
  openedAt!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it is tried again.' })
  nextProbeAt!: string | null;

  @Field(() => String, { ...optional, description: 'What it failed with last, until it has answered again.' })
  lastError!: string | null;
}

@ObjectType({ description: 'One installed system.' })
export class SystemType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'The connector that reads and writes it.' })
  connector!: string;

  @Field(() => String, { description: 'What it is to the firm.' })
  role!: string;

  @Field(() => String, { description: 'How far the hub may go with it.' })
  stage!: string;

  @Field(() => Int, {
    ...optional,
    description: 'How many requests a minute it is sent at most, where there is a limit.',
  })
  requestsPerMinute!: number | null;

  @Field(() => [SystemWay], { description: 'The way in and the way out.' })
  ways!: SystemWay[];
}

@InputType({ description: 'A system that is to stand still, or to come to rest.' })
export class HaltSystemInput {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => SystemDirection, { ...optional, description: 'Only this way; both where left out.' })
  direction?: Direction;

  @Field(() => String, { description: 'Why, for whoever sees it and for the audit log.' })
  reason!: string;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it goes on by itself.' })
  until?: Date;
}

@InputType({ description: 'A system that is to go on where it was.' })
export class ResumeSystemInput {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => SystemDirection, { ...optional, description: 'Only this way; both where left out.' })
  direction?: Direction;

  @Field(() => String, { description: 'Why, for the audit log.' })
  reason!: string;
}

@ObjectType({ description: 'The system after the change, or why there was none.' })
export class SystemPayload {
  @Field(() => SystemType, { ...optional, description: 'As it is now.' })
  system!: SystemType | null;

  @Field(() => [UserError], { description: 'Why it was not changed.' })
  errors!: UserError[];
}
