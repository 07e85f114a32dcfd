import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { startLoop } from './schedule/loop.ts';
import { sideBySide } from './schedule/side-by-side.ts';
import { dueSystems } from './sync/claim.ts';
import { type DeliveryContext, deliverNext } from './sync/deliver.ts';

/** What sends deliveries to their targets. */
export interface Sending {
  /** There may be something to deliver. */
  nudge(): void;
  stop(): Promise<void>;
}

// How long a delivery that nobody announced waits at most.
const pollMs = 500;

// Lanes are independent: so many of each system may be under way at once, whatever becomes of those of the others.
const senders = 4;
const sendersOf = (system: string) => Array.from({ length: senders }, (_each, place) => `${place + 1} ${system}`);

/** Starts sending, to each target beside the others. `onSent` is told of each delivery that has left. */
export function startSending(
  database: DataSource,
  context: DeliveryContext,
  onSent: () => void,
  onError: (name: string, error: unknown) => void,
): Sending {
  let stopping = false;

  /** Sends one delivery or waits for its turn. Returns whether it is worth looking again at once. */
  async function sendOne(system: string): Promise<boolean> {
    const { sent, wait } = await deliverNext(database, system, context);
    if (sent) onSent();
    else if (wait > 0) await pause(Math.min(wait * 1000, pollMs));
    return sent || wait > 0;
  }

  const sending = sideBySide(async (sender) => {
    const system = sender.slice(sender.indexOf(' ') + 1);
    while (!stopping && (await sendOne(system)));
  }, onError);
  const deliver = startLoop({
    name: 'deliver',
    pollMs,
    async work() {
      sending.start((await dueSystems(database)).flatMap(sendersOf));
      return 0;
    },
    onError,
  });
  return {
    nudge: () => deliver.nudge(),
    async stop() {
      stopping = true;
      await deliver.stop();
      await sending.settled();
    },
  };
}
