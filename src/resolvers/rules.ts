import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../domain/errors.ts';
import { LegalEntity, Money } from '../schema/common.ts';
import { encodeId } from '../schema/ids.ts';
import {
  RulesProblem,
  RuleType,
  SetRuleLifeInput,
  SetRuleLifePayload,
  ShadowFinding,
  ShadowFindingConnection,
} from '../schema/rules.ts';
import { rules, rulesProblem, type ShadowFindingRow, shadowFindings } from '../views/rules.ts';
import { type Context, principalOf } from './context.ts';
import { connection, money, payloadOf } from './shapes.ts';

@Resolver()
export class RulesResolver {
  @Authorized('read')
  @Query(() => [RuleType], { description: 'Every rule that has ever been loaded, and what is judged by now.' })
  rules(@Ctx() context: Context): Promise<RuleType[]> {
    return context.read((sql) => rules(sql));
  }

  @Authorized('read')
  @Query(() => RulesProblem, {
    nullable: true,
    description: 'Why the folder of the rules can not be taken in as it is; nothing when it can.',
  })
  async rulesProblem(@Ctx() context: Context): Promise<RulesProblem | null> {
    return (await context.read(rulesProblem)) ?? null;
  }

  @Authorized('read')
  @Query(() => ShadowFindingConnection, {
    description: 'What rules in shadow find now. It is in no other list and in no total.',
  })
  shadowFindings(
    @Arg('rule', () => String, { nullable: true, description: 'Of this rule alone.' }) rule: string | undefined,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many: at most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The endCursor of the page before.' }) after:
      | string
      | undefined,
    @Ctx() context: Context,
  ) {
    const filter = rule === undefined ? {} : { rule: { eq: rule } };
    return connection<ShadowFindingRow>(context, shadowFindings, { filter, first, after }, {});
  }

  @Authorized('change:rules')
  @Mutation(() => SetRuleLifePayload, {
    description:
      'Has a version of a rule tried in shadow, judged by, or retired. What was active or in shadow in its place is retired.',
  })
  setRuleLife(@Arg('input', () => SetRuleLifeInput) input: SetRuleLifeInput, @Ctx() context: Context) {
    return payloadOf<Pick<SetRuleLifePayload, 'rule'>>(
      async () => {
        const principal = principalOf(context);
        if (!principal.wholeGroup) {
          throw new HubError('FORBIDDEN', 'rules judge the whole group, and you see a part of it');
        }
        const { rule, version, life, reason } = input;
        await context.verbs.setRuleLife({ rule, version, life, reason }, principal);
        const [now = null] = await context.read((sql) => rules(sql, rule));
        return { rule: now };
      },
      { rule: null },
    );
  }
}

@Resolver(() => ShadowFinding)
export class ShadowFindingResolver {
  @FieldResolver(() => ID, { description: 'Its id.' })
  id(@Root() { id }: ShadowFindingRow) {
    return encodeId('shadow_finding', id);
  }

  @FieldResolver(() => Money, { nullable: true, description: 'What would be at stake.' })
  amount(@Root() { amount, currency }: ShadowFindingRow) {
    return money(amount, currency);
  }

  @FieldResolver(() => LegalEntity, { nullable: true, description: 'The company that it concerns.' })
  legalEntity(@Root() { legalEntityId }: ShadowFindingRow, @Ctx() { firm }: Context) {
    return legalEntityId === null ? null : firm.legalEntity(legalEntityId);
  }
}
