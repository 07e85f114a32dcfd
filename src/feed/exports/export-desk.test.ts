import { describe, expect, it } from '@jest/globals';
import { dataSource } from '../../../ormconfig.ts';
import { exporting } from '../../../test/exporting.ts';
import { resetExport, resumeExport } from './export-desk.ts';

const cell = 'main';
const here = exporting();

describe('an export whose place is no longer one of the feed', () => {
  it('stops and says so', async () => {
    await here.happen({ sentence: 'never sent' });
    await here.set('epoch = epoch + 1');
    expect(await here.sendNext()).toBe(0);
    expect(await here.state()).toMatchObject({
      status: 'resync',
      message: expect.stringMatching(/^The feed began anew/),
    });
    expect(here.receiver.got).toEqual([]);
    await expect(resumeExport(here.db.hub, cell, here.name, 'operator:test')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('stops instead of skipping what has been removed, and begins again where it is told to', async () => {
    await here.happen({ sentence: 'removed' }, { sentence: 'left' });
    await here.set('pos = 0');
    const admin = await dataSource({ url: here.db.url, cell, poolSize: 1 }).initialize();
    await admin.query('delete from feed_position p where p.pos = 1');
    await admin.destroy();
    await here.sendNext();
    expect(await here.state()).toMatchObject({
      status: 'resync',
      message: expect.stringMatching(/^the oldest cursor is /),
    });
    expect(here.receiver.got).toEqual([]);

    await resetExport(here.db.hub, cell, { name: here.name, to: 'oldest', by: 'operator:test' });
    await here.sendNext();
    expect(here.sentences().at(-1)).toBe('left');
  });
});

it('lets a reset outweigh the round that is under way', async () => {
  await here.happen({ sentence: 'one' }, { sentence: 'two' });
  const { cursor } = await here.state();
  here.receiver.answer = async ({ data }) => {
    if (data['sentence'] === 'two')
      await resetExport(here.db.hub, cell, { name: here.name, to: cursor, by: 'operator:test' });
    return 204;
  };
  await here.sendNext();
  expect((await here.state()).behind).toBe(2);
  here.receiver.answer = () => 204;
  const id = here.receiver.got[0]?.id ?? '';
  await resetExport(here.db.hub, cell, { name: here.name, to: id, by: 'operator:test' });
  expect((await here.state()).behind).toBe(1);
  const oldest = await resetExport(here.db.hub, cell, { name: here.name, to: 'oldest', by: 'operator:test' });
  expect(oldest.behind).toBeGreaterThan(2);
  const wrong = (to: string) => resetExport(here.db.hub, cell, { name: here.name, to, by: 'operator:test' });
  await expect(wrong('yesterday')).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  await expect(wrong('9.main:1')).rejects.toMatchObject({ code: 'RESYNC' });
});
