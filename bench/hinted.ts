import { setTimeout as wait } from 'node:timers/promises';
import { signChangeOrder } from '../sandbox/amend.ts';
import type { Contract } from '../sandbox/firm/contracts.ts';
import { sendOutboundMessage } from '../sandbox/force/outbound-messages.ts';
import type { HubClient } from '../sandbox/start/hub-client.ts';
import type { World } from '../sandbox/world.ts';

const patienceMs = 30_000;

/**
 * From an outbound message to the alert that its invoice is blocked, in milliseconds: the hub has to read the contract
 * again in between. One after the other; each drops a milestone that stands on a draft invoice.
 */
export async function hintToAlert(
  url: string,
  world: World,
  subscriber: HubClient,
  contracts: readonly Contract[],
): Promise<number[]> {
  const times: number[] = [];
  for (const contract of contracts) {
    const dropped = contract.items.at(-1);
    if (dropped === undefined) continue;
    let told = () => {};
    const blocked = new Promise<void>((resolve) => {
      told = resolve;
    });
    const { stop } = await subscriber.follow(({ type, sentence }) => {
      if (type === 'exception.opened' && sentence.includes(contract.number)) told();
    });
    const { notices } = signChangeOrder(world, {
      contractNumber: contract.number,
      drop: [dropped.record.Id],
      add: [],
    });
    const sentAt = performance.now();
    await sendOutboundMessage(`${url}/webhooks/salesforce`, notices);
    await Promise.race([blocked, wait(patienceMs).then(() => Promise.reject(new Error('no alert came')))]);
    times.push(performance.now() - sentAt);
    stop();
  }
  return times;
}
