/** The two ways of a system: what is read from it and applied, and what is sent to it. */
export const directions = ['in', 'out'] as const;
/** One way of a system. */
export type Direction = (typeof directions)[number];

/**
 * What an operator has asked of a way: to stand still; to finish what has begun and begin nothing new; or, of a way out, to
 * let nothing leave but holds of blocked invoices while what is approved waits.
 */
export const halts = ['paused', 'draining', 'frozen'] as const;
/** What an operator has asked of a way. */
export type Halt = (typeof halts)[number];

/** What a way of a system may be, as is seen of it. */
export const wayStates = ['running', ...halts, 'drained'] as const;

/** What somebody asks of some ways of a system: a halt, or `null` to go on. */
export interface HaltRequest {
  system: string;
  directions: readonly Direction[];
  halt: Halt | null;
  reason: string;
  /** When a halt ends by itself (ISO 8601). */
  until?: string | undefined;
}

/** What stands of a way after a request, and whether the request has changed it. */
export interface HaltOutcome {
  direction: Direction;
  halt: Halt | null;
  until: string | null;
  changed: boolean;
}
