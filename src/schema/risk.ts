import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Money, UserError } from './common.ts';
import { RiskState } from './enums.ts';
import { ExceptionType } from './exception.ts';

const optional = { nullable: true } as const;

@ObjectType({
  description: 'The risk of an exception, accepted for a time or asked to be: by two people, never by one.',
})
export class RiskAcceptance {
  @Field(() => ID, { description: 'Its id here.' })
  id!: string;

  @Field(() => RiskState, { description: 'How far it has come.' })
  state!: string;

  @Field(() => String, { description: 'Why it can be accepted.' })
  reason!: string;

  @Field(() => String, { description: 'Who asked for it.' })
  maker!: string;

  @Field(() => String, { ...optional, description: 'Who decided on it.' })
  approver!: string | null;

  @Field(() => String, { ...optional, description: 'What they said.' })
  comment!: string | null;

  @Field(() => Money, { ...optional, description: 'How much is accepted: what was at stake when it was asked for.' })
  amount!: Money | null;

  @Field(() => Boolean, { description: 'Whether it lets go what the rule blocks.' })
  coversBlock!: boolean;

  @Field(() => GraphQLDateTimeISO, { description: 'When the exception opens again by itself.' })
  expiresAt!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was asked for.' })
  requestedAt!: string;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it was accepted.' })
  acceptedAt!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it came to its end.' })
  endedAt!: string | null;

  @Field(() => String, { ...optional, description: 'What ended it, e.g. expired, outgrown or cleared.' })
  endedBecause!: string | null;

  @Field(() => Int, { description: 'Grows with every change; send it back with a decision.' })
  version!: number;
}

@InputType({ description: 'A risk that somebody else is to accept.' })
export class RequestRiskAcceptanceInput {
  @Field(() => ID, { description: 'The exception.' })
  exceptionId!: string;

  @Field(() => Int, { description: 'The version of the exception that was looked at.' })
  expectedVersion!: number;

  @Field(() => String, { description: 'Why the risk can be accepted.' })
  reason!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Until when, within 366 days; then the exception opens again.' })
  expiresAt!: Date;
}

@InputType({ description: 'A decision on a risk, or its withdrawal.' })
export class DecideRiskInput {
  @Field(() => ID, { description: 'The acceptance.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the acceptance that was looked at.' })
  expectedVersion!: number;

  @Field(() => String, { ...optional, description: 'Why.' })
  comment?: string;
}

@ObjectType({ description: 'The exception after the change, or why there was none.' })
export class RiskPayload {
  @Field(() => ExceptionType, { ...optional, description: 'As it is now.' })
  exception!: ExceptionType | null;

  @Field(() => [UserError], { description: 'Why it was not changed.' })
  errors!: UserError[];
}
