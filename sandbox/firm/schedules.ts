import type { OrgRecord } from '../force/org.ts';
import { lastWeekEnd } from './days.ts';
import { type Ledger, plusDays } from './tables.ts';

const workdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const weekend = ['Saturday', 'Sunday'];

/** For how many hours a day somebody is scheduled, and from which day to which. */
interface Hours {
  daily: number;
  from: string;
  to: string;
}

function hoursOf({ daily, from, to }: Hours): Record<string, unknown> {
  const on = (days: readonly string[], hours: number) => days.map((day) => [`pse__${day}_Hours__c`, hours] as const);
  const each = Object.fromEntries([...on(workdays, daily), ...on(weekend, 0)]);
  return { pse__Start_Date__c: from, pse__End_Date__c: to, ...each };
}

/** Adds a schedule that says when an assignment begins and ends, and no hours yet. */
export function addSchedule(ledger: Ledger, from: string, to: string): OrgRecord {
  return ledger.force('psa', 'pse__Schedule__c', from, hoursOf({ daily: 0, from, to }));
}

/** An assignment, and the schedule that it has. */
interface Scheduled {
  record: OrgRecord;
  schedule: OrgRecord;
}

/** Schedules somebody for the same hours each workday. */
export function scheduleDaily({ record, schedule }: Scheduled, hours: Hours): void {
  Object.assign(schedule, hoursOf(hours));
  // The package takes them from the schedule.
  record['pse__Start_Date__c'] = hours.from;
  record['pse__End_Date__c'] = hours.to;
}

const weeksAsked = 4;
const longestDay = 8;

/** What was handed in of each week. */
type Weeks = ReadonlyMap<string, number>;

/** The hours a week for which somebody may be scheduled so that nothing of these weeks is missing. */
function fitting(booked: Weeks, weekEnds: readonly string[]): number {
  if (weekEnds.length === 0) return Number.POSITIVE_INFINITY;
  return weekEnds.reduce((total, weekEnd) => total + (booked.get(weekEnd) ?? 0), 0) / weekEnds.length;
}

/** The hours a day that fit what was booked: before the time of the last week is due, since then, and a week later. */
function fittingDay(ledger: Ledger, booked: Weeks, first: string, last: string): number {
  const newest = lastWeekEnd(ledger.today);
  const weeks = [-1, 0, 1].map((skipped) =>
    Array.from({ length: weeksAsked }, (_none, back) => plusDays(newest, -7 * (skipped + back))).filter(
      (weekEnd) => weekEnd >= first && weekEnd <= last,
    ),
  );
  const hours = Math.min(longestDay * 5, ...weeks.map((weekEnds) => fitting(booked, weekEnds)));
  return Math.floor((hours / 5) * 4) / 4;
}

/** What was handed in on each assignment, by the last day of the week. */
function handedIn(cards: readonly OrgRecord[]): Map<unknown, Map<string, number>> {
  const all = new Map<unknown, Map<string, number>>();
  for (const card of cards.filter((each) => each['pse__Status__c'] !== 'Saved')) {
    const weeks = all.get(card['pse__Assignment__c']) ?? new Map<string, number>();
    all.set(card['pse__Assignment__c'], weeks);
    const weekEnd = card['pse__End_Date__c'] as string;
    const hours = workdays.reduce((total, day) => total + (card[`pse__${day}_Hours__c`] as number), 0);
    weeks.set(weekEnd, (weeks.get(weekEnd) ?? 0) + hours);
  }
  return all;
}

/** Schedules somebody so that what they have booked fits. */
function scheduleAsBooked(ledger: Ledger, assignment: Scheduled, weeks: Weeks): void {
  const worked = [...weeks.keys()].sort();
  const [first = '', last = ''] = [worked[0], worked.at(-1)];
  // The weeks to come are not scheduled yet: nobody books them while the sandbox stands still.
  scheduleDaily(assignment, { daily: fittingDay(ledger, weeks, first, last), from: plusDays(first, -6), to: last });
}

/** Schedules whoever has worked and is not scheduled for any hours yet, so that what was booked fits. */
export function fitSchedules(ledger: Ledger): void {
  const { psa } = ledger.tables;
  const booked = handedIn(psa['pse__Timecard_Header__c'] ?? []);
  const schedules = new Map((psa['pse__Schedule__c'] ?? []).map((record) => [record.Id, record]));
  for (const record of psa['pse__Assignment__c'] ?? []) {
    const schedule = schedules.get(record['pse__Schedule__c'] as string);
    const weeks = booked.get(record.Id);
    if (weeks !== undefined && schedule?.['pse__Monday_Hours__c'] === 0)
      scheduleAsBooked(ledger, { record, schedule }, weeks);
  }
}
