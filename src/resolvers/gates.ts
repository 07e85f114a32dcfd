import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GateReason as Reason } from '../rules/ask-gate.ts';
import type { GateName } from '../rules/rule-file.ts';
import { GateAnswer, type GateReason } from '../schema/gates.ts';
import { decodeIdOf, encodeId } from '../schema/ids.ts';
import { type Context, principalOf } from './context.ts';
import { money } from './shapes.ts';

const instant = { nullable: true, description: 'As it was known at this instant; now, if left out.' } as const;

/** A reason as far as the principal may see what it is about: the gate answers the same to everybody. */
function reasonFor(context: Context, reason: Reason): GateReason {
  const { legalEntityIds, wholeGroup } = principalOf(context);
  const { rule, version, title, outcome, legalEntityId, acceptedUntil } = reason;
  const visible = legalEntityId === null ? wholeGroup : legalEntityIds.includes(legalEntityId);
  const hidden = { subjectId: null, subjectLabel: null, amount: null, comparisons: [], missing: [], waitsFor: [] };
  if (!visible)
    return {
      rule,
      version,
      title,
      outcome,
      acceptedUntil,
      sentence: `${title}, on a record you may not see`,
      ...hidden,
    };
  return {
    rule,
    version,
    title,
    outcome,
    acceptedUntil,
    sentence: reason.sentence,
    subjectId: encodeId(reason.kind, reason.subjectId),
    subjectLabel: reason.subjectLabel,
    amount: money(reason.amount, reason.currency),
    comparisons: reason.comparisons,
    missing: reason.missing,
    waitsFor: reason.waits,
  };
}

async function answer(
  context: Context,
  gate: GateName,
  id: string,
  asOf: Date | undefined,
): Promise<GateAnswer | null> {
  const answered = await context.verbs.askGate(gate, id, asOf);
  if (answered === undefined) return null;
  const { reasons, ...said } = answered;
  return { ...said, reasons: reasons.map((reason) => reasonFor(context, reason)) };
}

@Resolver()
export class GateResolver {
  @Authorized('read')
  @Query(() => GateAnswer, {
    nullable: true,
    description: 'Whether an invoice may be released, by the rules that block it; nothing where you may not see it.',
  })
  async validateInvoiceRelease(
    @Arg('id', () => ID, { description: 'The invoice.' }) id: string,
    @Arg('asOf', () => GraphQLDateTimeISO, instant) asOf: Date | undefined,
    @Ctx() context: Context,
  ) {
    const invoice = await context.loaders.invoice.load(decodeIdOf('invoice', id));
    return invoice === null ? null : answer(context, 'invoiceRelease', invoice.id, asOf);
  }

  @Authorized('read')
  @Query(() => GateAnswer, {
    nullable: true,
    description: 'Whether a contract may be activated, judged as if it were; nothing where you may not see it.',
  })
  async validateActivation(
    @Arg('contractId', () => ID, { description: 'The contract.' }) contractId: string,
    @Arg('asOf', () => GraphQLDateTimeISO, instant) asOf: Date | undefined,
    @Ctx() context: Context,
  ) {
    const contract = await context.loaders.contract.load(decodeIdOf('contract', contractId));
    return contract === null ? null : answer(context, 'contractActivation', contract.id, asOf);
  }
}
