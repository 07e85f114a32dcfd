import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity, Money, Practice } from '../schema/common.ts';
import { BacklogDimension } from '../schema/enums.ts';
import { BacklogToCashRow } from '../schema/records.ts';
import { type BacklogRow, backlogToCash } from '../views/backlog-to-cash.ts';
import type { Context } from './context.ts';
import { sureMoney } from './shapes.ts';

@Resolver(() => BacklogToCashRow)
export class BacklogResolver {
  @Authorized('read')
  @Query(() => [BacklogToCashRow], {
    description:
      'Signed, delivered, billed, collected, written off: each stage summed from its own records, by currency.',
  })
  backlogToCash(
    @Arg('by', () => [BacklogDimension], { defaultValue: [], description: 'What to break it down by.' }) by: string[],
    @Arg('from', () => GraphQLLocalDate, { nullable: true, description: 'What happened on this day or later.' })
    from: string | undefined,
    @Arg('to', () => GraphQLLocalDate, { nullable: true, description: 'What happened before this day.' })
    to: string | undefined,
    @Ctx() context: Context,
  ) {
    const grouping = {
      legalEntity: by.includes(BacklogDimension.LEGAL_ENTITY),
      practice: by.includes(BacklogDimension.PRACTICE),
      month: by.includes(BacklogDimension.MONTH),
    };
    return context.read((sql) => backlogToCash(sql, grouping, from ?? null, to ?? null));
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company, when grouped by it.' })
  legalEntity(@Root() row: BacklogRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Practice, { nullable: true, description: 'The practice, when grouped by it.' })
  practice(@Root() row: BacklogRow, @Ctx() { firm }: Context) {
    return row.practiceId === null ? null : firm.practice(row.practiceId);
  }

  @FieldResolver(() => Money, { description: 'The value of contracts, amendments included.' })
  signed(@Root() row: BacklogRow) {
    return sureMoney(row.signed, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Milestones accepted and time approved.' })
  delivered(@Root() row: BacklogRow) {
    return sureMoney(row.delivered, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Invoices issued, less credit notes.' })
  billed(@Root() row: BacklogRow) {
    return sureMoney(row.billed, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Cash applied.' })
  collected(@Root() row: BacklogRow) {
    return sureMoney(row.collected, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Taken off invoices without cash, and approved.' })
  writtenOff(@Root() row: BacklogRow) {
    return sureMoney(row.writtenOff, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Between signed and delivered: sold and not yet delivered.' })
  backlog(@Root() row: BacklogRow) {
    return sureMoney(row.backlog, row.currency);
  }

  @FieldResolver(() => Money, { description: 'Between delivered and billed: delivered and not yet billed.' })
  workInProgress(@Root() row: BacklogRow) {
    return sureMoney(row.workInProgress, row.currency);
  }

  @FieldResolver(() => Money, {
    description: 'Between billed and collected: billed, and neither paid nor written off yet.',
  })
  receivable(@Root() row: BacklogRow) {
    return sureMoney(row.receivable, row.currency);
  }

  @FieldResolver(() => Money, {
    description:
      'Value that is in no record of what is open, delivered, billed, paid or written off: 0 if the books tie.',
  })
  unexplained(@Root() row: BacklogRow) {
    return sureMoney(row.unexplained, row.currency);
  }
}
