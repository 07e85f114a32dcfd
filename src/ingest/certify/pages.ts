import type { Certification, Subject } from '../../domain/certification.ts';
import type { Page, SourceMessage, Stream } from '../../domain/connector.ts';
import { canonicalJson } from '../../domain/json.ts';
import { messagesOf, ofEachStream, readPages, type Sample, sampleOf } from './sample.ts';

function isInstant(text: string): boolean {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
}

const placeOf = ({ key, version }: SourceMessage) => `${key} of ${version}`;

function pageProblems(page: Page): string[] {
  const problems = page.messages.flatMap(({ key, version, body }) => [
    ...(key === '' || key === 'undefined' ? ['a record without a key'] : []),
    ...(isInstant(version) ? [] : [`${key}: ${version} is not an instant`]),
    ...(body === null || typeof body !== 'object' ? [`${key}: no body`] : []),
  ]);
  if (!isInstant(page.observedAt)) problems.push(`the source does not tell its time: ${page.observedAt}`);
  return problems;
}

/** Whatever a finished run says it knows must lie before the run began, by the source's own clock. */
function coverageProblems({ pages, whole }: Sample): string[] {
  const [first, last] = [pages[0], pages.at(-1)];
  const early = pages.slice(0, -1).filter((page) => page.knownThrough !== undefined);
  if (early.length > 0) return ['says that it knows everything before its last page'];
  if (!whole || first === undefined || last === undefined) return [];
  if (last.knownThrough === undefined) return ['does not say through when it knows'];
  return last.knownThrough <= first.observedAt ? [] : [`knows through ${last.knownThrough}, which it has not read`];
}

/** Records that seem to be missing may have changed meanwhile: only those that are still the same are. */
async function stillThere(subject: Subject, stream: Stream<unknown>, missing: readonly SourceMessage[]) {
  if (missing.length === 0) return [];
  const client = subject.connector.client(subject.system);
  const { messages } = await stream.fetch(
    client,
    missing.map(({ key }) => key),
  );
  const now = new Map(messages.map((message) => [message.key, message.version]));
  return missing.filter(({ key, version }) => now.get(key) === version);
}

function repeated(messages: readonly SourceMessage[]): string[] {
  const places = messages.map(placeOf);
  return [...new Set(places.filter((place, at) => places.indexOf(place) !== at))];
}

async function boundaryProblems(subject: Subject, name: string, stream: Stream<unknown>): Promise<string[]> {
  const large = await sampleOf(subject, name, stream);
  const known = messagesOf(large);
  const problems = repeated(known).map((place) => `${place} came twice`);
  const client = subject.connector.client(subject.system);
  for (const pageSize of [1, 2, 3, Math.max(4, Math.floor(subject.limits.pageSize / 3))]) {
    const small = await readPages(stream, client, { ...subject.limits, pageSize }, subject.mostPages);
    const found = messagesOf(small);
    problems.push(...repeated(found).map((place) => `${place} came twice in pages of ${pageSize}`));
    // The shorter of two readings is the beginning of the longer.
    const [longer, shorter] = small.whole || found.length > known.length ? [found, known] : [known, found];
    const isThere = new Set(longer.map(placeOf));
    const wanted = large.whole && small.whole ? [...shorter, ...known, ...found] : shorter;
    const lost = await stillThere(
      subject,
      stream,
      wanted.filter((message) => !isThere.has(placeOf(message))),
    );
    problems.push(...lost.map((message) => `${placeOf(message)} is lost in pages of ${pageSize}`));
  }
  return problems;
}

async function resumeProblems(subject: Subject, name: string, stream: Stream<unknown>): Promise<string[]> {
  const { pages } = await sampleOf(subject, name, stream);
  // A client of its own, as after a crash.
  const client = subject.connector.client(subject.system);
  const problems: string[] = [];
  for (const [at, before] of pages.slice(0, -1).entries()) {
    const again = await stream.pull(client, JSON.parse(JSON.stringify(before.state)), subject.limits);
    const places = new Set(again.messages.map(placeOf));
    const missing = (pages[at + 1] as Page).messages.filter((message) => !places.has(placeOf(message)));
    const lost = await stillThere(subject, stream, missing);
    problems.push(...lost.map((message) => `${placeOf(message)} is not there after page ${at + 1}`));
  }
  return problems;
}

// A query for one page of keys is enough to see that reading by key works.
const mostKeys = 50;

async function fetchProblems(subject: Subject, name: string, stream: Stream<unknown>): Promise<string[]> {
  const wanted = messagesOf(await sampleOf(subject, name, stream)).slice(0, mostKeys);
  if (wanted.length === 0) return [];
  const client = subject.connector.client(subject.system);
  const { messages, observedAt } = await stream.fetch(
    client,
    wanted.map(({ key }) => key),
  );
  const byKey = new Map(messages.map((message) => [message.key, message]));
  const problems = wanted.flatMap((message) => {
    const again = byKey.get(message.key);
    if (again === undefined) return [`${message.key} can't be read again`];
    const isSame = again.version !== message.version || canonicalJson(again.body) === canonicalJson(message.body);
    return isSame ? [] : [`${message.key} reads otherwise by its key than in its page`];
  });
  return isInstant(observedAt) ? problems : [...problems, `the source does not tell its time: ${observedAt}`];
}

/** What the hub relies on when it reads pages. */
export const pageChecks: readonly Certification[] = [
  {
    sentence: "gives every record a key, a version and a body, and tells the source's own time",
    run: (subject) =>
      ofEachStream(subject, async (name, stream) => {
        const sample = await sampleOf(subject, name, stream);
        return [...sample.pages.flatMap(pageProblems), ...coverageProblems(sample)];
      }),
  },
  {
    sentence: 'loses and repeats nothing where one page ends and the next begins',
    run: (subject) => ofEachStream(subject, (name, stream) => boundaryProblems(subject, name, stream)),
  },
  {
    sentence: 'goes on from any page as if it had never stopped',
    run: (subject) => ofEachStream(subject, (name, stream) => resumeProblems(subject, name, stream)),
  },
  {
    sentence: 'reads a record again by its key',
    run: (subject) => ofEachStream(subject, (name, stream) => fetchProblems(subject, name, stream)),
  },
];
