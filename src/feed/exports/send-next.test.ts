import { expect, it } from '@jest/globals';
import { dataSource } from '../../../ormconfig.ts';
import { exporting } from '../../../test/exporting.ts';
import { until } from '../../../test/until.ts';

const cell = 'main';
const here = exporting();

it('sends what an export may see, in order, and nothing of another legal entity or type', async () => {
  await here.happen(
    { sentence: 'ours' },
    { entity: 5, sentence: 'theirs' },
    { entity: null, sentence: 'nobody’s' },
    { type: 'exception.commented', sentence: 'not wanted' },
    { sentence: 'ours too' },
  );
  await here.sendNext({ wants: (type) => type === 'exception.opened' });
  expect(here.sentences()).toEqual(['ours', 'ours too']);
  expect(here.receiver.got.map(({ legalentity }) => legalentity)).toEqual(['DE01', 'DE01']);
  expect(JSON.stringify(here.receiver.got)).not.toContain('theirs');
  expect(await here.state()).toMatchObject({ behind: 0, failures: 0, message: null, acceptedAt: expect.any(String) });
});

it('shows an export of the whole group what subscribers of it see: nothing that belongs to no legal entity', async () => {
  await here.happen({ sentence: 'ours' }, { entity: null, sentence: 'nobody’s' }, { entity: 5, sentence: 'theirs' });
  const scope = { cell, legalEntityIds: [4, 5], wholeGroup: true, timeoutSeconds: 15 };
  await here.sendNext({ scope });
  expect(here.receiver.got.map(({ data, legalentity }) => [data['sentence'], legalentity])).toEqual([
    ['ours', 'DE01'],
    ['theirs', 'FR01'],
  ]);
});

it('passes over what is not for it without telling anybody', async () => {
  await here.happen({ entity: 5 }, { entity: 5 });
  expect(await here.sendNext()).toBe(1);
  expect(await here.sendNext()).toBe(0);
  expect(here.receiver.got).toEqual([]);
  expect(await here.state()).toMatchObject({ behind: 0, acceptedAt: null });
});

it('sends an event again under the same id when the hub dies before it has written down the answer', async () => {
  await here.happen({ sentence: 'one' }, { sentence: 'two' }, { sentence: 'three' });
  const dying = await dataSource({ url: here.db.url, role: 'throughline_hub', cell, poolSize: 2 }).initialize();
  here.receiver.answer = async ({ data }) => {
    // All that this hub could still do about the database goes with its connections.
    if (data['sentence'] === 'two') await dying.destroy();
    return 204;
  };
  await expect(here.sendNext({}, { hub: dying })).rejects.toThrow();
  expect(here.sentences()).toEqual(['one', 'two', 'three']);
  expect((await here.state()).behind).toBe(3);

  here.receiver.answer = () => 204;
  expect(await here.sendNext()).toBe(0);
  await here.set('lease_until = clock_timestamp()');
  await here.sendNext();
  expect(here.sentences()).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  const [first, again] = [here.receiver.got.slice(0, 3), here.receiver.got.slice(3)];
  expect(again).toEqual(first);
  expect((await here.state()).behind).toBe(0);
});

it('lets one hub send at a time', async () => {
  await here.happen({ sentence: 'once' });
  let answer: (status: number) => void = () => undefined;
  const answered = new Promise<number>((resolve) => {
    answer = resolve;
  });
  here.receiver.answer = () => (here.receiver.got.length === 1 ? answered : 204);
  const first = here.sendNext();
  await until(async () => here.receiver.got.length === 1, 'the first delivery');
  expect(await Promise.all(Array.from({ length: 4 }, () => here.sendNext()))).toEqual([0, 0, 0, 0]);
  answer(204);
  expect(await first).toBe(1);
  expect(here.sentences()).toEqual(['once']);
});

it('begins nothing more when the hub stops, and goes on there', async () => {
  await here.happen({ sentence: 'one' }, { sentence: 'two' });
  const stopping = new AbortController();
  here.receiver.answer = () => {
    stopping.abort();
    return 204;
  };
  await here.sendNext({}, { signal: stopping.signal });
  expect([here.sentences(), (await here.state()).behind]).toEqual([['one'], 1]);
  await here.sendNext();
  expect(here.sentences()).toEqual(['one', 'two']);
});
