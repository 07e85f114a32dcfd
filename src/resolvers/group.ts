import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { HubError } from '../domain/errors.ts';
import { Group } from '../schema/group.ts';
import { type AskedCell, groupFigures } from '../views/group.ts';
import { type Context, principalOf } from './context.ts';

/** The cells of these names, or all. Throws FORBIDDEN where this one does not see the others, UNKNOWN_CELL. */
function wanted({ group }: Context, names: readonly string[] | undefined): readonly AskedCell[] {
  if (group.length === 0) {
    throw new HubError(
      'FORBIDDEN',
      'this cell does not see the group; ask one that does (seesGroup in hub.config.json)',
    );
  }
  if (names === undefined) return group;
  const unknown = names.find((name) => !group.some((cell) => cell.name === name));
  if (unknown === undefined) return group.filter(({ name }) => names.includes(name));
  throw new HubError(
    'UNKNOWN_CELL',
    `cells: no cell "${unknown}"; there are ${group.map(({ name }) => name).join(', ')}`,
  );
}

@Resolver()
export class GroupResolver {
  @Authorized('read')
  @Query(() => Group, {
    description:
      'What all cells of the firm come to, each asked within its own time. Which did not answer is said, and then there ' +
      'are no sums: name the cells to have sums of some.',
  })
  async group(
    @Arg('cells', () => [String], { nullable: true, description: 'The cells to ask; all unless named.' })
    cells: string[] | undefined,
    @Arg('byMonth', () => Boolean, { defaultValue: false, description: 'Whether the flow is broken down by month.' })
    month: boolean,
    @Arg('from', () => GraphQLLocalDate, { nullable: true, description: 'What happened on this day or later.' })
    from: string | undefined,
    @Arg('to', () => GraphQLLocalDate, { nullable: true, description: 'What happened before this day.' })
    to: string | undefined,
    @Ctx() context: Context,
  ) {
    if (!principalOf(context).wholeGroup) throw new HubError('FORBIDDEN', 'this is for who sees the whole group');
    const question = { month, from: from ?? null, to: to ?? null };
    const { sums, cells: asked, ...rest } = await groupFigures(wanted(context, cells), question);
    return { ...rest, ...sums, cells: asked.map(({ figures, ...cell }) => ({ ...cell, ...figures })) };
  }
}
