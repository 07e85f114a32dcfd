import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { may, rightsOfRoles } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';
import type { ReplayScope } from '../ingest/replay.ts';
import type { ReplayPreview as Preview } from '../ingest/replay-preview.ts';
import {
  ParkedMessage,
  ReplayMessagesInput,
  ResubmitParkedInput,
  StartedPayload,
  StreamInput,
  StreamType,
  TraceEntry,
  Viewer,
} from '../schema/operations.ts';
import { ReplayPayload, type ReplayPreview } from '../schema/replay.ts';
import { parkedMessages, sources } from '../views/sources.ts';
import { trace } from '../views/trace.ts';
import { type Context, principalOf } from './context.ts';
import { ofWholeGroup, pageSize, payloadOf } from './shapes.ts';

function started(work: () => Promise<number>): Promise<StartedPayload> {
  return payloadOf(async () => ({ started: await work() }), { started: 0 });
}

function previewOf({ messages, hints, unusable, changes }: Preview): ReplayPreview {
  return {
    messages,
    hints,
    unusableCount: unusable.count,
    unusable: unusable.first,
    changeCount: changes.count,
    changes: changes.first,
  };
}

function scopeOf({ ids, stream, since }: ReplayMessagesInput): ReplayScope {
  if (ids === undefined && stream === undefined) throw new HubError('BAD_USER_INPUT', 'name ids or a stream');
  return {
    ids: ids?.filter((id) => /^\d{1,18}$/.test(id)),
    system: stream?.system,
    stream: stream?.stream,
    since: since?.toISOString(),
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const mostResubmitted = 500;
const notThere = { code: 'NOT_FOUND', message: 'there is no such message' };

@Resolver()
export class OperationsResolver {
  @Authorized()
  @Query(() => Viewer, { description: 'Who you are here.' })
  viewer(@Ctx() context: Context): Viewer {
    const { id, name, roles, wholeGroup, legalEntityIds } = principalOf(context);
    const rights = [...new Set(roles.flatMap((role) => rightsOfRoles[role]))];
    const legalEntities = legalEntityIds.flatMap((entity) => context.firm.legalEntity(entity) ?? []);
    const groupCells = wholeGroup ? context.group.map((cell) => cell.name) : [];
    return { id, name, roles: [...roles], rights, wholeGroup, legalEntities, groupCells };
  }

  @Authorized('read')
  @Query(() => [StreamType], { description: 'Every stream of every system, and how well it is known.' })
  streams(@Ctx() context: Context) {
    return context.read(sources);
  }

  @Authorized('read:inbox')
  @Query(() => [ParkedMessage], { description: 'Messages that could not be used, the latest first.' })
  parkedMessages(
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many.' }) first: number,
    @Ctx() context: Context,
  ) {
    const most = pageSize(context, first);
    return context.read((sql) => parkedMessages(sql, most));
  }

  @Authorized('read')
  @Query(() => [TraceEntry], {
    description: 'Everything that happened under a correlation id, as far as you may see it.',
  })
  async trace(
    @Arg('correlationId', () => ID, { description: 'The correlation id.' }) correlationId: string,
    @Ctx() context: Context,
  ) {
    if (!uuid.test(correlationId)) throw new HubError('BAD_USER_INPUT', 'correlationId: not a correlation id');
    const steps = await context.read((sql) => trace(sql, correlationId));
    return may(context.principal, 'read:audit') ? steps : steps.filter(({ stage }) => stage !== 'audit');
  }

  @Authorized('run:streams')
  @Mutation(() => StartedPayload, { description: 'Reads a stream now instead of at its next turn.' })
  pollStream(@Arg('input', () => StreamInput) { system, stream }: StreamInput, @Ctx() context: Context) {
    return started(async () => {
      await context.verbs.pollStream(system, stream, ofWholeGroup(context, 'streams'));
      return 1;
    });
  }

  @Authorized('run:streams')
  @Mutation(() => StartedPayload, {
    description: 'Compares a stream with its source now, record by record, instead of at night.',
  })
  reconcileStream(@Arg('input', () => StreamInput) { system, stream }: StreamInput, @Ctx() context: Context) {
    return started(async () => {
      await context.verbs.reconcileStream(system, stream, ofWholeGroup(context, 'streams'));
      return 1;
    });
  }

  @Authorized('run:streams')
  @Mutation(() => ReplayPayload, {
    description: 'Takes messages in again, or says what would come of it: nobody is alerted and nothing is sent twice.',
  })
  replayMessages(@Arg('input', () => ReplayMessagesInput) input: ReplayMessagesInput, @Ctx() context: Context) {
    const work = async () => {
      const principal = ofWholeGroup(context, 'streams');
      const scope = scopeOf(input);
      if (input.dryRun === true) return { started: 0, preview: previewOf(await context.verbs.previewReplay(scope)) };
      return { started: await context.verbs.replay(scope, principal), preview: null };
    };
    return payloadOf<Omit<ReplayPayload, 'errors'>>(work, { started: 0, preview: null });
  }

  @Authorized('run:streams')
  @Mutation(() => StartedPayload, {
    description: 'Tries parked messages again, after their causes have been mended, under their old correlation ids.',
  })
  async resubmitParked(
    @Arg('input', () => ResubmitParkedInput) { ids }: ResubmitParkedInput,
    @Ctx() context: Context,
  ): Promise<StartedPayload> {
    const refused: StartedPayload['errors'] = [];
    const payload = await started(async () => {
      const principal = ofWholeGroup(context, 'streams');
      if (ids.length > mostResubmitted) {
        throw new HubError('BAD_USER_INPUT', `ids: at most ${mostResubmitted} at once`);
      }
      const known = ids.filter((id) => /^\d{1,18}$/.test(id));
      const unknown = ids.filter((id) => !known.includes(id)).map((id) => ({ id, ...notThere }));
      const outcome = await context.verbs.resubmit(known, principal);
      for (const { id, code, message } of [...outcome.refused, ...unknown]) {
        refused.push({ code, message, path: ['ids', String(ids.indexOf(id))] });
      }
      return outcome.ids.length;
    });
    return { ...payload, errors: [...payload.errors, ...refused] };
  }
}
