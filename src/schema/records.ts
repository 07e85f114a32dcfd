import { GraphQLCurrency, GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from './common.ts';
import {
  ContractStatus,
  DeliveryState,
  ErpProjectStatus,
  InvoiceStatus,
  PresenceState,
  ProjectStatus,
  ScopeState,
} from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'An agreement with a customer, under the terms in force.' })
export class Contract {
  @Field(() => String, { ...optional, description: 'Its number.' })
  number!: string | null;

  @Field(() => String, { ...optional, description: 'Its name.' })
  name!: string | null;

  @Field(() => ContractStatus, { ...optional, description: 'Its state.' })
  status!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it was signed.' })
  signedOn!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it begins.' })
  startsOn!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it ends.' })
  endsOn!: string | null;

  @Field(() => Int, { ...optional, description: 'How many amendments it has.' })
  amendmentNumber!: number | null;

  @Field(() => Boolean, { ...optional, description: 'Whether the customer pays only against a purchase order.' })
  purchaseOrderRequired!: boolean | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it last changed in any of its systems.' })
  occurredAt!: string;

  @Field(() => Boolean, { description: 'Whether its owner has no record of it.' })
  orphan!: boolean;
}

@ObjectType({ description: 'A change order.' })
export class Amendment {
  @Field(() => Int, { ...optional, description: 'Its number within the contract.' })
  number!: number | null;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'When it was approved.' })
  approvedAt!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'From when it holds.' })
  effectiveOn!: string | null;
}

@ObjectType({ description: 'A deliverable with a price and a date.' })
export class Milestone {
  @Field(() => String, { ...optional, description: 'Its name.' })
  name!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it is planned.' })
  plannedOn!: string | null;

  @Field(() => ScopeState, { ...optional, description: 'Whether it is still in scope.' })
  scopeState!: string | null;

  @Field(() => DeliveryState, { ...optional, description: 'How far its delivery has come.' })
  deliveryState!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When the customer accepted it.' })
  acceptedOn!: string | null;
}

@ObjectType({ description: 'The delivery of a contract or of a part of it.' })
export class Project {
  @Field(() => String, { ...optional, description: 'Its number.' })
  number!: string | null;

  @Field(() => String, { ...optional, description: 'Its name.' })
  name!: string | null;

  @Field(() => ProjectStatus, { ...optional, description: 'The state of its delivery.' })
  status!: string | null;

  @Field(() => Boolean, { ...optional, description: 'Whether it may be worked on.' })
  approved!: boolean | null;

  @Field(() => Boolean, { ...optional, description: 'Whether it is billed.' })
  billable!: boolean | null;

  @Field(() => ErpProjectStatus, { ...optional, description: 'Its state in the ERP; nothing where the ERP has none.' })
  erpStatus!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it begins.' })
  startsOn!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it ends.' })
  endsOn!: string | null;
}

@ObjectType({ description: 'A bill to a customer, from draft to paid.' })
export class Invoice {
  @Field(() => String, { ...optional, description: 'Its number.' })
  number!: string | null;

  @Field(() => InvoiceStatus, { ...optional, description: 'Its state.' })
  status!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it went out.' })
  issuedOn!: string | null;

  @Field(() => GraphQLLocalDate, { ...optional, description: 'When it is due.' })
  dueOn!: string | null;

  @Field(() => Boolean, { description: 'Whether an exception says that it must not go out.' })
  blocked!: boolean;
}

@ObjectType({ description: 'One line of an invoice.' })
export class InvoiceLine {
  @Field(() => Int, { ...optional, description: 'Its number within the invoice.' })
  number!: number | null;

  @Field(() => String, { ...optional, description: 'What it says.' })
  description!: string | null;

  @Field(() => [String], { description: 'The milestones that it bills.' })
  milestones!: string[];
}

@ObjectType({ description: 'A client of the firm.' })
export class Customer {
  @Field(() => String, { ...optional, description: 'Its number.' })
  number!: string | null;

  @Field(() => String, { ...optional, description: 'Its name.' })
  name!: string | null;

  @Field(() => String, { ...optional, description: 'Its country.' })
  country!: string | null;

  @Field(() => GraphQLCurrency, { ...optional, description: 'The currency that it is billed in.' })
  currency!: string | null;

  @Field(() => String, { ...optional, description: 'When it has to pay.' })
  paymentTerms!: string | null;
}

@ObjectType({ description: 'What one system says of one attribute.' })
export class ComparedValue {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'What it is to the firm.' })
  role!: string;

  @Field(() => String, { ...optional, description: 'What it says.' })
  value!: string | null;

  @Field(() => Boolean, { description: 'Whether it owns the attribute.' })
  owner!: boolean;

  @Field(() => Boolean, { description: 'Whether it disagrees with the owner.' })
  drifts!: boolean;

  @Field(() => GraphQLDateTimeISO, { ...optional, description: 'Since when it disagrees.' })
  since!: string | null;
}

@ObjectType({ description: 'One attribute as every system has it.' })
export class ComparedAttribute {
  @Field(() => String, { description: 'The attribute.' })
  attribute!: string;

  @Field(() => String, { ...optional, description: 'The value that counts.' })
  golden!: string | null;

  @Field(() => [ComparedValue], { description: 'What each system says.' })
  values!: ComparedValue[];
}

@ObjectType({ description: 'Whether a system has a record of a thing, and how it was matched.' })
export class RecordPresence {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'What it is to the firm.' })
  role!: string;

  @Field(() => PresenceState, { description: 'UNKNOWN until the stream has been read completely.' })
  state!: string;

  @Field(() => String, { ...optional, description: "The system's own key of the record." })
  key!: string | null;

  @Field(() => String, { ...optional, description: 'How it was matched: origin, foreign-id, natural-key or person.' })
  method!: string | null;

  @Field(() => String, { ...optional, description: 'How we know that it is the same thing.' })
  linkedBy!: string | null;
}

@ObjectType({ description: 'One thing as every system has it, side by side.' })
export class ComparedRecord {
  @Field(() => String, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, { description: 'Its name or number.' })
  label!: string;

  @Field(() => [RecordPresence], { description: 'Which systems have it.' })
  presence!: RecordPresence[];

  @Field(() => [ComparedAttribute], { description: 'What they say of it.' })
  attributes!: ComparedAttribute[];
}

@ObjectType({ description: 'Where money has got to. Amounts of different currencies stand apart.' })
export class BacklogToCashRow {
  @Field(() => GraphQLLocalDate, { ...optional, description: 'The first day of the month, when grouped by month.' })
  month!: string | null;

  @Field(() => GraphQLCurrency, { description: 'The currency of the amounts.' })
  currency!: string;

  @Field(() => Int, {
    description: 'Contracts of which not every amount is known; they count in nothing between the stages.',
  })
  unknownContracts!: number;
}

/** A page of contracts. */
export const ContractConnection = connectionOf('Contract', Contract);
/** A page of projects. */
export const ProjectConnection = connectionOf('Project', Project);
/** A page of invoices. */
export const InvoiceConnection = connectionOf('Invoice', Invoice);
/** A page of customers. */
export const CustomerConnection = connectionOf('Customer', Customer);
