import { GraphQLDateTimeISO, GraphQLURL } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A record of a source system that something here stands on.' })
export class RecordBehind {
  @Field(() => String, { description: 'The system that keeps it.' })
  system!: string;

  @Field(() => String, { description: 'What it is of.' })
  kind!: string;

  @Field(() => String, { description: "The system's own id of it." })
  key!: string;

  @Field(() => String, { nullable: true, description: 'The number or name that people know it by.' })
  naturalKey!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: "When it last changed, by the system's clock." })
  occurredAt!: string;

  @Field(() => Boolean, { description: 'Whether it was deleted there.' })
  deleted!: boolean;

  @Field(() => GraphQLURL, { nullable: true, description: 'Where to see it there; nothing where no address is known.' })
  url!: string | null;
}
