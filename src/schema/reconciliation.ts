import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'What the last comparison of a stream with its source found, record by record.' })
export class StreamScan {
  @Field(() => GraphQLDateTimeISO, { description: 'When it was done.' })
  finishedAt!: string;

  @Field(() => String, {
    description:
      'complete; short or access_lost, whose missing records are not taken for deleted; or failed, where it broke off.',
  })
  outcome!: string;

  @Field(() => String, { nullable: true, description: 'Why it is not complete.' })
  reason!: string | null;

  @Field(() => Int, { description: 'How many records the source named.' })
  records!: number;

  @Field(() => Int, { description: 'How many of them were not here.' })
  missing!: number;

  @Field(() => Int, { description: 'How many were here in another state.' })
  changed!: number;

  @Field(() => Int, { description: 'How many records were here that the source did not name.' })
  gone!: number;

  @Field(() => Int, {
    description: 'How many of those it had not named the time before either: they count as deleted.',
  })
  deleted!: number;

  @Field(() => ID, { description: 'What followed from it carries this correlation id.' })
  correlationId!: string;
}
