import { Field, ID, Int, ObjectType } from 'type-graphql';
import { UserError } from './common.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'A field that would come out otherwise.' })
export class FieldChange {
  @Field(() => String, { description: 'The field.' })
  field!: string;

  @Field(() => String, { ...optional, description: 'What it is now.' })
  before!: string | null;

  @Field(() => String, { ...optional, description: 'What it would be.' })
  after!: string | null;
}

@ObjectType({ description: 'A record of a system that would come out otherwise.' })
export class RecordChange {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'The kind of record.' })
  kind!: string;

  @Field(() => ID, { description: 'Its key there.' })
  key!: string;

  @Field(() => String, { ...optional, description: 'The key that people know it by.' })
  naturalKey!: string | null;

  @Field(() => String, { description: 'What would become of it: appears, changes or disappears.' })
  what!: string;

  @Field(() => [FieldChange], { description: 'What of it would change.' })
  fields!: FieldChange[];
}

@ObjectType({ description: 'A message that could not be used.' })
export class UnusableMessage {
  @Field(() => ID, { description: 'The message.' })
  id!: string;

  @Field(() => String, { description: 'A code of the error catalogue.' })
  code!: string;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType({ description: 'What taking messages in again would come to. Nothing was done.' })
export class ReplayPreview {
  @Field(() => Int, { description: 'How many messages would be taken in again.' })
  messages!: number;

  @Field(() => Int, { description: 'How many of them are hints, whose records would be read at their source again.' })
  hints!: number;

  @Field(() => Int, { description: 'How many could not be used.' })
  unusableCount!: number;

  @Field(() => [UnusableMessage], { description: 'The first of those.' })
  unusable!: UnusableMessage[];

  @Field(() => Int, { description: 'How many records would come out otherwise.' })
  changeCount!: number;

  @Field(() => [RecordChange], { description: 'The first of those.' })
  changes!: RecordChange[];
}

@ObjectType({ description: 'What was begun, or, where that was asked, what would come of it.' })
export class ReplayPayload {
  @Field(() => Int, { description: 'How many messages are taken in again.' })
  started!: number;

  @Field(() => ReplayPreview, { ...optional, description: 'What would come of it, when only that was asked.' })
  preview!: ReplayPreview | null;

  @Field(() => [UserError], { description: 'Why it was not begun.' })
  errors!: UserError[];
}
