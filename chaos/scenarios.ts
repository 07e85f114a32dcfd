import { blackholeScenario } from './blackhole.ts';
import { clockScenario } from './clock.ts';
import { cutOffScenario } from './cut-off.ts';
import { diskFullScenario } from './disk-full.ts';
import { erpDownScenario } from './erp-down.ts';
import { failoverScenario } from './failover.ts';
import { frozenScenario } from './frozen.ts';
import { killsScenario } from './kills.ts';
import { lostRepliesScenario } from './lost-replies.ts';
import { poisonScenario } from './poison.ts';
import { restoreScenario } from './restore.ts';
import type { GroundedScenario, Scenario } from './scenario.ts';
import { spikeScenario } from './spike.ts';
import { subscribersScenario } from './subscribers.ts';
import { switchoverScenario } from './switchover.ts';
import { upgradeScenario } from './upgrade.ts';

/** What can be done to hubs, by the name of the command. */
export const scenarios: Readonly<Record<string, Scenario | GroundedScenario>> = {
  kills: killsScenario,
  'lost-replies': lostRepliesScenario,
  'erp-down': erpDownScenario,
  blackhole: blackholeScenario,
  poison: poisonScenario,
  clock: clockScenario,
  frozen: frozenScenario,
  'cut-off': cutOffScenario,
  restore: restoreScenario,
  failover: failoverScenario,
  switchover: switchoverScenario,
  'disk-full': diskFullScenario,
  spike: spikeScenario,
  subscribers: subscribersScenario,
  upgrade: upgradeScenario,
};
