import type { DataSource } from 'typeorm';
import type { Principal } from './access/principal.ts';
import { may } from './access/rights.ts';
import { transaction } from './entities/sql.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verbs } from './resolvers/context.ts';
import { acceptRisk, type RiskActor, rejectRisk, requestAcceptance, withdrawRisk } from './rules/accept-risk.ts';
import type { JudgeContext } from './rules/judge-subjects.ts';

function actorOf(by: Principal): RiskActor {
  return { id: by.id, legalEntityIds: by.legalEntityIds, mayCoverBlocks: may(by, 'accept:blocks') };
}

/** What deciding on risks reaches down to. */
interface RiskParts {
  hub: DataSource;
  judging: Pick<JudgeContext, 'work'>;
  pipeline: Pick<Pipeline, 'nudgeFeed'>;
  nudgeDelivery: () => void;
}

/** What people say of risks; what is let go by that may have waited for it. */
export function riskVerbs({
  hub,
  judging,
  pipeline,
  nudgeDelivery,
}: RiskParts): Pick<Verbs, 'requestRisk' | 'decideRisk'> {
  return {
    async requestRisk(request, by) {
      await transaction(hub, (sql) => requestAcceptance(sql, request, actorOf(by)));
      pipeline.nudgeFeed();
    },

    async decideRisk(verb, decision, by) {
      await transaction(hub, async (sql) => {
        if (verb === 'accept') await acceptRisk(sql, decision, actorOf(by), judging.work);
        else if (verb === 'reject') await rejectRisk(sql, decision, actorOf(by));
        else await withdrawRisk(sql, decision, actorOf(by));
      });
      nudgeDelivery();
      pipeline.nudgeFeed();
    },
  };
}
