import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { directions, type Halt } from '../domain/halt.ts';
import { HaltSystemInput, ResumeSystemInput, SystemPayload, SystemType } from '../schema/systems.ts';
import { systems } from '../views/systems.ts';
import type { Context } from './context.ts';
import { ofWholeGroup, payloadOf } from './shapes.ts';

/** Answers with the system as it is after the work. */
function ask(halt: Halt | null, input: HaltSystemInput, context: Context): Promise<SystemPayload> {
  const { system, direction, reason, until } = input;
  const asked = async () => {
    const ways = direction === undefined ? directions : [direction];
    const request = { system, directions: ways, halt, reason, until: until?.toISOString() };
    await context.verbs.haltSystem(request, ofWholeGroup(context, 'systems'));
    const [row] = await context.read((sql) => systems(sql, system));
    return { system: (row ?? null) as SystemType | null };
  };
  return payloadOf(asked, { system: null });
}

@Resolver()
export class SystemsResolver {
  @Authorized('read')
  @Query(() => [SystemType], { description: 'Every system, what operators have asked of it, and whether it answers.' })
  systems(@Ctx() context: Context) {
    return context.read((sql) => systems(sql));
  }

  @Authorized('run:streams')
  @Mutation(() => SystemPayload, {
    description:
      'Lets a system stand still: nothing is read from it or applied, nothing is sent to it. What it tells is kept in order.',
  })
  pauseSystem(@Arg('input', () => HaltSystemInput) input: HaltSystemInput, @Ctx() context: Context) {
    return ask('paused', input, context);
  }

  @Authorized('run:streams')
  @Mutation(() => SystemPayload, {
    description: 'Lets a system come to rest: what has begun is finished, nothing new is polled, approved or released.',
  })
  drainSystem(@Arg('input', () => HaltSystemInput) input: HaltSystemInput, @Ctx() context: Context) {
    return ask('draining', input, context);
  }

  @Authorized('run:streams')
  @Mutation(() => SystemPayload, { description: 'Lets a system go on where it was.' })
  resumeSystem(@Arg('input', () => ResumeSystemInput) input: ResumeSystemInput, @Ctx() context: Context) {
    return ask(null, input, context);
  }
}
