import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../domain/errors.ts';
import { type KindName, kindOf } from '../domain/kinds.ts';
import { LegalEntity } from '../schema/common.ts';
import { RecordKind } from '../schema/enums.ts';
import { decodeId, encodeId } from '../schema/ids.ts';
import {
  LinkPayload,
  LinkRecordsInput,
  MatchCandidate,
  MatchSuggestion,
  MatchSuggestionConnection,
  OrphanRecord,
  UnlinkRecordsInput,
} from '../schema/matching.ts';
import { type CandidateRow, type OrphanRow, orphansOf } from '../views/match-suggestions.ts';
import { type Context, principalOf } from './context.ts';
import { connection, payloadOf } from './shapes.ts';

function said(work: () => Promise<string>): Promise<LinkPayload> {
  return payloadOf<Pick<LinkPayload, 'correlationId'>>(async () => ({ correlationId: await work() }), {
    correlationId: null,
  });
}

/** The golden record that is meant. Throws BAD_USER_INPUT for one of another kind. */
function goldenOf(kind: string, id: string): string {
  const decoded = decodeId(id);
  if (decoded.kind !== kind) throw new HubError('BAD_USER_INPUT', `goldenId: is not the id of a ${kind}`);
  return decoded.id;
}

@Resolver(() => MatchSuggestion)
export class MatchingResolver {
  @Authorized('read')
  @Query(() => MatchSuggestionConnection, {
    description: 'What its owner has no record of, of one kind, with what it may be: for a person to decide.',
  })
  matchSuggestions(
    @Arg('kind', () => RecordKind, { description: 'Of this kind.' }) kind: KindName,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many: at most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The endCursor of the page before.' }) after:
      | string
      | undefined,
    @Ctx() context: Context,
  ) {
    return connection<OrphanRow>(context, orphansOf(kindOf(kind)), { first, after }, {});
  }

  @Authorized('link:records')
  @Mutation(() => LinkPayload, {
    description:
      'Says that a record of a system is something that the hub knows already. It outweighs the matching until unlinkRecords; what the record was so far becomes the other thing, with all that points at it.',
  })
  linkRecords(@Arg('input', () => LinkRecordsInput) input: LinkRecordsInput, @Ctx() context: Context) {
    const { kind, goldenId, reason } = input;
    return said(() =>
      context.verbs.linkRecords(recordOf(input), goldenOf(kind, goldenId), reason, principalOf(context)),
    );
  }

  @Authorized('link:records')
  @Mutation(() => LinkPayload, { description: 'Takes back what linkRecords said: the matching decides again.' })
  unlinkRecords(@Arg('input', () => UnlinkRecordsInput) input: UnlinkRecordsInput, @Ctx() context: Context) {
    return said(() => context.verbs.unlinkRecords(recordOf(input), input.reason, principalOf(context)));
  }

  @FieldResolver(() => ID, { description: 'Its id here.' })
  id(@Root() row: OrphanRow) {
    return encodeId(row.kind, row.id);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that it belongs to.' })
  legalEntity(@Root() row: OrphanRow, @Ctx() { firm }: Context) {
    return row.legalEntityId === null ? null : firm.legalEntity(row.legalEntityId);
  }

  @FieldResolver(() => [OrphanRecord], { description: 'The records that it consists of.' })
  records(@Root() row: OrphanRow, @Ctx() { loaders }: Context) {
    return loaders.orphanRecords.load(row.id);
  }

  @FieldResolver(() => [MatchCandidate], { description: 'What it may be, the likest first.' })
  candidates(@Root() row: OrphanRow, @Ctx() { loaders }: Context) {
    return loaders.candidates.load(`${row.kind} ${row.id}`);
  }
}

function recordOf({ kind, system, key }: { kind: string; system: string; key: string }) {
  return { kind: kind as KindName, system, key };
}

@Resolver(() => MatchCandidate)
export class MatchCandidateResolver {
  @FieldResolver(() => ID, { description: 'Its id here; what linkRecords is to be told.' })
  goldenId(@Root() row: CandidateRow) {
    return encodeId(row.kind, row.id);
  }
}
