import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { SubjectKind as SubjectKindName } from '../domain/subject-kind.ts';
import { SubjectKind } from '../schema/enums.ts';
import { DeclaredFact, Fact } from '../schema/facts.ts';
import { decodeIdOf } from '../schema/ids.ts';
import type { Context } from './context.ts';

@Resolver()
export class FactResolver {
  @Authorized('read')
  @Query(() => [Fact], {
    nullable: true,
    description: 'Every fact of one record, as far as you may see; nothing where there is none that you may see.',
  })
  facts(
    @Arg('kind', () => SubjectKind, { description: 'The kind of the record.' }) kind: SubjectKindName,
    @Arg('id', () => ID, { description: 'The record.' }) id: string,
    @Arg('asOf', () => GraphQLDateTimeISO, {
      nullable: true,
      description: 'As it was known at this instant; now, if left out.',
    })
    asOf: Date | undefined,
    @Ctx() { read, verbs }: Context,
  ) {
    const key = decodeIdOf(kind, id);
    return read((sql) => verbs.factsAbout(sql, kind, key, asOf), asOf);
  }

  @Authorized('read')
  @Query(() => [DeclaredFact], { description: 'The facts that rules may use.' })
  factCatalogue(
    @Arg('kind', () => SubjectKind, { nullable: true, description: 'About records of this kind; of all, if left out.' })
    kind: SubjectKindName | undefined,
    @Ctx() { verbs }: Context,
  ) {
    return verbs.declaredFacts(kind);
  }
}
