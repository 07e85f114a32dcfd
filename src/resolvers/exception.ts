import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../domain/errors.ts';
import type { ExceptionAction } from '../rules/exception-acts.ts';
import { readCondition } from '../rules/snooze.ts';
import { LegalEntity, Money } from '../schema/common.ts';
import { Evidence, ExceptionConnection, ExceptionEvent, ExceptionType } from '../schema/exception.ts';
import {
  AcknowledgeExceptionsInput,
  AssignExceptionsInput,
  CommentExceptionInput,
  ExceptionsPayload,
  type ExceptionVersionInput,
  SnoozeExceptionsInput,
} from '../schema/exception-acts.ts';
import { ExceptionFilter, ExceptionOrder } from '../schema/filters.ts';
import { decodeIdOf, encodeId } from '../schema/ids.ts';
import { Contract, Invoice } from '../schema/records.ts';
import { RiskAcceptance } from '../schema/risk.ts';
import { type ExceptionRow, exceptions } from '../views/exceptions.ts';
import { byIds } from '../views/related.ts';
import type { ExceptionEventRow } from '../views/sources.ts';
import { type Context, principalOf } from './context.ts';
import { readEvidence, shownEvidence, withoutBlanks } from './evidence.ts';
import { listArguments } from './lists.ts';
import { anyKind, connection, money } from './shapes.ts';

const ExceptionArguments = listArguments('exceptions', ExceptionFilter, ExceptionOrder);
/** What the ids in a filter of exceptions are of. */
export const exceptionIdKinds = { id: 'exception', contractId: 'contract', invoiceId: 'invoice', subjectId: anyKind };

/** Does something with exceptions and answers with what they are now and why others were left alone. */
async function act(
  context: Context,
  acted: readonly ExceptionVersionInput[],
  action: ExceptionAction,
): Promise<ExceptionsPayload> {
  const plain = acted.map(({ id, expectedVersion }) => ({ id: decodeIdOf('exception', id), expectedVersion }));
  const outcome = await context.verbs.actOnExceptions(plain, action, principalOf(context));
  const rows = await context.read((sql) => byIds<ExceptionRow>(sql, exceptions, outcome.changed));
  return {
    exceptions: rows.filter((row) => row !== null) as unknown as ExceptionType[],
    errors: outcome.refused.map(({ id, code, message }) => ({ code, message, path: [encodeId('exception', id)] })),
  };
}

@Resolver(() => ExceptionType)
export class ExceptionResolver {
  @Authorized('read')
  @Query(() => ExceptionConnection, { description: 'Exceptions that you may see, open and closed.' })
  exceptions(
    @Args(() => ExceptionArguments) request: InstanceType<typeof ExceptionArguments>,
    @Ctx() context: Context,
  ) {
    return connection<ExceptionRow>(context, exceptions, request, exceptionIdKinds);
  }

  @Authorized('work:exceptions')
  @Mutation(() => ExceptionsPayload, { description: 'Says that somebody has seen them.' })
  acknowledgeExceptions(
    @Arg('input', () => AcknowledgeExceptionsInput) input: AcknowledgeExceptionsInput,
    @Ctx() context: Context,
  ) {
    return act(context, input.exceptions, { type: 'acknowledged', status: 'acknowledged', comment: input.comment });
  }

  @Authorized('work:exceptions')
  @Mutation(() => ExceptionsPayload, { description: 'Says who is to work on them.' })
  assignExceptions(@Arg('input', () => AssignExceptionsInput) input: AssignExceptionsInput, @Ctx() context: Context) {
    return act(context, input.exceptions, {
      type: 'assigned',
      assignee: input.assignee ?? null,
      comment: input.comment,
    });
  }

  @Authorized('work:exceptions')
  @Mutation(() => ExceptionsPayload, {
    description: 'Puts them off until an instant, or until something happens; then they come back by themselves.',
  })
  snoozeExceptions(@Arg('input', () => SnoozeExceptionsInput) input: SnoozeExceptionsInput, @Ctx() context: Context) {
    const { exceptions: snoozed, until, condition, comment } = input;
    if (!until && !condition) throw new HubError('BAD_USER_INPUT', 'until: say until when, or until what');
    const snoozeCondition = condition ? readCondition(withoutBlanks(condition)) : null;
    const snoozedUntil = until?.toISOString() ?? null;
    return act(context, snoozed, { type: 'snoozed', status: 'snoozed', snoozedUntil, snoozeCondition, comment });
  }

  @Authorized('work:exceptions')
  @Mutation(() => ExceptionsPayload, { description: 'Says something about one.' })
  commentException(@Arg('input', () => CommentExceptionInput) input: CommentExceptionInput, @Ctx() context: Context) {
    const evidence = readEvidence(input.evidence ?? []);
    return act(context, [{ id: input.id }], { type: 'commented', comment: input.comment, evidence });
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: ExceptionRow) {
    return encodeId('exception', row.id);
  }

  @FieldResolver(() => ID, { description: 'The record that it stands on.' })
  subjectId(@Root() row: ExceptionRow) {
    return encodeId(row.kind, row.subjectId);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What is at stake.' })
  amount(@Root() row: ExceptionRow) {
    return money(row.amount, row.currency);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that it concerns.' })
  legalEntity(@Root() row: ExceptionRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'Its contract.' })
  contract(@Root() row: ExceptionRow, @Ctx() { loaders }: Context) {
    return row.contractId === null ? null : loaders.contract.load(row.contractId);
  }

  @FieldResolver(() => Invoice, { nullable: true, description: 'The invoice that it blocks or concerns.' })
  invoice(@Root() row: ExceptionRow, @Ctx() { loaders }: Context) {
    return row.invoiceId === null ? null : loaders.invoice.load(row.invoiceId);
  }

  @FieldResolver(() => [ExceptionEvent], { description: 'What has happened to it.' })
  history(@Root() row: ExceptionRow, @Ctx() { loaders }: Context) {
    return loaders.history.load(row.id);
  }

  @FieldResolver(() => [RiskAcceptance], { description: 'What was asked for and accepted on it, the latest first.' })
  riskAcceptances(@Root() row: ExceptionRow, @Ctx() { loaders }: Context) {
    return loaders.risks.load(row.id);
  }
}

@Resolver(() => ExceptionEvent)
export class ExceptionEventResolver {
  @FieldResolver(() => [Evidence], { description: 'What bears out what they said.' })
  evidence(@Root() row: ExceptionEventRow) {
    return row.evidence.map(shownEvidence);
  }
}
