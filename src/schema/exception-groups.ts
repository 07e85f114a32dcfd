import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { ExceptionStatus, Severity } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'Exceptions that have something in common, counted, with what is at stake.' })
export class ExceptionGroup {
  @Field(() => Int, { description: 'How many they are.' })
  count!: number;

  @Field(() => Int, { description: 'How many of them put no amount at stake that is known.' })
  withoutAmount!: number;

  @Field(() => Severity, { description: 'How bad the worst of them is.' })
  worstSeverity!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'Since when the oldest of them stands.' })
  oldestOpenedAt!: string;

  @Field(() => String, { ...optional, description: 'Their rule, when grouped by it.' })
  rule!: string | null;

  @Field(() => ExceptionStatus, { ...optional, description: 'Where they stand, when grouped by it.' })
  status!: string | null;

  @Field(() => String, { ...optional, description: 'The role whose they are to resolve, when grouped by it.' })
  ownerRole!: string | null;

  @Field(() => String, { ...optional, description: 'Who works on them, when grouped by it and somebody does.' })
  assignee!: string | null;
}
