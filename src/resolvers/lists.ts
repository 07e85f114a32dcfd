import { ArgsType, type ClassType, Field, Int } from 'type-graphql';

/** How many rows a page has unless said otherwise; the most that one may ask for is a matter of rights. */
const usualPage = 50;

/** The arguments of a list with its own filter and order. */
export function listArguments(name: string, filter: ClassType, order: ClassType) {
  @ArgsType()
  class ListArguments {
    @Field(() => filter, { nullable: true, description: `Which ${name}.` })
    filter?: object;

    @Field(() => [order], { nullable: true, description: 'By what to order; the id breaks ties.' })
    orderBy?: { field: string; direction: string }[];

    @Field(() => Int, { defaultValue: usualPage, description: 'How many rows: at most 200, for BI 10,000.' })
    first!: number;

    @Field(() => String, { nullable: true, description: 'The endCursor of the page before; empty for the start.' })
    after?: string;
  }
  return ListArguments;
}
