import { killsScenario } from './kills.ts';
import { restoreScenario } from './restore.ts';
import type { Scenario } from './scenario.ts';
import { spikeScenario } from './spike.ts';
import { subscribersScenario } from './subscribers.ts';

/** What can be done to hubs, by the name of the command. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  kills: killsScenario,
  restore: restoreScenario,
  spike: spikeScenario,
  subscribers: subscribersScenario,
};
