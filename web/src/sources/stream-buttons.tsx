import { Button } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { Refused } from '../parts/refused.tsx';
import { compare } from './compare.graphql';
import { poll } from './poll.graphql';

/** Reads a stream, or compares it with its source, at once instead of at its next turn. */
export function StreamButtons({ stream: { system, name } }: { stream: { system: string; name: string } }) {
  const [polling, comparing] = [useAct(poll), useAct(compare)];
  const input = { system, stream: name };
  const place = `${system} ${name}`;
  return (
    <>
      <Button.Group>
        <Button
          size="compact-sm"
          variant="default"
          loading={polling.running}
          aria-label={`Poll now: ${place}`}
          onClick={() => void polling.run(input, `${system}/${name} is being read.`)}
        >
          Poll
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          loading={comparing.running}
          aria-label={`Compare now: ${place}`}
          onClick={() => void comparing.run(input, `${system}/${name} is being compared with its source.`)}
        >
          Compare
        </Button>
      </Button.Group>
      <Refused why={polling.refused ?? comparing.refused} />
    </>
  );
}
