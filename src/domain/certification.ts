import type { ConnectedSystem, Connector, PullLimits } from './connector.ts';
import { messageOf } from './errors.ts';

/** A system that is held to what the hub relies on. */
export interface Subject {
  connector: Connector;
  system: ConnectedSystem;
  limits: PullLimits;
  /** How many pages of a stream are read at most. */
  mostPages: number;
}

/** One thing that the hub relies on. `run` returns what is wrong, a sentence each, and nothing where it holds. */
export interface Certification {
  sentence: string;
  run(subject: Subject): Promise<readonly string[]>;
}

/** What became of a check. */
export interface Verdict {
  sentence: string;
  problems: readonly string[];
}

/** Runs one check. What it throws is what is wrong. */
export async function certify({ sentence, run }: Certification, subject: Subject): Promise<Verdict> {
  try {
    return { sentence, problems: await run(subject) };
  } catch (error) {
    return { sentence, problems: [messageOf(error)] };
  }
}
