import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import type { ReplayPreview } from '../ingest/replay-preview.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

const rows = (text: string, params: unknown[] = []) => hub.db.hub.query(text, params);
const cli = (...args: string[]) => throughline(hub.environment, ['replay', ...args]);
const preview = async (...args: string[]) =>
  JSON.parse((await cli(...args, '--dry-run', '--json')).out) as ReplayPreview;

/** The message that the draft was read from, and the draft's key. */
async function draft(): Promise<{ id: string; key: string }> {
  const [row] = await rows(
    `select i.id::text, r.key from source_record r join inbox i on i.id = r.inbox_id where r.kind = 'invoice'`,
  );
  return row;
}

it('says what would come out otherwise, field by field, and writes nothing until it is not a dry run', async () => {
  const { id, key } = await draft();
  const of = ['--record', `fusion/invoice/${key}`];
  expect(await preview(...of)).toEqual({
    messages: 1,
    hints: 0,
    unusable: { count: 0, first: [] },
    changes: { count: 0, first: [] },
  });
  // As if a mapping had read the amount wrongly, and had missed one line and made another up.
  await rows(`
    update source_record set attributes = attributes || '{"total": "1"}' where kind = 'invoice'`);
  const [missed, kept] = await rows(
    `select r.key, r.natural_key from source_record r where r.kind = 'invoice_line' order by r.key`,
  );
  await rows(`delete from source_record r where r.kind = 'invoice_line' and r.key = $1`, [missed.key]);
  await rows(
    `
    insert into source_record (system, kind, key, stream, aggregate_key, occurred_at, attributes, refs, inbox_id, correlation_id)
    select r.system, r.kind, 'made-up', r.stream, r.aggregate_key, r.occurred_at, '{}', '{}', r.inbox_id, r.correlation_id
      from source_record r where r.kind = 'invoice_line' and r.key = $1`,
    [kept.key],
  );
  const before = await rows('select r::text as row from source_record r order by 1');

  const { changes } = await preview(...of);
  expect(changes.count).toBe(3);
  expect(changes.first).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'invoice',
        what: 'changes',
        fields: [{ field: 'total', before: '1', after: '55000.5' }],
      }),
      expect.objectContaining({ kind: 'invoice_line', key: missed.key, what: 'appears' }),
      expect.objectContaining({ kind: 'invoice_line', key: 'made-up', what: 'disappears', fields: [] }),
    ]),
  );
  const { out } = await cli('--message', id, '--dry-run');
  expect(out).toMatch(/^1 messages would be taken in again\.$/m);
  expect(out).toMatch(/^3 records would come out otherwise:\nfusion invoice \S+ changes\n {2}total: 1 → 55000\.5$/m);
  expect(out).toMatch(/^fusion invoice_line made-up disappears$/m);
  expect(await rows('select r::text as row from source_record r order by 1')).toEqual(before);
  expect(await rows(`select a.id from audit_log a where a.action = 'inbox.replay'`)).toEqual([]);

  expect(JSON.parse((await cli(...of, '--json')).out).replayed).toBe(1);
  await hub.settle();
  expect((await preview(...of)).changes.count).toBe(0);
  const [gone] = await rows(`select r.deleted from source_record r where r.key = 'made-up'`);
  expect(gone.deleted).toBe(true);
});

it('says which messages could not be used, and leaves out what is older than what is known', async () => {
  const { id } = await draft();
  const [older] = await rows(
    `insert into inbox (received_at, system, stream, type, origin, key, version, observed_at, raw, content_hash, stripe,
                        state, correlation_id)
     select i.received_at, i.system, i.stream, i.type, i.origin, i.key, i.version - interval '1 day', i.observed_at,
            '{}', i.content_hash, i.stripe, 'stale', i.correlation_id
       from inbox i where i.id = $1 returning id::text`,
    [id],
  );
  expect(await preview('--message', older.id)).toMatchObject({
    messages: 1,
    unusable: { count: 0 },
    changes: { count: 0 },
  });
  await rows(`update inbox set raw = '{}' where id = $1`, [id]);
  const { unusable, changes } = await preview('--message', id, '--message', older.id);
  expect([unusable, changes.count]).toEqual([
    { count: 1, first: [{ id, code: 'MAPPING_FAILED', reason: expect.any(String) }] },
    0,
  ]);
});

it('replays a record or a message only when it is named well, and not beside something else', async () => {
  const refusals = [
    [['--record', 'fusion/invoice'], /^BAD_USER_INPUT: --record: "fusion\/invoice" is not a record/],
    [['--record', 'sap/invoice/1'], /^UNKNOWN_SYSTEM: --system: no system "sap"/],
    [['--message', '1; drop'], /^BAD_USER_INPUT: --message: "1; drop" is not the id of a message/],
    [
      ['--message', '1', '--system', 'fusion'],
      /^BAD_USER_INPUT: name a --system, a --record or a --message, not several/,
    ],
  ] as const;
  for (const [args, sentence] of refusals) {
    const said = await cli(...args);
    expect([args, said.code, said.err]).toEqual([args, 1, expect.stringMatching(sentence)]);
  }
});
