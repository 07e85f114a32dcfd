import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Money } from '../schema/common.ts';
import {
  Correction,
  CorrectionApproval,
  CorrectionConnection,
  CorrectionPayload,
  CorrectionStep,
  DecideCorrectionInput,
  PendingUpdate,
  PlanCorrectionInput,
  PlannedField,
} from '../schema/correction.ts';
import { decodeId, decodeIdOf, encodeId } from '../schema/ids.ts';
import { Contract, Invoice } from '../schema/records.ts';
import type { CorrectionType } from '../sync/plan.ts';
import {
  type CorrectionRow,
  corrections,
  type PendingRow,
  pendingUpdates,
  type StepRow,
} from '../views/corrections.ts';
import { byIds } from '../views/related.ts';
import { type Context, principalOf } from './context.ts';
import { connection, money, payloadOf } from './shapes.ts';

function payload(context: Context, work: () => Promise<string>): Promise<CorrectionPayload> {
  const corrected = async () => {
    const id = await work();
    const [row] = await context.read((sql) => byIds<CorrectionRow>(sql, corrections, [id]));
    return { correction: (row ?? null) as unknown as Correction | null };
  };
  return payloadOf(corrected, { correction: null });
}

function decide(verb: 'approve' | 'reject' | 'cancel', input: DecideCorrectionInput, context: Context) {
  return payload(context, async () => {
    const id = decodeIdOf('correction', input.id);
    await context.verbs.decideCorrection(verb, id, input.expectedVersion, input.comment, principalOf(context));
    return id;
  });
}

@Resolver(() => Correction)
export class CorrectionResolver {
  @Authorized('read')
  @Query(() => CorrectionConnection, { description: 'Corrections that you may see, the latest first.' })
  corrections(
    @Arg('contract', () => ID, { nullable: true, description: 'Of this contract.' }) contract: string | undefined,
    @Arg('states', () => [String], { nullable: true, description: 'In these states.' }) states: string[] | undefined,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The endCursor of the page before.' }) after:
      | string
      | undefined,
    @Ctx() context: Context,
  ) {
    const filter = {
      ...(!contract ? {} : { contractId: { eq: contract } }),
      ...(!states ? {} : { state: { in: states.map((state) => state.toLowerCase()) } }),
    };
    return connection<CorrectionRow>(context, corrections, { filter, first, after }, { contractId: 'contract' });
  }

  @Authorized('read')
  @Query(() => Correction, { nullable: true, description: 'One correction; nothing where there is none you may see.' })
  async correction(@Arg('id', () => ID) id: string, @Ctx() context: Context) {
    const plain = decodeIdOf('correction', id);
    const [row] = await context.read((sql) => byIds<CorrectionRow>(sql, corrections, [plain]));
    return row ?? null;
  }

  @Authorized('read')
  @Query(() => [PendingUpdate], { description: 'Changes of money that are approved and wait for their target.' })
  pendingFinancialUpdates(@Ctx() context: Context) {
    return context.read(pendingUpdates);
  }

  @Authorized('plan:corrections')
  @Mutation(() => CorrectionPayload, { description: 'Plans a correction, field by field. Nothing is changed yet.' })
  planCorrection(@Arg('input', () => PlanCorrectionInput) input: PlanCorrectionInput, @Ctx() context: Context) {
    const { type, targets, reason } = input;
    return payload(context, () =>
      context.verbs.planCorrection(
        type as CorrectionType,
        decodeId(input.subject),
        targets,
        reason,
        principalOf(context),
      ),
    );
  }

  @Authorized('approve:corrections')
  @Mutation(() => CorrectionPayload, { description: 'Approves a correction that somebody else has planned.' })
  approveCorrection(@Arg('input', () => DecideCorrectionInput) input: DecideCorrectionInput, @Ctx() context: Context) {
    return decide('approve', input, context);
  }

  @Authorized('approve:corrections')
  @Mutation(() => CorrectionPayload, { description: 'Rejects a correction that somebody else has planned.' })
  rejectCorrection(@Arg('input', () => DecideCorrectionInput) input: DecideCorrectionInput, @Ctx() context: Context) {
    return decide('reject', input, context);
  }

  @Authorized('plan:corrections')
  @Mutation(() => CorrectionPayload, { description: 'Withdraws a correction; what has left already stays.' })
  cancelCorrection(@Arg('input', () => DecideCorrectionInput) input: DecideCorrectionInput, @Ctx() context: Context) {
    return decide('cancel', input, context);
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: CorrectionRow) {
    return encodeId('correction', row.id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'How much money it moves.' })
  amount(@Root() row: CorrectionRow) {
    return money(row.amount, row.currency);
  }

  @FieldResolver(() => Contract, { nullable: true, description: 'Its contract.' })
  contract(@Root() row: CorrectionRow, @Ctx() { loaders }: Context) {
    return row.contractId === null ? null : loaders.contract.load(row.contractId);
  }

  @FieldResolver(() => Invoice, { nullable: true, description: 'Its invoice.' })
  invoice(@Root() row: CorrectionRow, @Ctx() { loaders }: Context) {
    return row.invoiceId === null ? null : loaders.invoice.load(row.invoiceId);
  }

  @FieldResolver(() => [CorrectionStep])
  steps(@Root() row: CorrectionRow, @Ctx() { loaders }: Context) {
    return loaders.steps.load(row.id);
  }

  @FieldResolver(() => [CorrectionApproval])
  approvals(@Root() row: CorrectionRow, @Ctx() { loaders }: Context) {
    return loaders.approvals.load(row.id);
  }
}

const shown = (value: unknown) => (value === null || value === undefined ? null : String(value));

@Resolver(() => CorrectionStep)
export class CorrectionStepResolver {
  @FieldResolver(() => [PlannedField])
  fields(@Root() row: StepRow) {
    return row.fields.map(({ field, before, after }) => ({ field, before: shown(before), after: shown(after) }));
  }
}

@Resolver(() => PendingUpdate)
export class PendingUpdateResolver {
  @FieldResolver(() => Money, { nullable: true, description: 'How much money waits.' })
  amount(@Root() row: PendingRow) {
    return money(row.amount, row.currency);
  }

  @FieldResolver(() => ID, { description: 'The correction that it belongs to.' })
  correctionId(@Root() row: PendingRow) {
    return encodeId('correction', row.correctionId);
  }
}
