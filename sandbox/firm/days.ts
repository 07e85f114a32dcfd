import { plusDays } from './tables.ts';

/** How many days lie between two dates. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** 0 on a Sunday, 6 on a Saturday. */
function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** The date itself, or the Friday before where it falls on a weekend. */
export function workday(date: string): string {
  const day = weekday(date);
  return plusDays(date, day === 0 ? -2 : day === 6 ? -1 : 0);
}

/** The business day so many business days before a date. */
export function businessDaysBefore(date: string, count: number): string {
  let day = date;
  for (let left = count; left > 0; left -= 1) day = workday(plusDays(day, -1));
  return day;
}

/** The last Sunday before a date: weeks end on Sundays. */
export function lastWeekEnd(date: string): string {
  const day = weekday(date);
  return plusDays(date, day === 0 ? -7 : -day);
}

/** The first Sunday after a date. */
export function firstWeekEnd(date: string): string {
  return plusDays(lastWeekEnd(date), 7);
}

/** The Sundays on which so many weeks end, the first of them after the date. */
export function weekEndsAfter(date: string, count: number): string[] {
  const first = firstWeekEnd(date);
  return Array.from({ length: count }, (_none, week) => plusDays(first, 7 * week));
}
