import { multiply, readDecimal, sum } from '../../src/domain/decimal.ts';
import { csvOf, type Says } from '../dropped-file.ts';
import type { Row, TimeSheets } from './sample-files.ts';

/** A file to drop, and what its manifest says besides what follows from the file. */
export interface FileToDrop {
  name: string;
  csv: string;
  says: Says;
}

const entity = { legalEntity: { constant: 'US01' } };
const about = 'Published time sheets.';

/** What the columns of the files mean. The data has no approvals: an ended period counts as approved. */
export const timeMappings = {
  'mappings/time-people.json': {
    version: 1,
    about,
    kind: 'resource',
    key: ['Person'],
    values: { number: { column: 'Person' } },
  },
  'mappings/time-projects.json': {
    version: 1,
    about,
    kind: 'project',
    key: ['Project'],
    ...entity,
    values: {
      number: { column: 'Project' },
      name: { column: 'Name' },
      billable: { column: 'Billable' },
      currency: { constant: 'USD' },
      status: { column: 'Active', words: { true: 'active', false: 'closed' } },
    },
  },
  'mappings/time-lines.json': {
    version: 1,
    about,
    kind: 'time_entry',
    key: ['Line'],
    changedAt: 'Changed',
    values: {
      workedFrom: { column: 'From' },
      workedOn: { column: 'To' },
      hours: { column: 'Hours' },
      billRate: { column: 'Rate' },
      amount: { column: 'Amount' },
      currency: { constant: 'USD' },
      billable: { column: 'Billable' },
      approvalState: { constant: 'approved' },
    },
    refs: { project: { key: ['Project'] }, resource: { key: ['Person'] } },
  },
};

const cells = (rows: readonly unknown[][]) => csvOf(rows.map((row) => row.map((cell) => String(cell ?? ''))));

/** A line of the time sheets with everything that it refers to. */
export interface TimeLine {
  line: string;
  project: string;
  person: string;
  from: string;
  to: string;
  hours: string;
  rate: string;
  amount: string;
  billable: boolean;
  changed: string;
}

const billableOf = (sheets: TimeSheets, project: Row | undefined) =>
  sheets.accounts.get(project?.['accounting_code'])?.['billable'] === true;

/** The lines, each at the rate of its project. */
export function timeLines(sheets: TimeSheets, rateOf: (project: string) => string): TimeLine[] {
  const projects = new Map(sheets.projects.map((project) => [project['pk'], project]));
  return sheets.lines.map((line) => {
    const card = sheets.cards.get(line['timecard']);
    const period = sheets.periods.get(card?.['reporting_period']);
    const project = String(line['project']);
    const hours = String(line['hours_spent']);
    const rate = rateOf(project);
    return {
      line: String(line['pk']),
      project,
      person: String(card?.['user']),
      from: String(period?.['start_date']),
      to: String(period?.['end_date']),
      hours,
      rate,
      amount: multiply(hours, rate),
      billable: billableOf(sheets, projects.get(line['project'])),
      changed: String(line['modified']),
    };
  });
}

/** The hours of each project, added up exactly. */
export function hoursByProject(lines: readonly TimeLine[]): Record<string, string> {
  const hours = new Map<string, string[]>();
  for (const { project, hours: worked } of lines) hours.set(project, [...(hours.get(project) ?? []), worked]);
  return Object.fromEntries([...hours].map(([project, worked]) => [project, sum(worked)]));
}

const fileOf = (
  name: string,
  stream: string,
  csv: string,
  now: string,
  totals: Says['controlTotals'] = [],
): FileToDrop => ({
  name,
  csv,
  says: { stream, mapping: name, producedAt: now, knownThrough: now, controlTotals: totals },
});

/** The lines as a file, with totals that it must have. */
export function linesFile(lines: readonly TimeLine[], now: string): FileToDrop {
  const header = ['Line', 'Project', 'Person', 'From', 'To', 'Hours', 'Rate', 'Amount', 'Billable', 'Changed'];
  const rows = lines.map((each) => [
    ...[each.line, each.project, each.person, each.from, each.to, each.hours, each.rate, each.amount],
    ...[each.billable, each.changed],
  ]);
  return fileOf('time-lines', 'time_entry', cells([header, ...rows]), now, [
    { column: 'Hours', total: sum(lines.map(({ hours }) => hours)) },
    { column: 'Hours', by: 'Project', totals: hoursByProject(lines) },
    { column: 'Amount', total: sum(lines.map(({ amount }) => amount)) },
  ]);
}

/** The time sheets as the files that a system of the firm's own would drop. */
export function timeFiles(sheets: TimeSheets, lines: readonly TimeLine[], now: string): FileToDrop[] {
  const people = [
    ...new Set([...lines.map(({ person }) => person), ...sheets.people.map((each) => String(each['user']))]),
  ];
  const projects = sheets.projects.map((project) => [
    project['pk'],
    project['name'],
    billableOf(sheets, project),
    project['active'],
  ]);
  return [
    fileOf('time-people', 'resource', cells([['Person'], ...people.map((person) => [person])]), now),
    fileOf('time-projects', 'project', cells([['Project', 'Name', 'Billable', 'Active'], ...projects]), now),
    linesFile(lines, now),
  ];
}

/** Whether a decimal is more than nothing. */
export const isPositive = (value: string) => !/^(-|0$)/.test(readDecimal(value) ?? '0');
