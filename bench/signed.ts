import { postSigned } from '../sandbox/signed-webhook.ts';
import type { HubClient } from '../sandbox/start/hub-client.ts';
import { hoursTold, unbilledHours } from './hours.ts';
import { atRate } from './pace.ts';

/** The custom delivery system of the bench: its name in the configuration, and what it signs with. */
export const timekeeper = { name: 'timekeeper', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };

const patienceMs = 60_000;

async function send(url: string, id: string, body: string, at = new Date()): Promise<void> {
  const response = await postSigned(url, timekeeper, { id, body }, at);
  if (!response.ok) throw new Error(`the webhook was refused: ${response.status} ${await response.text()}`);
}

/**
 * Declares that all time so far has been told: only then can the hub say of an hour that nobody has billed it. Resolves
 * when the book has been judged with that.
 */
export async function declareKnown(url: string, client: HubClient): Promise<void> {
  let judged = () => {};
  const digest = new Promise<void>((resolve) => {
    judged = resolve;
  });
  const { stop } = await client.follow(({ type }) => {
    if (type === 'baseline.digest') judged();
  });
  const timestamp = new Date().toISOString();
  const data = { stream: 'time_entry', knownThrough: timestamp };
  await send(url, 'known', JSON.stringify({ type: 'stream.known_through', timestamp, data }));
  await digest;
  stop();
}

/** Hours that open an exception when they are told. The amount tells which it is. */
function told(round: string, place: number): { body: string; amount: string } {
  const amount = `${1000 + place}.${round.length}1`;
  return { body: hoursTold([unbilledHours(`${round}-${place}`, amount)]), amount };
}

/**
 * From a signed webhook's first byte to the alert that its hours are unbilled at a subscriber, in milliseconds. Each round
 * has a name of its own.
 */
export async function signedToAlert(
  url: string,
  subscriber: HubClient,
  rate: number,
  count: number,
  round: string,
): Promise<number[]> {
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  let done = () => {};
  const all = new Promise<void>((resolve, reject) => {
    done = resolve;
    setTimeout(
      () => reject(new Error(`only ${times.length} of ${count} alerts came`)),
      patienceMs + (count * 1000) / rate,
    ).unref();
  });
  const { stop } = await subscriber.follow(({ type, payload }) => {
    const sent = sentAt.get(String(payload['amount']));
    if (type !== 'exception.opened' || payload['rule'] !== 'R19' || sent === undefined) return;
    times.push(performance.now() - sent);
    if (times.length === count) done();
  });
  await atRate(rate, count, (place) => {
    const { body, amount } = told(round, place);
    const at = new Date();
    const id = `${round}_${place}`;
    sentAt.set(amount, performance.now());
    void send(url, id, body, at);
  });
  await all;
  stop();
  return times;
}
