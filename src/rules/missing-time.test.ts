import { expect, it } from '@jest/globals';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { hourDeal, weeksAgo } from '../../sandbox/firm/deals.ts';
import { bookWeek, type Work } from '../../sandbox/firm/engagement.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { scheduleDaily } from '../../sandbox/firm/schedules.ts';
import { Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import { judgedFirm } from '../../test/judged-firm.ts';
import { withConnection } from '../entities/sql.ts';

// Somebody is scheduled for one week, which is closed for certain and handed in.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(3), 0.01);
const weeks = { count: 0, lastEnded: 2, hours: 0 };
const deal = hourDeal(firm, officeOf(firm, 'DE01'), { role: 'Analyst', sold: 90, weeks });
const work = deal.work[0] as Work;
const { record, schedule, rate, project } = work.assignment;
const card = bookWeek(firm, work, weeksAgo(firm, 2), 30, 'Submitted').record;
scheduleDaily(work.assignment, { daily: 6, from: plusDays(weeksAgo(firm, 2), -6), to: weeksAgo(firm, 2) });
closeBooks(firm, deal);
const missing = `R20 ${labels.assignment(work.assignment)}: ${30 * rate}`;

const { open, expectOpenAfter, inPsa, hub } = judgedFirm(ledger.tables);

it('finds nothing missing where what was scheduled has been submitted', async () => {
  expect(await open()).toEqual([]);
});

it('sees that a week is taken back, and is submitted again', async () => {
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card, { pse__Status__c: 'Saved' }), [missing]);
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card, {}), []);
});

it('asks for no time of a tentative assignment, nor on a project that is on hold', async () => {
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card, { pse__Status__c: 'Saved' }), [missing]);
  await expectOpenAfter(inPsa('pse__Assignment__c', record, { pse__Status__c: 'Tentative' }), []);
  await expectOpenAfter(inPsa('pse__Assignment__c', record, {}), [missing]);
  await expectOpenAfter(inPsa('pse__Proj__c', project.record, { pse__Stage__c: 'On Hold' }), []);
  await expectOpenAfter(inPsa('pse__Proj__c', project.record, {}), [missing]);
});

it('sees a schedule change by itself, whose assignment nobody touches', async () => {
  const none = Object.fromEntries(Object.keys(schedule).flatMap((each) => (/day_Hours/.test(each) ? [[each, 0]] : [])));
  await expectOpenAfter(inPsa('pse__Schedule__c', schedule, none), []);
  await expectOpenAfter(inPsa('pse__Schedule__c', schedule, {}), [missing]);
});

it('asks again at the next cut-off, whether time is missing or not', async () => {
  await expectOpenAfter(inPsa('pse__Timecard_Header__c', card, {}), []);
  const due = await withConnection(hub().db.hub, (sql) =>
    sql.row<{ future: boolean }>(`select d.at > clock_timestamp() as future from due d where d.kind = 'assignment'`),
  );
  expect(due).toEqual({ future: true });
});
