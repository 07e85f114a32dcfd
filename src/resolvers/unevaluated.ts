import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity } from '../schema/common.ts';
import { UnevaluatedDimension } from '../schema/enums.ts';
import { UnevaluatedFilter, UnevaluatedOrder } from '../schema/filters.ts';
import { encodeId } from '../schema/ids.ts';
import { Unevaluated, UnevaluatedConnection, UnevaluatedGroup } from '../schema/unevaluated.ts';
import {
  type UnevaluatedDimension as CountedBy,
  type UnevaluatedRow,
  unevaluated,
  unevaluatedGroups,
} from '../views/unevaluated.ts';
import type { Context } from './context.ts';
import { listArguments } from './lists.ts';
import { anyKind, connection, pageSize, withPlainIds } from './shapes.ts';

const UnevaluatedArguments = listArguments('records', UnevaluatedFilter, UnevaluatedOrder);
const idKinds = { subjectId: anyKind };

@Resolver(() => Unevaluated)
export class UnevaluatedResolver {
  @Authorized('read')
  @Query(() => UnevaluatedConnection, {
    description: 'What active rules can not tell, with the facts and the streams that are missing: it is no pass.',
  })
  unevaluated(
    @Args(() => UnevaluatedArguments) request: InstanceType<typeof UnevaluatedArguments>,
    @Ctx() context: Context,
  ) {
    return connection<UnevaluatedRow>(context, unevaluated, request, idKinds);
  }

  @Authorized('read')
  @Query(() => [UnevaluatedGroup], { description: 'The same counted by one reason, most first.' })
  unevaluatedGroups(
    @Arg('by', () => UnevaluatedDimension, { description: 'The reason to count by.' }) by: CountedBy,
    @Arg('filter', () => UnevaluatedFilter, { nullable: true, description: 'Which of them.' })
    filter: object | undefined,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many reasons.' }) first: number,
    @Ctx() context: Context,
  ) {
    const plain = withPlainIds({ ...filter }, idKinds);
    return context.read((sql) => unevaluatedGroups(sql, plain, by, pageSize(context, first)));
  }

  @FieldResolver(() => ID, { description: 'The rule and the record together.' })
  id(@Root() row: UnevaluatedRow) {
    return encodeId('unevaluated', row.id);
  }

  @FieldResolver(() => ID, { description: 'The record; `facts` tells all that is known of it.' })
  subjectId(@Root() row: UnevaluatedRow) {
    return encodeId(row.kind, row.subjectId);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company.' })
  legalEntity(@Root() row: UnevaluatedRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }
}
