const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const instant = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** A date without a time, the same everywhere: 25 Nov 2026. */
export function dayText(date: string): string {
  return day.format(new Date(`${date}T00:00:00Z`));
}

/** The month of a date: Nov 2026. */
export function monthText(date: string): string {
  return month.format(new Date(`${date}T00:00:00Z`));
}

/** An instant in the reader's own time zone, which it names. */
export function instantText(at: string): string {
  return instant.format(new Date(at));
}

/** The time of day of an instant, to the second. */
export function clockText(at: string): string {
  return clock.format(new Date(at));
}

const units = [
  [365 * 86_400, 'y'],
  [30 * 86_400, 'mo'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** How long something is: 3 d, 4 h, 12 min, 20 s. */
export function lengthText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  for (const [length, name] of units) {
    if (seconds >= length) return `${Math.floor(seconds / length)} ${name}`;
  }
  return `${seconds} s`;
}

/** How long ago something was. */
export function agoText(at: string, now: number): string {
  return `${lengthText(now - Date.parse(at))} ago`;
}

/** How far off a deadline is, or by how much it has passed. */
export function dueText(at: string, now: number): string {
  const left = Date.parse(at) - now;
  return left >= 0 ? `in ${lengthText(left)}` : `${lengthText(-left)} overdue`;
}
