import type { Subject } from '../../domain/certification.ts';
import { type Page, type PullLimits, pulledStreams, type SourceMessage, type Stream } from '../../domain/connector.ts';
import { messageOf } from '../../domain/errors.ts';

/** The first pages of a stream, as a first load reads them. */
export interface Sample {
  pages: readonly Page[];
  /** Whether there is nothing more to read. */
  whole: boolean;
}

const asStored = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/** Reads pages from the beginning. The state between them goes through JSON, as it does in the database. */
export async function readPages(
  stream: Stream<unknown>,
  client: unknown,
  limits: PullLimits,
  most: number,
): Promise<Sample> {
  const pages: Page[] = [];
  let state: unknown;
  while (pages.length < most) {
    const page = await stream.pull(client, state, limits);
    pages.push(page);
    if (!page.more) return { pages, whole: true };
    state = asStored(page.state);
  }
  return { pages, whole: false };
}

/** The messages of pages, in the order in which they came. */
export function messagesOf({ pages }: Sample): SourceMessage[] {
  return pages.flatMap((page) => page.messages);
}

const samples = new WeakMap<Subject, Map<string, Promise<Sample>>>();

/** The first pages of a stream; read once, however many checks look at them. */
export function sampleOf(subject: Subject, name: string, stream: Stream<unknown>): Promise<Sample> {
  const known = samples.get(subject) ?? new Map<string, Promise<Sample>>();
  samples.set(subject, known);
  const sample =
    known.get(name) ?? readPages(stream, subject.connector.client(subject.system), subject.limits, subject.mostPages);
  known.set(name, sample);
  return sample;
}

/** A check of each stream by itself; its problems say which stream they are of. */
export async function ofEachStream(
  { connector }: Subject,
  check: (name: string, stream: Stream<unknown>) => Promise<readonly string[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [name, stream] of pulledStreams(connector)) {
    // One stream that can't be read, say for want of a permission, leaves the others to be checked.
    const found = await check(name, stream).catch((error: unknown) => [messageOf(error)]);
    problems.push(...found.map((problem) => `${name}: ${problem}`));
  }
  return problems;
}
