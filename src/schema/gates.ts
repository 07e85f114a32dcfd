import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Money } from './common.ts';
import { GateVerdict, RuleOutcome } from './enums.ts';
import { RuleComparison } from './exception.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'A stream that is not known as far as something has to be known.' })
export class LateStream {
  @Field(() => String, { description: 'What its system is to the firm.' })
  role!: string;

  @Field(() => String, { description: 'The kind of its records.' })
  kind!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Through when it must be known.' })
  through!: string;

  @Field(() => String, { ...optional, description: 'The system and its stream; nothing where none is connected.' })
  stream!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Through when it is known.' })
  knownThrough!: string | null;
}

@ObjectType({ description: 'Why a gate is closed, or can not tell: one rule on one record.' })
export class GateReason {
  @Field(() => String, { description: 'The rule.' })
  rule!: string;

  @Field(() => Int, { description: 'Its version.' })
  version!: number;

  @Field(() => String, { description: 'What it is about.' })
  title!: string;

  @Field(() => RuleOutcome, { description: 'Whether it fires or can not be evaluated.' })
  outcome!: string;

  @Field(() => String, { description: 'The reason in words.' })
  sentence!: string;

  @Field(() => ID, { ...optional, description: 'The record that it is about; nothing where you may not see it.' })
  subjectId!: string | null;

  @Field(() => String, { ...optional, description: 'The same in words.' })
  subjectLabel!: string | null;

  @Field(() => Money, { ...optional, description: 'What is at stake, where that is known.' })
  amount!: Money | null;

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'Until when it is an accepted risk, which closes nothing.',
  })
  acceptedUntil!: string | null;

  @Field(() => [RuleComparison], { description: 'The comparisons of the rule with their values.' })
  comparisons!: RuleComparison[];

  @Field(() => [String], { description: 'The facts that are not known.' })
  missing!: string[];

  @Field(() => [LateStream], { description: 'The streams that they wait for.' })
  waitsFor!: LateStream[];
}

@ObjectType({ description: 'What a gate answers, by the rules that close it.' })
export class GateAnswer {
  @Field(() => GateVerdict, { description: 'Whether it lets through. What can not be told does not pass.' })
  verdict!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'The instant that the rules were asked about.' })
  asOf!: string;

  @Field(() => [GateReason], {
    description: 'Every reason why not, everything that can not be told, and what was accepted as a risk.',
  })
  reasons!: GateReason[];
}
