import { expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { hourDeal } from '../../sandbox/firm/deals.ts';
import type { Project, Timecard } from '../../sandbox/firm/delivery.ts';
import type { Work } from '../../sandbox/firm/engagement.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { numberTasks, spendOn, type Task } from '../../sandbox/firm/plans.ts';
import { addTasks } from '../../sandbox/firm/project-records.ts';
import { Ledger } from '../../sandbox/firm/tables.ts';
import type { OrgRecord } from '../../sandbox/force/org.ts';
import type { PodItem } from '../../sandbox/fusion/pod.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { ruleSays } from '../../test/rule-says.ts';
import { systemRoles } from '../domain/roles.ts';
import { withConnection } from '../entities/sql.ts';

// Two projects, each with the same tasks in both systems; a week was spent on the first task of the first.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const plans = [0, 1].map(() => {
  const deal = hourDeal(firm, officeOf(firm, 'DE01'), { sold: 160, weeks: { count: 2, lastEnded: 1, hours: 20 } });
  const { project, cards } = deal.work[0] as Work;
  const tasks = numberTasks(ledger, project, addTasks(ledger, project, ['Analysis', 'Build'], 'Started'));
  closeBooks(firm, deal);
  return { project, cards, tasks };
}) as [Plan, Plan];
interface Plan {
  project: Project;
  cards: Timecard[];
  tasks: Task[];
}
const [{ project, cards, tasks }, other] = plans;
const [card, later] = cards as [Timecard, Timecard];
const [analysis, build] = tasks as [Task, Task];
const time = spendOn(ledger, card, analysis);

// What is to be found is found as soon as both systems are known that far: nobody waits for a task to be opened.
const propagationSeconds = Object.fromEntries(systemRoles.map((role) => [role, 0.001]));
const { open, expectOpenAfter, inErp, inPsa, hub } = judgedFirm(ledger.tables, { timing: { propagationSeconds } });
const found = (task: Pick<Task, 'number' | 'name' | 'project'>, amount: number) =>
  `R23 ${labels.task(task)}: ${amount}`;
const erp = project.erp as PodItem;
const items = erp['Tasks'] as { TaskNumber: string; TaskName: string }[];
const opened = (which: readonly object[]) => inErp('projects', erp, { Tasks: which });
const without = (number: string) => opened(items.filter(({ TaskNumber }) => TaskNumber !== number));
const inPlan = ({ record }: Task, fields: object = {}) => inPsa('pse__Project_Task__c', record, fields);
const spentOn = (task: Task, fields: object = {}) =>
  inPsa('pse__Task_Time__c', time, { pse__Project_Task__c: task.record.Id, ...fields });

const said = async (change: string) => {
  const { found, unknown } = await ruleSays(hub(), 'R23', { change });
  return { found, unknown };
};
const idOf = (name: string) =>
  withConnection(hub().db.hub, async (sql) => {
    const task = await sql.row<{ id: string }>(
      `select k.id from task k join project p on p.id = k.project_id
        where k.name = '${name}' and p.number = '${project.number}'`,
    );
    return task?.id;
  });

it('finds nothing where both systems have the same tasks, and where the ERP only adds up', async () => {
  expect(await open()).toEqual([]);
});

it('sees that the ERP has no task that is worked on, and that it is opened again or over', async () => {
  await expectOpenAfter(without('1'), [found(analysis, card.amount)]);
  await expectOpenAfter(inPlan(analysis, { pse__Status__c: 'Complete' }), []);
  await expectOpenAfter(inPlan(analysis), [found(analysis, card.amount)]);
  await expectOpenAfter(opened(items), []);
  const closed = items.map((item) => (item.TaskNumber === '2' ? { ...item, ChargeableFlag: false } : item));
  await expectOpenAfter(opened(closed), [found(build, 0)]);
  await expectOpenAfter(opened(items), []);
});

it('asks for no task of the ERP that has no number in the plan', async () => {
  await expectOpenAfter(without('2'), [found(build, 0)]);
  await expectOpenAfter(inPlan(build, { pse__WBS_Element_Number__c: null }), []);
  await expectOpenAfter(inPlan(build), [found(build, 0)]);
  await expectOpenAfter(opened(items), []);
});

it('sees a task that the ERP alone has, as long as the plan has numbers, until it is planned', async () => {
  const rework = { project, number: '9', name: 'Rework' };
  const more = { ...items.at(-1), TaskId: ledger.podId(), TaskNumber: '9', TaskName: 'Rework' };
  await expectOpenAfter(opened([...items, more]), [found(rework, 0)]);
  const numbers = (to: string | null) => () => {
    for (const task of [analysis, build]) inPlan(task, to === null ? { pse__WBS_Element_Number__c: null } : {})();
  };
  const orphans = opened([...items.slice(0, 1), more]);
  const inBoth = (plan: () => void, pod: () => void) => () => {
    plan();
    pod();
  };
  await expectOpenAfter(inBoth(numbers(null), orphans), []);
  await expectOpenAfter(inBoth(numbers('1'), opened([...items, more])), [found(rework, 0)]);
  const [planned] = addTasks(ledger, project, ['Rework'], 'Planned') as [OrgRecord];
  const inNumber = { pse__WBS_Element_Number__c: '9' };
  await expectOpenAfter(inPsa('pse__Project_Task__c', planned, inNumber), []);
  await expectOpenAfter(inPsa('pse__Project_Task__c', planned, { ...inNumber, pse__Status__c: 'Complete' }), []);
});

it("sees another project's billable time on a task, what becomes of the time, and of its card", async () => {
  const [foreign] = other.tasks as [Task];
  await expectOpenAfter(spentOn(foreign), [found(foreign, card.amount)]);
  // The contract then sells more than anybody works or bills.
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card.record, { pse__Billable__c: false }), [
    `C6 ${labels.contract(project.contract)}: ${card.amount}`,
  ]);
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card.record, {}), [found(foreign, card.amount)]);
  await expectOpenAfter(spentOn(foreign, { pse__Timecard__c: later.record.Id, pse__Total_Hours__c: 5 }), [
    found(foreign, 5 * later.assignment.rate),
  ]);
  await expectOpenAfter(spentOn(analysis), []);
});

it.each([
  ['under which number it is booked', 'update task k set number = null'],
  ['how it stands', 'update task k set status = null'],
  ['whether its project runs', 'update project p set status = null'],
  ['through when the tasks of the ERP are known', `update stream_coverage s set known_through = '2000-01-01'`],
])('can not tell of a task that the ERP may lack where it is not known %s', async (_what, change) => {
  await expectOpenAfter(without('1'), [found(analysis, card.amount)]);
  expect(await said(change)).toEqual({ found: [], unknown: expect.arrayContaining([await idOf('Analysis')]) });
});

const moved = 'update time_entry t set project_id = gen_random_uuid()';
it.each([
  ['how long was worked', `with moved as (${moved}) update task_time o set hours = null`],
  ['whether it is billable', `${moved}, billable = null`],
  ['whether it was rejected', `${moved}, approval_state = null`],
  ['which project it is of', 'update time_entry t set project_id = null'],
])("can not tell of another project's time on a task where it is not known %s", async (_what, change) => {
  await expectOpenAfter(opened(items), []);
  expect((await said(moved)).found).toEqual([found(analysis, card.amount)]);
  expect(await said(change)).toEqual({ found: [], unknown: [await idOf('Analysis')] });
});
