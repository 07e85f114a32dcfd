import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { LegalEntity } from './common.ts';
import { BlockedTotal, ExceptionTotal } from './open-work.ts';
import { BacklogToCashRow } from './records.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'One cell of the group, and what it said or why it said nothing.' })
export class GroupCell {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => [LegalEntity], { description: 'The companies that it holds, whether it answered or not.' })
  legalEntities!: LegalEntity[];

  @Field(() => Boolean, { description: 'Whether it answered in its time.' })
  answered!: boolean;

  @Field(() => String, { ...optional, description: 'A code of the error catalogue, where it did not.' })
  code!: string | null;

  @Field(() => String, { ...optional, description: 'Why it did not, in a sentence.' })
  reason!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it answered, by its own clock.' })
  asOf!: string | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When the last message of any system came in.' })
  newestMessageAt!: string | null;

  @Field(() => GraphQLDateTimeISO, {
    ...optional,
    description: 'Since when the oldest message waits that has not been worked off; nothing where none waits.',
  })
  waitingSince!: string | null;

  @Field(() => [BacklogToCashRow], { ...optional, description: 'Its own flow from signature to cash, by currency.' })
  backlogToCash!: BacklogToCashRow[] | null;

  @Field(() => [ExceptionTotal], { ...optional, description: 'Its own open exceptions, by severity and currency.' })
  exceptionTotals!: ExceptionTotal[] | null;

  @Field(() => [BlockedTotal], { ...optional, description: 'Its own blocked invoices, by currency.' })
  blockedTotals!: BlockedTotal[] | null;
}

@ObjectType({
  description: 'What all cells of the group come to. Sums are of every cell that was asked, or there are none.',
})
export class Group {
  @Field(() => Boolean, { description: 'Whether every cell that was asked has answered.' })
  complete!: boolean;

  @Field(() => [String], { description: 'The cells that did not answer.' })
  missing!: string[];

  @Field(() => [GroupCell], { description: 'Each cell that was asked, with its own figures.' })
  cells!: GroupCell[];

  @Field(() => [BacklogToCashRow], {
    ...optional,
    description: 'The flow from signature to cash of all, by currency; nothing while a cell is missing.',
  })
  backlogToCash!: BacklogToCashRow[] | null;

  @Field(() => [ExceptionTotal], {
    ...optional,
    description: 'The open exceptions of all, by severity and currency; nothing while a cell is missing.',
  })
  exceptionTotals!: ExceptionTotal[] | null;

  @Field(() => [BlockedTotal], {
    ...optional,
    description: 'The blocked invoices of all, by currency; nothing while a cell is missing.',
  })
  blockedTotals!: BlockedTotal[] | null;
}
