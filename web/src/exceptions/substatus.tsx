import { inWords } from '../format/words.ts';
import { Tag, type Tone } from '../parts/tag.tsx';
import type { ListedException } from './exceptions-table.tsx';

type Known = NonNullable<ListedException['substatus']>;

const tones: Readonly<Record<Known, Tone>> = { NEW: 'plain', ONGOING: 'plain', ESCALATING: 'bad', REGRESSED: 'warn' };

/** What has become of an exception since somebody last looked at it; that it goes on as it was needs no word. */
export function Substatus({ substatus }: { substatus: ListedException['substatus'] }) {
  if (substatus === null || substatus === 'ONGOING') return null;
  return <Tag tone={tones[substatus]}>{inWords(substatus)}</Tag>;
}
