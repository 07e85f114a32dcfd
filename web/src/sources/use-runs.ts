import { useMay, useReader } from '../session/viewer-context.tsx';

/** Whether the reader may run systems and streams: one serves several legal entities, so that takes all of them. */
export function useRuns(): boolean {
  const { viewer } = useReader();
  return useMay('run:streams') && viewer.wholeGroup;
}
