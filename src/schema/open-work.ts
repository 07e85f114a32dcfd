import { GraphQLCurrency } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Severity } from './enums.ts';

@ObjectType({ description: 'Blocked invoices of one currency.' })
export class BlockedTotal {
  @Field(() => GraphQLCurrency, { nullable: true, description: 'Their currency.' })
  currency!: string | null;

  @Field(() => Int, { description: 'How many there are.' })
  count!: number;
}

@ObjectType({ description: 'Open exceptions of one severity and currency.' })
export class ExceptionTotal {
  @Field(() => Severity, { description: 'How bad they are.' })
  severity!: string;

  @Field(() => GraphQLCurrency, { nullable: true, description: 'Their currency; nothing where no money is at stake.' })
  currency!: string | null;

  @Field(() => Int, { description: 'How many there are.' })
  count!: number;
}
