import type { Certification, Subject } from '../../domain/certification.ts';
import { pulledStreams } from '../../domain/connector.ts';
import { HubError, messageOf } from '../../domain/errors.ts';
import type { OutboundRequest, OutboundResponse, SendRequest } from '../../domain/http.ts';

const isSignedIn = ({ headers }: OutboundRequest) => headers?.['authorization']?.startsWith('Bearer ') === true;

/** Reads one page of the first stream over a way out of its own. */
async function readThrough(subject: Subject, send: SendRequest): Promise<void> {
  const [, stream] = pulledStreams(subject.connector)[0] ?? [];
  const client = subject.connector.client({ ...subject.system, send });
  await stream?.pull(client, undefined, subject.limits);
}

/** The first request after the sign-in goes out under a session that nobody knows. */
async function expiryProblems(subject: Subject): Promise<string[]> {
  let signIns = 0;
  let isOver = false;
  await readThrough(subject, (request) => {
    if (!isSignedIn(request)) {
      signIns += 1;
      return subject.system.send(request);
    }
    if (isOver) return subject.system.send(request);
    isOver = true;
    return subject.system.send({ ...request, headers: { ...request.headers, authorization: 'Bearer ended' } });
  });
  return signIns === 2 ? [] : [`signed in ${signIns} times`];
}

/** What an answer or a failure is to be told as. */
interface Trouble {
  what: string;
  answer: OutboundResponse | HubError;
  retryable: boolean;
  retryAfter?: number;
}

const date = 'Wed, 25 Nov 2026 12:00:00 GMT';
const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: { date, ...headers },
  text: '',
});

const troubles: readonly Trouble[] = [
  { what: 'too many requests', answer: answer(429, { 'retry-after': '7' }), retryable: true, retryAfter: 7 },
  {
    what: 'an outage that says for how long',
    answer: answer(503, { 'retry-after': '9' }),
    retryable: true,
    retryAfter: 9,
  },
  { what: 'a failure at the other side', answer: answer(500), retryable: true },
  { what: 'a bad gateway', answer: answer(502), retryable: true },
  { what: 'a request that it does not understand', answer: answer(400), retryable: false },
  { what: 'a missing permission', answer: answer(403), retryable: false },
  { what: 'a line that is dead', answer: new HubError('UPSTREAM_UNREACHABLE'), retryable: true },
  { what: 'an answer that does not come', answer: new HubError('UPSTREAM_UNAVAILABLE'), retryable: true },
];

/** What reading through trouble comes to: an error that says whether to try again, and when. */
async function troubleProblem(subject: Subject, trouble: Trouble): Promise<string[]> {
  const error = await readThrough(subject, async (request) => {
    if (!isSignedIn(request)) return subject.system.send(request);
    if (trouble.answer instanceof HubError) throw trouble.answer;
    return trouble.answer;
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HubError))
    return [`${trouble.what}: ${error === undefined ? 'taken for an answer' : messageOf(error)}`];
  if (error.retryable !== trouble.retryable) {
    return [`${trouble.what}: ${error.code}, which is ${error.retryable ? '' : 'not '}tried again`];
  }
  const isInTime = trouble.retryAfter === undefined || error.retryAfter === trouble.retryAfter;
  return isInTime ? [] : [`${trouble.what}: tried again after ${error.retryAfter} and not ${trouble.retryAfter} s`];
}

/** Whatever goes out goes to the system, or to where it says that one signs in. */
async function addressProblems(subject: Subject): Promise<string[]> {
  const { baseUrl, credentials } = subject.system;
  const known = [baseUrl, ...Object.values(credentials).filter((each) => URL.canParse(each))].map(
    (each) => new URL(each).origin,
  );
  const strange = new Set<string>();
  await readThrough(subject, (request) => {
    const { origin } = new URL(request.url);
    if (!known.includes(origin)) strange.add(origin);
    return subject.system.send(request);
  });
  return [...strange].map((origin) => `sends to ${origin}`);
}

/** A system that is never called can't be called wrongly. */
function whereCalled(run: Certification['run']): Certification['run'] {
  return async (subject) => (pulledStreams(subject.connector).length > 0 ? run(subject) : []);
}

/** What the hub relies on when a system is down, slow, busy or strict. */
export const transportChecks: readonly Certification[] = [
  { sentence: 'signs in again when its session has ended', run: whereCalled(expiryProblems) },
  {
    sentence: 'says whether to try again, and when',
    run: whereCalled(async (subject) => {
      const problems: string[] = [];
      for (const trouble of troubles) problems.push(...(await troubleProblem(subject, trouble)));
      return problems;
    }),
  },
  { sentence: 'speaks to its own system alone', run: whereCalled(addressProblems) },
];
