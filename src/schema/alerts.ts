import { GraphQLDateTimeISO, GraphQLJSONObject } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ExceptionEffect, Severity } from './enums.ts';
import { Decimal } from './scalars.ts';

const optional = { nullable: true } as const;

@InputType({ description: 'Which alerts to get. Conditions must all hold.' })
export class AlertFilter {
  @Field(() => [String], {
    ...optional,
    description: 'Event types, e.g. exception.opened; a prefix such as correction. works too.',
  })
  types?: string[];

  @Field(() => [Severity], { ...optional, description: 'Of these severities.' })
  severities?: string[];

  @Field(() => ExceptionEffect, { ...optional, description: 'Only what blocks an invoice, or only what flags.' })
  effect?: string;

  @Field(() => [String], { ...optional, description: 'Of these rules.' })
  rules?: string[];

  @Field(() => [String], { ...optional, description: 'Of legal entities with these codes.' })
  legalEntities?: string[];

  @Field(() => [String], { ...optional, description: 'For these owner roles.' })
  ownerRoles?: string[];

  @Field(() => Decimal, { ...optional, description: 'With at least so much at stake, in whatever currency.' })
  minAmount?: string;

  @Field(() => Boolean, {
    ...optional,
    description: 'Of exceptions below what matters too; they alert nobody otherwise, save by their sum.',
  })
  immaterial?: boolean;
}

@ObjectType({ description: 'Something that a subscriber is told.' })
export class AlertEvent {
  @Field(() => ID, { description: 'The same whenever it is delivered again: drop what you have.' })
  id!: string;

  @Field(() => String, { description: 'The place after it: subscribe after it to go on from here.' })
  cursor!: string;

  @Field(() => String, { description: 'What happened, e.g. exception.opened, invoice.held, baseline.digest.' })
  type!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When.' })
  at!: string;

  @Field(() => String, { ...optional, description: 'The code of the legal entity.' })
  legalEntity!: string | null;

  @Field(() => String, { description: 'It in words.' })
  sentence!: string;

  @Field(() => GraphQLJSONObject, { description: 'The details, by event type.' })
  payload!: Record<string, unknown>;

  @Field(() => ID, { description: 'Everything that belongs to one event carries this id.' })
  correlationId!: string;
}

@ObjectType({ description: 'Alerts in order. An empty batch says that the stream is alive and where it is.' })
export class AlertEventBatch {
  @Field(() => [AlertEvent], { description: 'The alerts.' })
  events!: AlertEvent[];

  @Field(() => String, { description: 'The place after the last of them, and after whatever was not for you.' })
  endCursor!: string;

  @Field(() => Boolean, { description: 'Whether they were there before you subscribed.' })
  isReplay!: boolean;

  @Field(() => Boolean, { description: 'Whether this batch only says that the stream is alive.' })
  isHeartbeat!: boolean;
}
