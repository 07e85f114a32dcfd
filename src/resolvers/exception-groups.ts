import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity, Money } from '../schema/common.ts';
import { ExceptionDimension } from '../schema/enums.ts';
import { ExceptionGroup } from '../schema/exception-groups.ts';
import { ExceptionFilter } from '../schema/filters.ts';
import { Contract, Invoice } from '../schema/records.ts';
import {
  type ExceptionGroupRow,
  exceptionGroups,
  type ExceptionDimension as GroupedBy,
} from '../views/exception-groups.ts';
import type { Context } from './context.ts';
import { exceptionIdKinds } from './exception.ts';
import { pageSize, sureMoney, withPlainIds } from './shapes.ts';

@Resolver(() => ExceptionGroup)
export class ExceptionGroupResolver {
  @Authorized('read')
  @Query(() => [ExceptionGroup], {
    description:
      'Exceptions counted, with what is at stake: by what they have in common, or all that a filter finds, before something is done with them.',
  })
  exceptionGroups(
    @Arg('filter', () => ExceptionFilter, { nullable: true, description: 'Which exceptions.' })
    filter: object | undefined,
    @Arg('by', () => [ExceptionDimension], { defaultValue: [], description: 'What they are to have in common.' })
    by: GroupedBy[],
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many groups: the worst and largest.' })
    first: number,
    @Ctx() context: Context,
  ) {
    const plain = withPlainIds({ ...filter }, exceptionIdKinds);
    return context.read((sql) => exceptionGroups(sql, plain, by, pageSize(context, first)));
  }

  @FieldResolver(() => [Money], { description: 'What is at stake, by currency.' })
  amounts(@Root() row: ExceptionGroupRow) {
    return row.amounts.map(({ amount, currency }) => sureMoney(amount, currency));
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company, when grouped by it.' })
  legalEntity(@Root() row: ExceptionGroupRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'The contract, when grouped by it.' })
  contract(@Root() row: ExceptionGroupRow, @Ctx() { loaders }: Context) {
    return row.contractId === null ? null : loaders.contract.load(row.contractId);
  }

  @FieldResolver(() => Invoice, { nullable: true, description: 'The invoice, when grouped by it.' })
  invoice(@Root() row: ExceptionGroupRow, @Ctx() { loaders }: Context) {
    return row.invoiceId === null ? null : loaders.invoice.load(row.invoiceId);
  }
}
