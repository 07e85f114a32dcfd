import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { RuleLife as Life } from '../domain/rule-life.ts';
import { connectionOf, UserError } from './common.ts';
import { ExceptionEffect, RuleLife, Severity } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType('RuleVersion', { description: 'A version of a rule and what it is now. What it says never changes.' })
export class RuleVersionType {
  @Field(() => Int, { description: 'The version.' })
  version!: number;

  @Field(() => RuleLife, { description: 'What it is.' })
  life!: Life;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when.' })
  since!: string;

  @Field(() => String, { description: 'Who made it that.' })
  by!: string;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType({ description: 'A rule and how the last look at the whole book went.' })
export class RuleType {
  @Field(() => String, { description: 'Its id, e.g. R03.' })
  id!: string;

  @Field(() => Int, {
    description:
      'The version that is active; where none is, the one in shadow, else the newest draft, else the newest.',
  })
  version!: number;

  @Field(() => RuleLife, { description: 'What that version is.' })
  life!: Life;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when.' })
  since!: string;

  @Field(() => String, { description: 'Who made it that.' })
  by!: string;

  @Field(() => [RuleVersionType], { description: 'Every version, the newest first.' })
  versions!: RuleVersionType[];

  @Field(() => String, { description: 'Its title.' })
  title!: string;

  @Field(() => String, { description: 'What it finds.' })
  about!: string;

  @Field(() => String, { description: 'The kind of record that it is about.' })
  entity!: string;

  @Field(() => String, { description: 'Whether it flags or blocks.' })
  effect!: string;

  @Field(() => String, { description: 'The role whose findings they are.' })
  owner!: string;

  @Field(() => Int, { description: 'How many of its findings stand, of those that you see.' })
  open!: number;

  @Field(() => Int, { description: 'How many findings of its version in shadow stand, of those that you see.' })
  openInShadow!: number;

  @Field(() => Int, { description: 'On how many records, of those that you see, it can not be evaluated.' })
  cannotEvaluate!: number;

  @Field(() => [String], { description: 'The streams that it waits for, with how far they are known.' })
  waitsFor!: string[];

  @Field(() => String, { ...optional, description: 'Why it could not be judged at all.' })
  failure!: string | null;
}

@ObjectType({ description: 'Why the folder of the rules can not be taken in as it is. Judging goes on as before.' })
export class RulesProblem {
  @Field(() => String, { description: 'The file, the place in it, and what to do.' })
  message!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when.' })
  since!: string;
}

@ObjectType({ description: 'What a rule in shadow finds: nobody is told, and nothing follows from it.' })
export class ShadowFinding {
  @Field(() => String, { description: 'The rule.' })
  rule!: string;

  @Field(() => Int, { description: 'Its version.' })
  ruleVersion!: number;

  @Field(() => String, { description: 'What it is about.' })
  subjectLabel!: string;

  @Field(() => Severity, { description: 'How bad it would be.' })
  severity!: string;

  @Field(() => ExceptionEffect, { description: 'What an active rule would do.' })
  effect!: string;

  @Field(() => String, { description: 'What is wrong, in words.' })
  sentence!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when it stands.' })
  openedAt!: string;
}

@InputType({ description: 'What a version of a rule is to be from now on.' })
export class SetRuleLifeInput {
  @Field(() => String, { description: 'The rule, e.g. R03.' })
  rule!: string;

  @Field(() => Int, { description: 'Its version.' })
  version!: number;

  @Field(() => RuleLife, { description: 'What it is to be.' })
  life!: Life;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType({ description: 'Whether it was changed. Exceptions follow within moments.' })
export class SetRuleLifePayload {
  @Field(() => RuleType, { ...optional, description: 'The rule as it is now.' })
  rule!: RuleType | null;

  @Field(() => [UserError], { description: 'Why it was not.' })
  errors!: UserError[];
}

/** A page of what rules in shadow find. */
export const ShadowFindingConnection = connectionOf('ShadowFinding', ShadowFinding);
