import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { LegalEntity, Money } from '../schema/common.ts';
import { ExceptionType } from '../schema/exception.ts';
import { InvoiceFilter, InvoiceOrder } from '../schema/filters.ts';
import { InvoiceHold } from '../schema/hold.ts';
import { decodeIdOf, encodeId } from '../schema/ids.ts';
import { Contract, Customer, Invoice, InvoiceConnection, InvoiceLine } from '../schema/records.ts';
import { type ExceptionRow, exceptions } from '../views/exceptions.ts';
import { type InvoiceRow, invoices } from '../views/invoices.ts';
import { listPage } from '../views/list.ts';
import type { InvoiceLineRow } from '../views/related.ts';
import type { Context } from './context.ts';
import { listArguments } from './lists.ts';
import { connection, money } from './shapes.ts';

const InvoiceArguments = listArguments('invoices', InvoiceFilter, InvoiceOrder);

@Resolver(() => Invoice)
export class InvoiceResolver {
  @Authorized('read')
  @Query(() => InvoiceConnection, { description: 'Invoices that you may see.' })
  invoices(@Args(() => InvoiceArguments) request: InstanceType<typeof InvoiceArguments>, @Ctx() context: Context) {
    return connection<InvoiceRow>(context, invoices, request, { id: 'invoice' });
  }

  @Authorized('read')
  @Query(() => Invoice, { nullable: true, description: 'One invoice; nothing where there is none that you may see.' })
  invoice(@Arg('id', () => ID) id: string, @Ctx() context: Context) {
    return context.loaders.invoice.load(decodeIdOf('invoice', id));
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: InvoiceRow) {
    return encodeId('invoice', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What it bills.' })
  total(@Root() row: InvoiceRow) {
    return money(row.total, row.currency);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What the ERP says is still open of it.' })
  balance(@Root() row: InvoiceRow) {
    return money(row.balance, row.currency);
  }

  @FieldResolver(() => Money, {
    nullable: true,
    description: 'What is at stake in the exceptions that block it, no more than it bills.',
  })
  blockedAmount(@Root() row: InvoiceRow) {
    return money(row.blockedAmount, row.currency);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that bills.' })
  legalEntity(@Root() row: InvoiceRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'Its contract.' })
  contract(@Root() row: InvoiceRow, @Ctx() { loaders }: Context) {
    return row.contractId === null ? null : loaders.contract.load(row.contractId);
  }

  @FieldResolver(() => Customer, { nullable: true, description: 'Who is to pay.' })
  customer(@Root() row: InvoiceRow, @Ctx() { loaders }: Context) {
    return row.customerId === null ? null : loaders.customer.load(row.customerId);
  }

  @FieldResolver(() => [InvoiceLine], { description: 'Its lines.' })
  lines(@Root() row: InvoiceRow, @Ctx() { loaders }: Context) {
    return loaders.lines.load(row.id);
  }

  @FieldResolver(() => InvoiceHold, { description: 'How its stop stands at its source.' })
  hold(@Root() row: InvoiceRow, @Ctx() { loaders }: Context) {
    return loaders.hold.load(row.id);
  }

  @FieldResolver(() => [ExceptionType], { description: 'The open exceptions that block it.' })
  async blockedBy(@Root() row: InvoiceRow, @Ctx() context: Context) {
    const filter = { invoiceId: { eq: row.id }, effect: { eq: 'block' }, open: { eq: true } };
    const page = await context.read((sql) => listPage<ExceptionRow>(sql, exceptions, { filter, first: 50 }));
    return page.rows;
  }
}

@Resolver(() => InvoiceLine)
export class InvoiceLineResolver {
  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: InvoiceLineRow) {
    return encodeId('invoice_line', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What it bills.' })
  amount(@Root() row: InvoiceLineRow) {
    return money(row.amount, row.currency);
  }
}
