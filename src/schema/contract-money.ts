import { GraphQLLocalDate } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Money } from './common.ts';
import { BillingEventState } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({
  description:
    'Where the value of one contract has got to, each part summed from its own records. Nothing where an amount is not known.',
})
export class ContractFlow {
  @Field(() => Money, { ...optional, description: 'Its value, amendments included.' })
  signed!: Money | null;

  @Field(() => Money, { ...optional, description: 'Sold and not yet delivered.' })
  backlog!: Money | null;

  @Field(() => Money, { ...optional, description: 'Milestones accepted and time approved.' })
  delivered!: Money | null;

  @Field(() => Money, { ...optional, description: 'Delivered and not yet billed.' })
  workInProgress!: Money | null;

  @Field(() => Money, { ...optional, description: 'Invoices issued, less credit notes.' })
  billed!: Money | null;

  @Field(() => Money, { ...optional, description: 'Billed, and neither paid nor written off yet.' })
  receivable!: Money | null;

  @Field(() => Money, { ...optional, description: 'Cash applied.' })
  collected!: Money | null;

  @Field(() => Money, { ...optional, description: 'Taken off invoices without cash, and approved.' })
  writtenOff!: Money | null;

  @Field(() => Money, { ...optional, description: 'Value that is in none of these: 0 if the books tie.' })
  unexplained!: Money | null;
}

@ObjectType({ description: 'What the ERP bills, at the level at which it can be held.' })
export class BillingEvent {
  @Field(() => String, { ...optional, description: 'Its number.' })
  number!: string | null;

  @Field(() => String, { ...optional, description: 'What it says.' })
  description!: string | null;

  @Field(() => BillingEventState, { ...optional, description: 'How far it has come.' })
  state!: string | null;

  @Field(() => Boolean, { ...optional, description: 'Whether the ERP holds it back.' })
  held!: boolean | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it is to be billed.' })
  eventOn!: string | null;

  @Field(() => String, { ...optional, description: 'The milestone that it bills.' })
  milestone!: string | null;

  @Field(() => String, { ...optional, description: 'The number of the invoice that it stands on.' })
  invoiceNumber!: string | null;
}
