import { expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { milestoneDeal } from '../../sandbox/firm/deals.ts';
import type { Project } from '../../sandbox/firm/delivery.ts';
import { estimateMargin, revenueOf } from '../../sandbox/firm/estimates.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { Ledger } from '../../sandbox/firm/tables.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { ruleSays } from '../../test/rule-says.ts';
import { withConnection } from '../entities/sql.ts';

// One project that will keep 38 percent of its revenue, and one that will keep 21.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const deal = milestoneDeal(firm, officeOf(firm, 'DE01'), { due: [20, 50], special: { fixedProjects: 2 } });
const [good, fair] = deal.projects as [Project, Project];
estimateMargin(deal, good, 38);
estimateMargin(deal, fair, 21);
closeBooks(firm, deal);

const { open, expectOpenAfter, inPsa, hub } = judgedFirm(ledger.tables);
const percentOf = (project: Project, percent: number) => `${(revenueOf(deal, project) * percent) / 100}`;
const found = (project: Project, percent: number) => [`R33 ${labels.budget(project)}: ${percentOf(project, percent)}`];
const estimated = (project: Project, margin: number, fields: object = {}) =>
  inPsa('pse__Proj__c', project.record, { Cost_At_Completion__c: Number(percentOf(project, 100 - margin)), ...fields });

it('finds nothing where a project keeps what it should', async () => {
  expect(await open()).toEqual([]);
});

it('sees a margin fall by more than it may, though enough is left, and come back', async () => {
  await expectOpenAfter(estimated(good, 33), []);
  await expectOpenAfter(estimated(good, 32), found(good, 6));
  await expectOpenAfter(estimated(good, 34), []);
});

it('counts a fall for as many days as it is looked back, and then asks again', async () => {
  await expectOpenAfter(estimated(good, 30), found(good, 8));
  expect((await ruleSays(hub(), 'R33', { days: 29 })).found).toEqual(found(good, 8));
  expect((await ruleSays(hub(), 'R33', { days: 31 })).found).toEqual([]);
  const due = await withConnection(hub().db.hub, (sql) =>
    sql.rows(`select d.at > clock_timestamp() + interval '29 days' and d.at < clock_timestamp() + interval '30 days' as due
                from due d where d.kind = 'project_budget'`),
  );
  expect(due).toEqual([{ due: true }]);
});

it('names what is missing to the floor where less than that is left, and nothing of a project that is over', async () => {
  const open = found(good, 8);
  await expectOpenAfter(estimated(fair, 17), [...open, ...found(fair, 3)]);
  await expectOpenAfter(estimated(fair, 17, { pse__Stage__c: 'On Hold' }), [...open, ...found(fair, 3)]);
  await expectOpenAfter(estimated(fair, 17, { pse__Stage__c: 'Completed' }), open);
  await expectOpenAfter(estimated(fair, 17, { pse__Is_Billable__c: false }), open);
  await expectOpenAfter(estimated(fair, 17), [...open, ...found(fair, 3)]);
});

it('can not tell how far a margin fell from an estimate that is not complete, until that one no longer counts', async () => {
  await expectOpenAfter(estimated(fair, 21, { Cost_At_Completion__c: null }), [...found(good, 8), ...found(fair, 3)]);
  await expectOpenAfter(estimated(fair, 21), [...found(good, 8), ...found(fair, 3)]);
  expect(await ruleSays(hub(), 'R33', { days: 29 })).toEqual({
    found: found(good, 8),
    unknown: [expect.any(String)],
    dues: 2,
  });
  expect(await ruleSays(hub(), 'R33', { days: 31 })).toEqual({ found: [], unknown: [], dues: 0 });
});

it('forgets the budget of a project when nobody estimates it any more', async () => {
  const none = { Revenue_At_Completion__c: null, Cost_At_Completion__c: null };
  await expectOpenAfter(inPsa('pse__Proj__c', fair.record, none), found(good, 8));
  const budgets = await withConnection(hub().db.hub, (sql) =>
    sql.rows('select p.number from project_budget b join project p on p.id = b.project_id where not b.deleted'),
  );
  expect(budgets).toEqual([{ number: good.number }]);
});
