import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { milestoneDeal } from '../../sandbox/firm/deals.ts';
import type { Project } from '../../sandbox/firm/delivery.ts';
import { estimateMargin, revenueOf } from '../../sandbox/firm/estimates.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { Ledger } from '../../sandbox/firm/tables.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { openAfter } from '../../test/open-after.ts';
import { sweep } from '../../test/sweep-book.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { compileRule } from './compile.ts';
import { projectBudgetFacts } from './facts/project-budget.ts';
import { judge } from './judge.ts';
import type { RuleFile } from './rule-file.ts';
import { readRules } from './rule-files.ts';

// One project that will keep 38 percent of its revenue, and one that will keep 21.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const deal = milestoneDeal(firm, officeOf(firm, 'DE01'), { due: [20, 50], special: { fixedProjects: 2 } });
const [good, fair] = deal.projects as [Project, Project];
estimateMargin(deal, good, 38);
estimateMargin(deal, fair, 21);
closeBooks(firm, deal);

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(ledger.tables);
  await hub.poll();
  await hub.settle();
  await sweep(hub);
}, 60_000);
afterAll(() => hub.close());

const { open, expectOpenAfter, inPsa } = openAfter(() => hub);
const percentOf = (project: Project, percent: number) => `${(revenueOf(deal, project) * percent) / 100}`;
const found = (project: Project, percent: number) => [`R33 ${labels.budget(project)}: ${percentOf(project, percent)}`];
const estimated = (project: Project, margin: number, fields: object = {}) =>
  inPsa('pse__Proj__c', project.record, { Cost_At_Completion__c: Number(percentOf(project, 100 - margin)), ...fields });

const rule = readRules(resolve('rules')).find(({ rule: { id } }) => id === 'R33')?.rule as RuleFile;

/** What the rule will say in so many days, if nobody touches anything. */
const judgedIn = (days: number) =>
  transaction(hub.db.hub, async (sql) => {
    const asOf = new Date(Date.now() + days * 86_400_000).toISOString();
    const said = await judge(sql, projectBudgetFacts, [compileRule(rule)], null, asOf, hub.config.policy);
    const found = said.findings.map(({ label, amount }) => `R33 ${label}: ${Number(amount)}`);
    return { found, unknown: said.unknowns.length, dues: said.dues.length };
  });

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
  expect((await judgedIn(29)).found).toEqual(found(good, 8));
  expect((await judgedIn(31)).found).toEqual([]);
  const due = await withConnection(hub.db.hub, (sql) =>
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
  expect(await judgedIn(29)).toEqual({ found: found(good, 8), unknown: 1, dues: 2 });
  expect(await judgedIn(31)).toEqual({ found: [], unknown: 0, dues: 0 });
});

it('forgets the budget of a project when nobody estimates it any more', async () => {
  const none = { Revenue_At_Completion__c: null, Cost_At_Completion__c: null };
  await expectOpenAfter(inPsa('pse__Proj__c', fair.record, none), found(good, 8));
  const budgets = await withConnection(hub.db.hub, (sql) =>
    sql.rows('select p.number from project_budget b join project p on p.id = b.project_id where not b.deleted'),
  );
  expect(budgets).toEqual([{ number: good.number }]);
});
