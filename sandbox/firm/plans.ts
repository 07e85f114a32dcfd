import type { OrgRecord } from '../force/org.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { Project, Timecard } from './delivery.ts';
import type { Engagement } from './engagement.ts';
import type { Firm } from './offices.ts';
import type { Ledger } from './tables.ts';

/** A task that costs are booked on, in PSA and under the same number in the ERP. */
export interface Task {
  project: Project;
  number: string;
  name: string;
  record: OrgRecord;
}

type TaskItem = { TaskId: number; TaskNumber: string; TaskName: string; ChargeableFlag: boolean };

/** Opens a task in the ERP. One that costs can't be booked on only adds up others. */
export function openTask(ledger: Ledger, { erp }: Project, number: string, name: string, chargeable = true): void {
  const item: TaskItem = {
    TaskId: ledger.podId(),
    TaskNumber: number,
    TaskName: name,
    ChargeableFlag: chargeable,
  };
  (erp as PodItem & { Tasks: TaskItem[] }).Tasks.push(item);
}

/** Gives the tasks that a project has in PSA the numbers under which costs are booked, and opens them in the ERP. */
export function numberTasks(ledger: Ledger, project: Project, records: readonly OrgRecord[]): Task[] {
  openTask(ledger, project, '0', 'All work', false);
  return records.map((record, place) => {
    const [number, name] = [`${place + 1}`, String(record['Name'])];
    record['pse__WBS_Element_Number__c'] = number;
    openTask(ledger, project, number, name);
    return { project, number, name, record };
  });
}

/** Says that the ERP does not have a task. */
export function loseTask({ project: { erp }, number }: Task): void {
  const item = erp as PodItem & { Tasks: TaskItem[] };
  item.Tasks = item.Tasks.filter(({ TaskNumber }) => TaskNumber !== number);
}

/** Says that the hours of a week were worked on a task. */
export function spendOn(ledger: Ledger, card: Timecard, task: Pick<Task, 'record'>): OrgRecord {
  return ledger.force('psa', 'pse__Task_Time__c', card.weekEnd, {
    pse__Timecard__c: card.record.Id,
    pse__Project_Task__c: task.record.Id,
    pse__Total_Hours__c: card.amount / card.assignment.rate,
  });
}

const numbered = 0.08;

/** Says that the newest weeks of a project were spent on a task. */
function spendNewest(ledger: Ledger, { work }: Engagement, task: Task): void {
  const there = work.filter((each) => each.project === task.project);
  for (const card of there.flatMap(({ cards }) => cards.slice(-2))) spendOn(ledger, card, task);
}

/** Numbers the tasks of a few engagements, and says on which of them their newest weeks were spent. */
export function planWork({ ledger, chance }: Firm, engagements: readonly Engagement[]): void {
  const tasks = new Map<unknown, OrgRecord[]>();
  for (const task of ledger.tables.psa['pse__Project_Task__c'] ?? []) {
    const project = task['pse__Project__c'];
    tasks.set(project, [...(tasks.get(project) ?? []), task]);
  }
  for (const engagement of engagements.filter(() => chance.is(numbered))) {
    for (const project of engagement.projects.filter(({ erp }) => erp !== undefined)) {
      const [first] = numberTasks(ledger, project, tasks.get(project.record.Id) ?? []);
      if (first !== undefined) spendNewest(ledger, engagement, first);
    }
  }
}
