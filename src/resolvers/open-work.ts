import { Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Money, Practice } from '../schema/common.ts';
import { BlockedTotal, ExceptionTotal } from '../schema/open-work.ts';
import { blockedTotals, exceptionTotals, type OpenWorkRow } from '../views/open-work.ts';
import type { Context } from './context.ts';
import { money } from './shapes.ts';

@Resolver(() => BlockedTotal)
export class BlockedTotalResolver {
  @Authorized('read')
  @Query(() => [BlockedTotal], { description: 'How many invoices are blocked and for how much, by currency.' })
  blockedTotals(@Ctx() context: Context) {
    return context.read(blockedTotals);
  }

  @Authorized('read')
  @Query(() => [Practice], { description: 'The practices of the firm.' })
  practices(@Ctx() { firm }: Context) {
    return firm.practices();
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What is at stake in the exceptions that block them.' })
  amount(@Root() row: OpenWorkRow) {
    return money(row.amount, row.currency);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What they bill.' })
  total(@Root() row: OpenWorkRow & { total: string | null }) {
    return money(row.total, row.currency);
  }
}

@Resolver(() => ExceptionTotal)
export class ExceptionTotalResolver {
  @Authorized('read')
  @Query(() => [ExceptionTotal], { description: 'How many exceptions are open, by severity and currency.' })
  exceptionTotals(@Ctx() context: Context) {
    return context.read(exceptionTotals);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What is at stake in them.' })
  amount(@Root() row: OpenWorkRow) {
    return money(row.amount, row.currency);
  }
}
