import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity, Money, Practice } from '../schema/common.ts';
import { ContractFilter, ContractOrder } from '../schema/filters.ts';
import { decodeIdOf, encodeId } from '../schema/ids.ts';
import {
  Amendment,
  ComparedRecord,
  Contract,
  ContractConnection,
  Customer,
  Invoice,
  Milestone,
  Project,
} from '../schema/records.ts';
import { compareContract } from '../views/comparison.ts';
import { type ContractRow, contracts } from '../views/contracts.ts';
import type { AmendmentRow, MilestoneRow } from '../views/related.ts';
import type { Context } from './context.ts';
import { listArguments } from './lists.ts';
import { connection, money } from './shapes.ts';

const ContractArguments = listArguments('contracts', ContractFilter, ContractOrder);

@Resolver(() => Contract)
export class ContractResolver {
  @Authorized('read')
  @Query(() => ContractConnection, { description: 'Contracts that you may see.' })
  contracts(@Args(() => ContractArguments) request: InstanceType<typeof ContractArguments>, @Ctx() context: Context) {
    return connection<ContractRow>(context, contracts, request, { id: 'contract' });
  }

  @Authorized('read')
  @Query(() => Contract, { nullable: true, description: 'One contract; nothing where there is none that you may see.' })
  contract(@Arg('id', () => ID) id: string, @Ctx() context: Context) {
    return context.loaders.contract.load(decodeIdOf('contract', id));
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: ContractRow) {
    return encodeId('contract', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'Its value under the terms in force.' })
  value(@Root() row: ContractRow) {
    return money(row.value, row.currency);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that has signed it.' })
  legalEntity(@Root() row: ContractRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Practice, { nullable: true, description: 'The practice that delivers it.' })
  practice(@Root() row: ContractRow, @Ctx() { firm }: Context) {
    return row.practiceId === null ? null : firm.practice(row.practiceId);
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'The client.' })
  customer(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return row.customerId === null ? null : loaders.customer.load(row.customerId);
  }

  @FieldResolver(() => [Amendment], { description: 'Its change orders.' })
  amendments(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return loaders.amendments.load(row.id);
  }

  @FieldResolver(() => [Milestone], { description: 'Its deliverables, dropped ones included.' })
  milestones(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return loaders.milestones.load(row.id);
  }

  @FieldResolver(() => [Project], { description: 'Its projects.' })
  projects(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return loaders.projects.load(row.id);
  }

  @FieldResolver(() => [Invoice], { description: 'Its invoices.' })
  invoices(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return loaders.invoices.load(row.id);
  }

  @FieldResolver(() => [ComparedRecord], {
    description: 'The contract, its milestones and projects as every system has them.',
  })
  sideBySide(@Root() row: ContractRow, @Ctx() context: Context) {
    return context.read((sql) => compareContract(sql, row.id));
  }
}

@Resolver(() => Amendment)
export class AmendmentResolver {
  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: AmendmentRow) {
    return encodeId('amendment', row.id);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'What it adds to the value; negative when it takes away.',
  })
  valueDelta(@Root() row: AmendmentRow) {
    return money(row.valueDelta, row.currency);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'The value of the contract with it.' })
  valueAfter(@Root() row: AmendmentRow) {
    return money(row.valueAfter, row.currency);
  }
}

@Resolver(() => Milestone)
export class MilestoneResolver {
  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: MilestoneRow) {
    return encodeId('milestone', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'Its price under the terms in force.' })
  amount(@Root() row: MilestoneRow) {
    return money(row.amount, row.currency);
  }
}

@Resolver(() => ComparedRecord)
export class ComparedRecordResolver {
  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: ComparedRecord & { id: string }) {
    return encodeId(row.kind, row.id);
  }
}
