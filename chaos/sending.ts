import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from '../sandbox/firm/chance.ts';
import { type Messages, post } from './deliveries.ts';
import type { HubProcess } from './hub-process.ts';

/** What came of sending. */
export interface Sent {
  /** How often each message was acknowledged, by its id. */
  acknowledged: Map<string, number>;
  /** Attempts that were answered by 5xx, or by nothing: each was made again, at another hub. */
  refused: number;
  unanswered: number;
  /** Answers that no sender would try again after; there must be none. */
  wrong: number[];
}

/** A stream of deliveries that can be let run up to a point. */
export interface Sending {
  readonly sent: Sent;
  /** Lets so many deliveries out altogether. */
  allow(count: number): void;
  /** Resolves when so many have been acknowledged. */
  reached(count: number): Promise<void>;
  /** Resolves when all have been. */
  done: Promise<void>;
}

const senders = 24;
const pauseMs = 20;

/** The numbers of all messages, each three times, in an order of chance. */
export function shuffledThrice(count: number, chance: Chance): Uint32Array {
  const order = Uint32Array.from({ length: count * 3 }, (_each, place) => place % count);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = chance.whole(0, last);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

/** How many deliveries have been acknowledged, each as often as it was. */
export function acknowledgedBy({ sent }: Sending): number {
  return [...sent.acknowledged.values()].reduce((one, other) => one + other, 0);
}

type Wake = () => void;

/** Sends messages in an order to whichever hub is there, each until it is acknowledged. */
export function startSending(messages: Messages, order: Uint32Array, hubs: readonly HubProcess[]): Sending {
  const sent: Sent = { acknowledged: new Map(), refused: 0, unanswered: 0, wrong: [] };
  let next = 0;
  let allowed = 0;
  let acknowledged = 0;
  const held: Wake[] = [];
  let watching: { count: number; wake: Wake }[] = [];

  /** Whether it was acknowledged. */
  async function attempt(url: string, delivery: ReturnType<Messages['delivery']>): Promise<boolean> {
    try {
      const status = await post(url, delivery);
      if (status >= 200 && status < 300) return true;
      if (status === 429 || status >= 500) sent.refused += 1;
      else sent.wrong.push(status);
    } catch {
      sent.unanswered += 1;
    }
    return false;
  }

  async function deliver(number: number): Promise<void> {
    const delivery = messages.delivery(number);
    for (let turn = number; ; turn += 1) {
      const url = hubs[turn % hubs.length]?.url();
      if (url !== undefined && (await attempt(url, delivery))) break;
      await wait(pauseMs);
    }
    sent.acknowledged.set(delivery.id, (sent.acknowledged.get(delivery.id) ?? 0) + 1);
    acknowledged += 1;
    const [there, others] = [watching.filter(({ count }) => count <= acknowledged), watching];
    watching = others.filter((each) => !there.includes(each));
    for (const { wake } of there) wake();
  }

  async function sender(): Promise<void> {
    while (next < order.length) {
      if (next >= allowed) {
        await new Promise<void>((resolve) => held.push(resolve));
        continue;
      }
      const number = order[next] as number;
      next += 1;
      await deliver(number);
    }
  }

  return {
    sent,
    allow(count) {
      allowed = Math.min(count, order.length);
      for (const wake of held.splice(0)) wake();
    },
    reached: (count) =>
      acknowledged >= count
        ? Promise.resolve()
        : new Promise((wake) => {
            watching.push({ count, wake });
          }),
    done: Promise.all(Array.from({ length: senders }, sender)).then(() => undefined),
  };
}
