import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { Money } from '../schema/common.ts';
import { BillingEvent, ContractFlow } from '../schema/contract-money.ts';
import { encodeId } from '../schema/ids.ts';
import { Contract } from '../schema/records.ts';
import type { BillingEventRow } from '../views/contract-money.ts';
import type { ContractRow } from '../views/contracts.ts';
import type { Context } from './context.ts';
import { money } from './shapes.ts';

@Resolver(() => Contract)
export class ContractMoneyResolver {
  @FieldResolver(() => ContractFlow, { nullable: true, description: 'Where its value has got to.' })
  async flow(@Root() row: ContractRow, @Ctx() { loaders }: Context): Promise<ContractFlow | null> {
    const flow = await loaders.flow.load(row.id);
    if (flow === null) return null;
    const part = (amount: string | null) => money(amount, flow.currency);
    return {
      signed: part(flow.signed),
      backlog: part(flow.backlog),
      delivered: part(flow.delivered),
      workInProgress: part(flow.workInProgress),
      billed: part(flow.billed),
      receivable: part(flow.receivable),
      collected: part(flow.collected),
      writtenOff: part(flow.writtenOff),
      unexplained: part(flow.unexplained),
    };
  }

  @FieldResolver(() => [BillingEvent], { description: 'What the ERP is to bill of it.' })
  billingEvents(@Root() row: ContractRow, @Ctx() { loaders }: Context) {
    return loaders.billingEvents.load(row.id);
  }
}

@Resolver(() => BillingEvent)
export class BillingEventResolver {
  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: BillingEventRow) {
    return encodeId('billing_event', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'How much it bills.' })
  amount(@Root() row: BillingEventRow) {
    return money(row.amount, row.currency);
  }
}
