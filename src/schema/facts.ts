import { Field, ObjectType } from 'type-graphql';
import { FactType, SubjectKind } from './enums.ts';
import { LateStream } from './gates.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: 'A fact that rules may use.' })
export class DeclaredFact {
  @Field(() => SubjectKind, { description: 'What it is about.' })
  kind!: string;

  @Field(() => String, { description: 'Its name in rule files.' })
  name!: string;

  @Field(() => FactType, { description: 'Its type.' })
  type!: string;

  @Field(() => String, { ...optional, description: 'What it counts. A decimal without one is an amount of money.' })
  unit?: string;

  @Field(() => String, { description: 'What it means.' })
  about!: string;

  @Field(() => [String], { ...optional, description: 'All values that it can have, where they are a closed list.' })
  oneOf?: readonly string[];
}

@ObjectType({ description: 'A fact of one record.' })
export class Fact extends DeclaredFact {
  @Field(() => String, { ...optional, description: 'Its value; nothing where it is not known.' })
  value!: string | null;

  @Field(() => String, { description: 'Its value as people read it.' })
  words!: string;

  @Field(() => [LateStream], { description: 'The streams that it waits for, where it is not known.' })
  waitsFor!: LateStream[];
}
