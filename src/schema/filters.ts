import { GraphQLDateTimeISO, GraphQLLocalDate } from 'graphql-scalars';
import { type ClassType, Field, ID, InputType, Int } from 'type-graphql';
import {
  ContractOrderField,
  ContractStatus,
  CustomerOrderField,
  ErpProjectStatus,
  ExceptionCause,
  ExceptionEffect,
  ExceptionOrderField,
  ExceptionStatus,
  ExceptionSubstatus,
  InvoiceOrderField,
  InvoiceStatus,
  ProjectOrderField,
  ProjectStatus,
  RiskState,
  Severity,
  SortDirection,
  UnevaluatedOrderField,
} from './enums.ts';
import { Decimal } from './scalars.ts';

/** The comparators of a type whose values have an order. `neq` includes rows without a value. */
function comparators(name: string, type: () => object, ordered: boolean): ClassType {
  const optional = { nullable: true };
  @InputType(name, { description: 'Comparisons that must all hold. `neq` and `nin` keep rows without a value.' })
  class Comparators {
    @Field(type as () => ClassType, { ...optional, description: 'Equal to.' })
    eq?: unknown;

    @Field(type as () => ClassType, { ...optional, description: 'Different from, or without a value.' })
    neq?: unknown;

    @Field(() => [type() as ClassType], { ...optional, description: 'One of.' })
    in?: unknown[];

    @Field(() => [type() as ClassType], { ...optional, description: 'None of, or without a value.' })
    nin?: unknown[];

    @Field(() => Boolean, { ...optional, description: 'Whether there is no value.' })
    isNull?: boolean;
  }
  if (!ordered) return Comparators;
  @InputType(name, { description: 'Comparisons that must all hold. `neq` and `nin` keep rows without a value.' })
  class Ordered extends Comparators {
    @Field(type as () => ClassType, { ...optional, description: 'Greater than.' })
    gt?: unknown;

    @Field(type as () => ClassType, { ...optional, description: 'Greater than or equal to.' })
    gte?: unknown;

    @Field(type as () => ClassType, { ...optional, description: 'Less than.' })
    lt?: unknown;

    @Field(type as () => ClassType, { ...optional, description: 'Less than or equal to.' })
    lte?: unknown;
  }
  return Ordered;
}

@InputType({ description: 'Comparisons of a text that must all hold. `neq` and `nin` keep rows without a value.' })
class StringFilter {
  @Field(() => String, { nullable: true, description: 'Equal to.' })
  eq?: string;

  @Field(() => String, { nullable: true, description: 'Different from, or without a value.' })
  neq?: string;

  @Field(() => [String], { nullable: true, description: 'One of.' })
  in?: string[];

  @Field(() => [String], { nullable: true, description: 'None of, or without a value.' })
  nin?: string[];

  @Field(() => String, { nullable: true, description: 'Contains, whatever the case.' })
  contains?: string;

  @Field(() => String, { nullable: true, description: 'Starts with, whatever the case.' })
  startsWith?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether there is no value.' })
  isNull?: boolean;
}

@InputType({ description: 'A comparison of a yes or no.' })
class BooleanFilter {
  @Field(() => Boolean, { nullable: true, description: 'Equal to.' })
  eq?: boolean;
}

const DecimalFilter = comparators('DecimalFilter', () => Decimal, true);
const IntFilter = comparators('IntFilter', () => Int, true);
const DateFilter = comparators('DateFilter', () => GraphQLLocalDate, true);
const DateTimeFilter = comparators('DateTimeFilter', () => GraphQLDateTimeISO, true);
const IdFilter = comparators('IdFilter', () => ID, false);
const ContractStatusFilter = comparators('ContractStatusFilter', () => ContractStatus, false);
const InvoiceStatusFilter = comparators('InvoiceStatusFilter', () => InvoiceStatus, false);
const ProjectStatusFilter = comparators('ProjectStatusFilter', () => ProjectStatus, false);
const ErpProjectStatusFilter = comparators('ErpProjectStatusFilter', () => ErpProjectStatus, false);
const ExceptionStatusFilter = comparators('ExceptionStatusFilter', () => ExceptionStatus, false);
const SubstatusFilter = comparators('ExceptionSubstatusFilter', () => ExceptionSubstatus, false);
const RiskFilter = comparators('RiskStateFilter', () => RiskState, false);
const SeverityFilter = comparators('SeverityFilter', () => Severity, false);
const EffectFilter = comparators('ExceptionEffectFilter', () => ExceptionEffect, false);
const CauseFilter = comparators('ExceptionCauseFilter', () => ExceptionCause, false);

/** The filter of a list: its columns, and `and`, `or`, `not` of filters of the same list. */
function filterOf(name: string, columns: Readonly<Record<string, readonly [ClassType, string]>>): ClassType {
  @InputType(name, { description: 'Conditions that must all hold.' })
  class Filter {}
  for (const [column, [type, description]] of Object.entries(columns)) {
    Field(() => type, { nullable: true, description })(Filter.prototype, column);
  }
  Field(() => [Filter], { nullable: true, description: 'All of these hold.' })(Filter.prototype, 'and');
  Field(() => [Filter], { nullable: true, description: 'At least one of these holds.' })(Filter.prototype, 'or');
  Field(() => Filter, { nullable: true, description: 'This does not hold.' })(Filter.prototype, 'not');
  return Filter;
}

/** One key of an order. */
function orderOf(name: string, field: object): ClassType {
  @InputType(name, { description: 'One key to order by.' })
  class Order {
    @Field(() => field as ClassType, { description: 'What to order by.' })
    field!: string;

    @Field(() => SortDirection, { defaultValue: SortDirection.ASC, description: 'Ascending unless said otherwise.' })
    direction!: string;
  }
  return Order;
}

/** What contracts can be filtered by. */
export const ContractFilter = filterOf('ContractFilter', {
  id: [IdFilter, 'The contract.'],
  number: [StringFilter, 'Its number.'],
  name: [StringFilter, 'Its name.'],
  status: [ContractStatusFilter, 'Its state.'],
  value: [DecimalFilter, 'Its value, in its own currency.'],
  currency: [StringFilter, 'Its currency.'],
  signedOn: [DateFilter, 'When it was signed.'],
  endsOn: [DateFilter, 'When it ends.'],
  legalEntity: [StringFilter, 'The code of its legal entity.'],
  practice: [StringFilter, 'The code of its practice.'],
  customerName: [StringFilter, 'The name of its customer.'],
  amendmentNumber: [IntFilter, 'How many amendments it has.'],
});
/** What invoices can be filtered by. */
export const InvoiceFilter = filterOf('InvoiceFilter', {
  id: [IdFilter, 'The invoice.'],
  number: [StringFilter, 'Its number.'],
  status: [InvoiceStatusFilter, 'Its state.'],
  issuedOn: [DateFilter, 'When it went out.'],
  dueOn: [DateFilter, 'When it is due.'],
  total: [DecimalFilter, 'What it bills, in its own currency.'],
  balance: [DecimalFilter, 'What of it is still open.'],
  currency: [StringFilter, 'Its currency.'],
  blocked: [BooleanFilter, 'Whether an exception blocks it.'],
  legalEntity: [StringFilter, 'The code of its legal entity.'],
  practice: [StringFilter, 'The code of its practice.'],
  contractNumber: [StringFilter, 'The number of its contract.'],
  customerName: [StringFilter, 'The name of its customer.'],
});
/** What projects can be filtered by. */
export const ProjectFilter = filterOf('ProjectFilter', {
  id: [IdFilter, 'The project.'],
  number: [StringFilter, 'Its number.'],
  name: [StringFilter, 'Its name.'],
  status: [ProjectStatusFilter, 'The state of its delivery.'],
  erpStatus: [ErpProjectStatusFilter, 'Its state in the ERP.'],
  billable: [BooleanFilter, 'Whether it is billed.'],
  legalEntity: [StringFilter, 'The code of its legal entity.'],
  contractNumber: [StringFilter, 'The number of its contract.'],
});
/** What customers can be filtered by. */
export const CustomerFilter = filterOf('CustomerFilter', {
  id: [IdFilter, 'The customer.'],
  number: [StringFilter, 'Its number.'],
  name: [StringFilter, 'Its name.'],
  country: [StringFilter, 'Its country.'],
});
/** What exceptions can be filtered by. */
export const ExceptionFilter = filterOf('ExceptionFilter', {
  id: [IdFilter, 'The exception.'],
  rule: [StringFilter, 'The id of its rule, e.g. R03.'],
  status: [ExceptionStatusFilter, 'Where it stands.'],
  open: [BooleanFilter, 'Whether it is neither closed nor an accepted risk.'],
  substatus: [SubstatusFilter, 'What has become of it.'],
  risk: [RiskFilter, 'Whether its risk is asked to be accepted, or is.'],
  escalated: [BooleanFilter, 'Whether it was said to be overdue.'],
  severity: [SeverityFilter, 'How bad it is.'],
  effect: [EffectFilter, 'Whether it blocks an invoice.'],
  cause: [CauseFilter, 'What brought it to light.'],
  amount: [DecimalFilter, 'What is at stake, in its own currency.'],
  material: [BooleanFilter, 'Whether it is worth telling somebody of by itself.'],
  currency: [StringFilter, 'Its currency.'],
  ownerRole: [StringFilter, 'Whose it is to resolve.'],
  assignee: [StringFilter, 'Who works on it.'],
  queue: [StringFilter, 'Where it waits for somebody.'],
  openedAt: [DateTimeFilter, 'When it was opened.'],
  slaDueAt: [DateTimeFilter, 'When it should be resolved.'],
  legalEntity: [StringFilter, 'The code of its legal entity.'],
  contractNumber: [StringFilter, 'The number of its contract.'],
  invoiceNumber: [StringFilter, 'The number of its invoice.'],
  contractId: [IdFilter, 'Its contract.'],
  invoiceId: [IdFilter, 'Its invoice.'],
  subjectId: [IdFilter, 'The record that it stands on.'],
});

/** What that which could not be evaluated can be filtered by. */
export const UnevaluatedFilter = filterOf('UnevaluatedFilter', {
  rule: [StringFilter, 'The id of the rule, e.g. R03.'],
  kind: [StringFilter, 'The kind of the record.'],
  subjectId: [IdFilter, 'The record.'],
  missing: [StringFilter, 'A fact that is not known.'],
  waitsForRole: [StringFilter, 'The role of a system that is waited for, e.g. erp.'],
  waitsForKind: [StringFilter, 'The kind of records that are waited for.'],
  since: [DateTimeFilter, 'Since when.'],
  legalEntity: [StringFilter, 'The code of its legal entity.'],
});

/** What contracts can be ordered by. */
export const ContractOrder = orderOf('ContractOrder', ContractOrderField);
/** What invoices can be ordered by. */
export const InvoiceOrder = orderOf('InvoiceOrder', InvoiceOrderField);
/** What projects can be ordered by. */
export const ProjectOrder = orderOf('ProjectOrder', ProjectOrderField);
/** What customers can be ordered by. */
export const CustomerOrder = orderOf('CustomerOrder', CustomerOrderField);
/** What exceptions can be ordered by. */
export const ExceptionOrder = orderOf('ExceptionOrder', ExceptionOrderField);
/** What that which could not be evaluated can be ordered by. */
export const UnevaluatedOrder = orderOf('UnevaluatedOrder', UnevaluatedOrderField);
