import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDecimal, sum } from '../../src/domain/decimal.ts';
import { withConnection } from '../../src/entities/sql.ts';
import { takeFile } from '../../src/ingest/file-drop.ts';
import { rules } from '../../src/views/rules.ts';
import { csvOf, dropFolder, writeDrop } from '../dropped-file.ts';
import { type FirmHub, firmHub } from '../firm-hub.ts';
import { goldenDump, wholeDump } from '../golden-dump.ts';
import { smallFirm } from '../small-firm.ts';
import { sweep } from '../sweep-book.ts';
import { toldSystem } from '../told-system.ts';
import { type PriceList, publishedPriceLists, publishedTimeSheets } from './sample-files.ts';
import {
  type FileToDrop,
  hoursByProject,
  isPositive,
  linesFile,
  timeFiles,
  timeLines,
  timeMappings,
} from './time-files.ts';
import { absence } from './vendor-folder.ts';

const sheets = publishedTimeSheets();
const lists = publishedPriceLists();
if (absence !== undefined) process.stderr.write(`${absence}\n`);
else if (sheets === undefined || lists.length === 0) {
  process.stderr.write(
    'The folder of vendor files holds no time sheets or no price lists: what needs them is skipped.\n',
  );
}
let folder: string;
beforeAll(() => {
  folder = dropFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alone = { ...toldSystem, peers: {} };
const now = new Date(Date.now() - 1000).toISOString();

async function take(hub: FirmHub, { name, csv, says }: FileToDrop) {
  const taken = await takeFile(hub.files(alone.name), { ...writeDrop(folder, name, csv, says), by: 'test' });
  await hub.settle();
  return taken;
}

const rows = (hub: FirmHub, text: string) => withConnection(hub.db.hub, (sql) => sql.rows(text));

it('says when there is nothing to hold it to', () => {
  expect(absence === undefined || absence.includes('VENDOR_DIR')).toBe(true);
});

describe(sheets === undefined ? 'published time sheets, which are not here' : 'published time sheets', () => {
  if (sheets === undefined) {
    it('are not tried', () => expect(sheets).toBeUndefined());
    return;
  }
  // No rates were published with them: each project is billed at a price of somebody else's list.
  const prices = lists.flatMap(({ rows: each, columns }) =>
    each.map((row) => readDecimal(row[columns.price] ?? '') ?? ''),
  );
  const rates = prices.filter((price) => price !== '').sort();
  const rateOf = (project: string) => rates[Number(project) % rates.length] ?? '100';
  const lines = timeLines(sheets, rateOf);
  const due = lines.filter(({ billable, amount }) => billable && isPositive(amount));
  const files = timeFiles(sheets, lines, now);
  let hub: FirmHub;
  beforeAll(async () => {
    hub = await firmHub(smallFirm().tables, { policies: timeMappings, hub: { systems: [alone] } });
    for (const file of files) expect(await take(hub, file)).toMatchObject({ again: false, parked: 0 });
  }, 300_000);
  afterAll(() => hub.close());

  it('come in whole: as many lines, and every project with its hours to the hundredth', async () => {
    expect(lines.length).toBeGreaterThan(10_000);
    expect(await rows(hub, 'select count(*)::int as entries from time_entry t where not t.deleted')).toEqual([
      { entries: lines.length },
    ]);
    const found = await rows(
      hub,
      `select p.number, count(*)::int as lines, trim_scale(sum(t.hours))::text as hours
         from time_entry t join project p on p.id = t.project_id group by p.number`,
    );
    const counts = new Map<string, number>();
    for (const { project } of lines) counts.set(project, (counts.get(project) ?? 0) + 1);
    const expected = Object.entries(hoursByProject(lines));
    expect(new Map(found.map(({ number, ...rest }) => [number, rest]))).toEqual(
      new Map(expected.map(([project, hours]) => [project, { lines: counts.get(project), hours }])),
    );
  });

  it('change nothing the second time, be it the same files or their lines in another order', async () => {
    const before = await wholeDump(hub.db.hub);
    for (const file of files) expect(await take(hub, file)).toMatchObject({ again: true });
    expect(await wholeDump(hub.db.hub)).toEqual(before);
    const golden = await goldenDump(hub.db.hub);
    const reversed = linesFile([...lines].reverse(), new Date().toISOString());
    expect(await take(hub, reversed)).toMatchObject({ again: false, rows: lines.length, parked: 0 });
    expect(await goldenDump(hub.db.hub)).toEqual(golden);
  }, 300_000);

  it('can not be judged unbilled where no ERP is connected, and the rule says what it waits for', async () => {
    await sweep(hub);
    const [state] = await withConnection(hub.db.hub, (sql) => rules(sql, 'R19'));
    expect(state).toMatchObject({
      open: 0,
      cannotEvaluate: due.length,
      waitsFor: ['erp/billing_event is not connected', 'erp/invoice is not connected'],
    });
    expect(
      await rows(hub, "select t.judged::int, t.fired::int, t.unknown::int from rule_tally t where t.rule = 'R19'"),
    ).toEqual([{ judged: lines.length, fired: 0, unknown: due.length }]);
  }, 300_000);

  it('are judged unbilled once the invoices are known, each with its money', async () => {
    const billing = await firmHub(smallFirm().tables, { policies: timeMappings, moreSystems: () => [alone] });
    try {
      await billing.poll('fusion');
      await billing.poll('certinia');
      for (const file of files) await take(billing, file);
      await sweep(billing);
      const [state] = await withConnection(billing.db.hub, (sql) => rules(sql, 'R19'));
      expect(state).toMatchObject({ open: due.length, cannotEvaluate: 0, waitsFor: [] });
      const [total] = await rows(
        billing,
        "select trim_scale(sum(e.amount))::text as amount from exception e where e.rule = 'R19' and e.severity = 'critical'",
      );
      expect(total).toEqual({ amount: sum(due.map(({ amount }) => amount)) });
      const [one] = due;
      const found = await rows(
        billing,
        `select e.sentence from exception e join crosswalk c on c.golden_id = e.subject_id
          where e.rule = 'R19' and c.kind = 'time_entry' and c.key = '${one?.line}'`,
      );
      expect(found).toEqual([
        {
          sentence: expect.stringMatching(
            new RegExp(`on project ${one?.project}, worked by ${one?.to}, are unbilled: .+ USD`),
          ),
        },
      ]);
    } finally {
      await billing.close();
    }
  }, 300_000);
});

describe(lists.length === 0 ? 'published price lists, which are not here' : 'published price lists', () => {
  if (lists.length === 0) {
    it('are not tried', () => expect(lists).toEqual([]));
    return;
  }
  const pattern = (date: string) => (/\/\d{4}$/.test(date) ? 'M/D/YYYY' : 'M/D/YY');
  const mappingOf = ({ columns, rows: each }: PriceList) => ({
    version: 1,
    about: 'A published price list.',
    kind: 'rate_card_line',
    numbers: { thousands: ',', prefix: '$' },
    key: [columns.contract, columns.role, columns.part],
    values: {
      role: { column: columns.role },
      rate: { column: columns.price },
      currency: { constant: 'USD' },
      startsOn: { column: columns.from, date: pattern(each.at(-1)?.[columns.from] ?? '') },
      endsOn: { column: columns.to, date: pattern(each.at(-1)?.[columns.to] ?? '') },
    },
    refs: { rateCard: { key: [columns.contract] } },
  });
  const cards = {
    version: 1,
    about: 'The contracts of published price lists.',
    kind: 'rate_card',
    key: ['Contract'],
    legalEntity: { constant: 'US01' },
    values: { name: { column: 'Company' }, currency: { constant: 'USD' } },
  };
  const says = (stream: string, mapping: string) => ({ stream, mapping, producedAt: now, knownThrough: now });
  const isPrice = (text: string) => /^\$?[\d,]+(\.\d+)?$/.test(text.trim());
  const iso = (text: string) => {
    const [month = '', day = '', year = ''] = text.split('/');
    return [year.length === 2 ? `20${year}` : year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  };

  it('become the lines of rate cards, exactly, as they were published; what is no price is parked with its row', async () => {
    const mappings = Object.fromEntries(lists.map((list, place) => [`mappings/prices-${place}.json`, mappingOf(list)]));
    const policies = { ...mappings, 'mappings/cards.json': cards };
    const hub = await firmHub(smallFirm().tables, { policies, hub: { systems: [alone] } });
    try {
      const contracts = new Map(
        lists.flatMap(({ rows: each, columns }) =>
          each.map((row) => [row[columns.contract] ?? '', row[columns.company] ?? '']),
        ),
      );
      const csv = csvOf([['Contract', 'Company'], ...contracts]);
      await take(hub, { name: 'cards', csv, says: says('rate_card', 'cards') });
      for (const [place, { path, rows: each, columns }] of lists.entries()) {
        // The bytes are dropped as they were published.
        const bytes = readFileSync(path, 'utf8');
        const dirty = each.filter((row) => !isPrice(row[columns.price] ?? ''));
        const file = writeDrop(folder, `prices-${place}`, bytes, {
          ...says('rate_card_line', `prices-${place}`),
          rows: each.length,
        });
        expect(await takeFile(hub.files(alone.name), { ...file, by: 'test' })).toMatchObject({
          rows: each.length,
          parked: dirty.length,
        });
        await hub.settle();
      }
      const expected = lists.flatMap(({ rows: each, columns }) =>
        each
          .filter((row) => isPrice(row[columns.price] ?? ''))
          .map((row) =>
            [
              row[columns.contract],
              row[columns.role]?.trim(),
              readDecimal((row[columns.price] ?? '').replace(/[$,]/g, '')),
              iso(row[columns.from] ?? ''),
              iso(row[columns.to] ?? ''),
            ].join(' | '),
          ),
      );
      expect(expected.length).toBeGreaterThan(100);
      const found = await rows(
        hub,
        `select c.key as contract, l.role, l.rate, l.starts_on, l.ends_on
           from rate_card_line l join crosswalk c on c.golden_id = l.rate_card_id and c.kind = 'rate_card'`,
      );
      expect(found.map((row) => Object.values(row).join(' | ')).sort()).toEqual(expected.sort());
      expect(await rows(hub, "select i.reason from inbox i where i.state = 'parked'")).toEqual(
        lists.flatMap(({ rows: each, columns }) =>
          each.flatMap((row, place) =>
            isPrice(row[columns.price] ?? '')
              ? []
              : [
                  {
                    reason: expect.stringMatching(
                      new RegExp(`^row ${place + 1} \\(line \\d+\\): values\\.rate: column `),
                    ),
                  },
                ],
          ),
        ),
      );
    } finally {
      await hub.close();
    }
  }, 120_000);
});
