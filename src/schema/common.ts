import { GraphQLCurrency } from 'graphql-scalars';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Decimal } from './scalars.ts';

@ObjectType({ description: 'An amount in one currency. Amounts of different currencies are never added.' })
export class Money {
  @Field(() => Decimal, { description: 'The exact amount.' })
  amount!: string;

  @Field(() => GraphQLCurrency, { description: 'ISO 4217.' })
  currency!: string;

  @Field(() => String, { description: 'The amount as people read it, e.g. "30,000.00 EUR".' })
  formatted!: string;
}

@ObjectType({ description: 'A company of the firm.' })
export class LegalEntity {
  @Field(() => String, { description: 'Its short name.' })
  code!: string;

  @Field(() => String, { description: 'Its full name.' })
  name!: string;

  @Field(() => GraphQLCurrency, { description: 'The currency that it reports in.' })
  currency!: string;

  @Field(() => String, { description: 'ISO 3166.' })
  country!: string;
}

@ObjectType({ description: 'What a part of the firm is good at.' })
export class Practice {
  @Field(() => String, { description: 'Its short name.' })
  code!: string;

  @Field(() => String, { description: 'Its full name.' })
  name!: string;
}

@ObjectType({ description: 'Where a page of a list begins and ends.' })
class PageInfo {
  @Field(() => String, { nullable: true, description: 'Ask for what comes after it to get the next page.' })
  endCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the first row.' })
  startCursor!: string | null;

  @Field(() => Boolean, { description: 'Whether there is a next page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is a page before; only forward paging is offered.' })
  hasPreviousPage!: boolean;
}

@ObjectType({ description: 'Why a change was not made.' })
export class UserError {
  @Field(() => String, { description: 'A code of the error catalogue.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what to do.' })
  message!: string;

  @Field(() => [String], { nullable: true, description: 'The place in the input.' })
  path!: string[] | null;
}

/** A page of a list as the API shapes it. */
export interface ConnectionShape<Node> {
  edges: { node: Node; cursor: string }[];
  nodes: Node[];
  pageInfo: PageInfo;
  /** A getter, so that nothing is counted unless it is asked for. */
  readonly totalCount: Promise<number>;
}

/** Makes the connection and edge types of a node type. */
export function connectionOf<Node extends object>(
  name: string,
  node: ClassType<Node>,
): ClassType<ConnectionShape<Node>> {
  @ObjectType(`${name}Edge`, { description: `A ${name} and its place in the list.` })
  class Edge {
    @Field(() => node, { description: `The ${name}.` })
    node!: Node;

    @Field(() => String, { description: 'Its place.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}s.` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows with their places.' })
    edges!: Edge[];

    @Field(() => [node], { description: 'The rows.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Where the page begins and ends.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many rows the whole list has; counted only when asked for.' })
    totalCount!: Promise<number>;
  }
  return Connection as unknown as ClassType<ConnectionShape<Node>>;
}
