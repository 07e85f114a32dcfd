import type { CloudEvent } from './cloud-event.ts';

/** An event on its way out, with its position in the feed. */
export interface Outgoing {
  pos: number;
  event: CloudEvent;
}

/** Why a receiver did not take an event. */
export interface Refusal {
  message: string;
  /** Seconds that the receiver asks to be left alone. */
  retryAfter?: number | undefined;
  /** Whether it says that it is no more and wants nothing any more. */
  gone?: boolean;
}

/** How far a sink has come. Without a refusal it was only told to stop. */
export interface Accepted {
  /** The position of the last event that the receiver has taken; undefined when it took none. */
  through: number | undefined;
  refusal?: Refusal;
}

/** Where an export goes. It keeps nothing by itself: what was accepted is written down by whoever hands it events. */
export interface Sink {
  /**
   * Sends events one after the other, each when the one before it was accepted, so that what is about one subject arrives
   * in order; stops at the first refusal, and when `mayBegin` says no. Refusals are answered, never thrown.
   */
  send(events: readonly Outgoing[], mayBegin: () => boolean): Promise<Accepted>;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** Sends events in order by what sends one of them, as `Sink.send` says. */
export async function sendEach(
  events: readonly Outgoing[],
  mayBegin: () => boolean,
  sendOne: (event: CloudEvent) => Promise<Refusal | undefined>,
): Promise<Accepted> {
  let through: number | undefined;
  for (const { pos, event } of events) {
    if (!mayBegin()) break;
    const refusal = await sendOne(event);
    if (refusal !== undefined) return { through, refusal };
    through = pos;
  }
  return { through };
}
