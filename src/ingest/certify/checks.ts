import type { Certification, Subject, Verdict } from '../../domain/certification.ts';
import { isPulled } from '../../domain/connector.ts';
import { messageOf } from '../../domain/errors.ts';
import { deliveryChecks } from './deliveries.ts';
import { mappingChecks } from './mapping.ts';
import { pageChecks } from './pages.ts';
import { messagesOf, sampleOf } from './sample.ts';
import { transportChecks } from './transport.ts';

/** All that the hub relies on when it reads a system. None of it changes anything there. */
export const readingChecks: readonly Certification[] = [
  ...pageChecks,
  ...mappingChecks,
  ...transportChecks,
  ...deliveryChecks,
];

/** Whether a stream can be read at all, and how much came; what it says is of the checks that follow. */
export async function probe(subject: Subject, name: string): Promise<Verdict> {
  const stream = subject.connector.streams[name];
  if (stream === undefined) return { sentence: `reads ${name}`, problems: ['there is no such stream'] };
  if (!isPulled(stream)) return { sentence: `is told of ${name}, and never asks`, problems: [] };
  try {
    const sample = await sampleOf(subject, name, stream);
    const rest = sample.whole ? 'all there are' : 'and there are more';
    return { sentence: `reads ${name}: ${messagesOf(sample).length} records, ${rest}`, problems: [] };
  } catch (error) {
    return { sentence: `reads ${name}`, problems: [messageOf(error)] };
  }
}
