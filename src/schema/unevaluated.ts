import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from './common.ts';

@ObjectType({ description: 'A stream that something waits for.' })
export class AwaitedStream {
  @Field(() => String, { description: 'The role of its system, e.g. erp.' })
  role!: string;

  @Field(() => String, { description: 'The kind of its records.' })
  kind!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Through when it must be known.' })
  neededThrough!: string;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'Through when it is known; nothing if not at all.' })
  knownThrough!: string | null;
}

@ObjectType({
  description: 'A record that a rule can not tell anything about: neither that it passes nor that it fires.',
})
export class Unevaluated {
  @Field(() => String, { description: 'The id of the rule, e.g. R03.' })
  rule!: string;

  @Field(() => String, { description: 'What the rule is about.' })
  title!: string;

  @Field(() => String, { description: 'The kind of the record.' })
  kind!: string;

  @Field(() => [String], { description: 'The facts that are not known.' })
  missing!: string[];

  @Field(() => [AwaitedStream], { description: 'What they wait for; none where a source says nothing of them.' })
  waits!: AwaitedStream[];

  @Field(() => GraphQLDateTimeISO, { description: 'Since when.' })
  since!: string;

  @Field(() => ID, { description: 'Everything that belongs to one event carries this id.' })
  correlationId!: string;
}

/** A page of what could not be evaluated. */
export const UnevaluatedConnection = connectionOf('Unevaluated', Unevaluated);

@ObjectType({ description: 'What could not be evaluated for one reason.' })
export class UnevaluatedGroup {
  @Field(() => String, { description: 'The rule, the fact, or the stream by role and kind.' })
  key!: string;

  @Field(() => Int, { description: 'How many there are.' })
  count!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when the oldest of them.' })
  oldestSince!: string;
}
