import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { type AuthChecker, buildSchema } from 'type-graphql';
import { demand, type Right } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';
import { AlertsResolver } from './alerts.ts';
import { BacklogResolver } from './backlog.ts';
import type { Context } from './context.ts';
import { AmendmentResolver, ComparedRecordResolver, ContractResolver, MilestoneResolver } from './contract.ts';
import { BillingEventResolver, ContractMoneyResolver } from './contract-money.ts';
import { CorrectionResolver, CorrectionStepResolver, PendingUpdateResolver } from './correction.ts';
import { ExceptionEventResolver, ExceptionResolver } from './exception.ts';
import { ExceptionGroupResolver } from './exception-groups.ts';
import { FactResolver } from './facts.ts';
import { GateResolver } from './gates.ts';
import { GroupResolver } from './group.ts';
import { InvoiceLineResolver, InvoiceResolver } from './invoice.ts';
import { MatchCandidateResolver, MatchingResolver } from './matching.ts';
import { BlockedTotalResolver, ExceptionTotalResolver } from './open-work.ts';
import { OperationsResolver } from './operations.ts';
import { CustomerResolver, ProjectResolver } from './project.ts';
import { RecordBehindResolver } from './record-behind.ts';
import { RiskResolver } from './risk.ts';
import { RulesResolver, ShadowFindingResolver } from './rules.ts';
import { SystemsResolver } from './systems.ts';
import { UnevaluatedResolver } from './unevaluated.ts';

/** Throws the precise refusal itself, so that what comes out has a code of the catalogue. */
const authChecker: AuthChecker<Context, Right> = ({ context }, rights) => {
  if (context.principal === undefined) throw new HubError('UNAUTHENTICATED');
  for (const right of rights) demand(context.principal, right);
  return true;
};

// Every subscription follows the feed; nothing is ever published past it.
const noPubSub = {
  publish(): void {
    throw new Error('there is no pub-sub: subscriptions follow the feed');
  },
  subscribe(): never {
    throw new Error('there is no pub-sub: subscriptions follow the feed');
  },
};

/** The schema of the API. */
export function apiSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      ContractResolver,
      AmendmentResolver,
      MilestoneResolver,
      ContractMoneyResolver,
      BillingEventResolver,
      ComparedRecordResolver,
      ProjectResolver,
      CustomerResolver,
      InvoiceResolver,
      InvoiceLineResolver,
      GateResolver,
      FactResolver,
      ExceptionResolver,
      ExceptionEventResolver,
      ExceptionGroupResolver,
      RecordBehindResolver,
      UnevaluatedResolver,
      BacklogResolver,
      GroupResolver,
      BlockedTotalResolver,
      ExceptionTotalResolver,
      CorrectionResolver,
      CorrectionStepResolver,
      PendingUpdateResolver,
      OperationsResolver,
      SystemsResolver,
      MatchingResolver,
      MatchCandidateResolver,
      RiskResolver,
      RulesResolver,
      ShadowFindingResolver,
      AlertsResolver,
    ],
    authChecker,
    authMode: 'error',
    pubSub: noPubSub as never,
    validate: false,
    emitSchemaFile: false,
  });
}
