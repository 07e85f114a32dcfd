import { agoText, clockText, dayText, dueText, instantText } from '../format/dates.ts';
import { useNow } from './use-now.ts';

/** A date without a time. */
export function Day({ on }: { on: string | null }) {
  return on === null ? <span>–</span> : <time dateTime={on}>{dayText(on)}</time>;
}

/** An instant: how long ago it was, and the exact time for whoever asks. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${instantText(at)} (${at})`}>
      {agoText(at, now)}
    </time>
  );
}

/** An instant in full. */
export function Instant({ at }: { at: string | null }) {
  if (at === null) return <span>–</span>;
  return (
    <time dateTime={at} title={at}>
      {instantText(at)}
    </time>
  );
}

/** The time of day of an instant. */
export function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} title={instantText(at)}>
      {clockText(at)}
    </time>
  );
}

/** How far off a deadline is; a passed one says so in words. */
export function Due({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return <span>no deadline</span>;
  const late = Date.parse(at) < now;
  return (
    <time dateTime={at} title={instantText(at)} style={late ? { color: 'var(--bad)', fontWeight: 550 } : undefined}>
      {dueText(at, now)}
    </time>
  );
}
