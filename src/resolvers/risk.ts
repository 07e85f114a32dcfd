import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { Money } from '../schema/common.ts';
import type { ExceptionType } from '../schema/exception.ts';
import { decodeIdOf, encodeId } from '../schema/ids.ts';
import { DecideRiskInput, RequestRiskAcceptanceInput, RiskAcceptance, RiskPayload } from '../schema/risk.ts';
import { type ExceptionRow, exceptions } from '../views/exceptions.ts';
import { byIds } from '../views/related.ts';
import { exceptionOfRisk, type RiskRow } from '../views/risks.ts';
import { type Context, principalOf } from './context.ts';
import { money, payloadOf } from './shapes.ts';

/** Answers with the exception as it is after the work, which tells its id. */
function payload(context: Context, work: () => Promise<string | undefined>): Promise<RiskPayload> {
  const changed = async () => {
    const id = await work();
    const rows = await context.read((sql) => byIds<ExceptionRow>(sql, exceptions, id === undefined ? [] : [id]));
    return { exception: (rows[0] ?? null) as unknown as ExceptionType | null };
  };
  return payloadOf(changed, { exception: null });
}

function decide(verb: 'accept' | 'reject' | 'withdraw', input: DecideRiskInput, context: Context) {
  return payload(context, async () => {
    const id = decodeIdOf('risk_acceptance', input.id);
    const { expectedVersion, comment } = input;
    await context.verbs.decideRisk(verb, { id, expectedVersion, comment }, principalOf(context));
    return context.read((sql) => exceptionOfRisk(sql, id));
  });
}

@Resolver(() => RiskAcceptance)
export class RiskResolver {
  @Authorized('work:exceptions')
  @Mutation(() => RiskPayload, {
    description: 'Asks somebody else to accept a risk for a time. Until they do, nothing changes.',
  })
  requestRiskAcceptance(
    @Arg('input', () => RequestRiskAcceptanceInput) input: RequestRiskAcceptanceInput,
    @Ctx() context: Context,
  ) {
    return payload(context, async () => {
      const { expectedVersion, reason } = input;
      const exceptionId = decodeIdOf('exception', input.exceptionId);
      const request = { exceptionId, expectedVersion, reason, expiresAt: input.expiresAt.toISOString() };
      await context.verbs.requestRisk(request, principalOf(context));
      return exceptionId;
    });
  }

  @Authorized('accept:risks')
  @Mutation(() => RiskPayload, {
    description:
      'Accepts a risk that somebody else has asked for. What blocks an invoice needs the right accept:blocks.',
  })
  acceptRisk(@Arg('input', () => DecideRiskInput) input: DecideRiskInput, @Ctx() context: Context) {
    return decide('accept', input, context);
  }

  @Authorized('accept:risks')
  @Mutation(() => RiskPayload, { description: 'Refuses a risk that somebody else has asked for.' })
  rejectRisk(@Arg('input', () => DecideRiskInput) input: DecideRiskInput, @Ctx() context: Context) {
    return decide('reject', input, context);
  }

  @Authorized('work:exceptions')
  @Mutation(() => RiskPayload, {
    description: 'Takes back what was asked for or accepted: the exception is open again.',
  })
  withdrawRisk(@Arg('input', () => DecideRiskInput) input: DecideRiskInput, @Ctx() context: Context) {
    return decide('withdraw', input, context);
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: RiskRow) {
    return encodeId('risk_acceptance', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'How much is accepted.' })
  amount(@Root() row: RiskRow) {
    return money(row.amount, row.currency);
  }
}
