import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { HoldState } from './enums.ts';

@ObjectType({
  description:
    'How the stop of an invoice stands at its source. HELD only once the source says so itself, of all that must be held.',
})
export class InvoiceHold {
  @Field(() => HoldState, { description: 'How far it has come.' })
  state!: string;

  @Field(() => String, { nullable: true, description: 'At which level the source stops it.' })
  level!: string | null;

  @Field(() => String, { nullable: true, description: 'The source.' })
  system!: string | null;

  @Field(() => GraphQLDateTimeISO, { nullable: true, description: 'Since when it is asked for.' })
  since!: string | null;
}
