import { describe, expect, it } from '@jest/globals';
import { exporting } from '../../../test/exporting.ts';
import { resumeExport } from './export-desk.ts';

const cell = 'main';
const here = exporting();

describe('a receiver that refuses an event', () => {
  it('gets that one again later, and those after it only then', async () => {
    await here.happen({ sentence: 'one' }, { sentence: 'two' }, { sentence: 'three' });
    here.receiver.answer = ({ data }) => (data['sentence'] === 'two' ? 500 : 204);
    expect(await here.sendNext()).toBe(0);
    expect(here.sentences()).toEqual(['one', 'two']);
    expect(await here.state()).toMatchObject({ behind: 2, failures: 1, message: 'the receiver answered 500' });
    expect(await here.sendNext()).toBe(0);
    expect(here.sentences()).toEqual(['one', 'two']);

    here.receiver.answer = () => 204;
    await here.set('next_try_at = null');
    await here.sendNext();
    expect(here.sentences()).toEqual(['one', 'two', 'two', 'three']);
    expect(await here.state()).toMatchObject({ behind: 0, failures: 0, failingSince: null, message: null });
    expect(here.failures).toEqual(['the receiver answered 500']);
  });

  it('is left alone for as long as it asks', async () => {
    await here.happen({});
    here.receiver.answer = () => ({ status: 503, headers: { 'retry-after': '1800' } });
    await here.sendNext();
    const [row] = await here.db.hub.query(
      `select extract(epoch from e.next_try_at - e.failing_since)::float as wait from feed_export e where e.name = $1`,
      [here.name],
    );
    expect(row.wait).toBeCloseTo(1800, 0);
  });

  it('is given up after five days of nothing else, and brought back by an operator', async () => {
    await here.happen({ sentence: 'kept' });
    here.receiver.answer = () => 500;
    await here.sendNext();
    await here.set(`next_try_at = null, failing_since = clock_timestamp() - interval '119 hours'`);
    await here.sendNext();
    expect((await here.state()).status).toBe('running');
    await here.set(`next_try_at = null, failing_since = clock_timestamp() - interval '121 hours'`);
    await here.sendNext();
    expect(await here.state()).toMatchObject({ status: 'disabled', failures: 3, behind: 1 });
    expect(here.failures.at(-1)).toBe('the receiver answered 500, given up');
    await here.set('next_try_at = null');
    expect(await here.sendNext()).toBe(0);

    here.receiver.answer = () => 204;
    await resumeExport(here.db.hub, cell, here.name, 'operator:test');
    await here.sendNext();
    expect(here.sentences()).toEqual(Array(4).fill('kept'));
    const audited = await here.db.hub.query(
      'select a.actor, a.action from audit_log a where a.subject = $1 order by a.id',
      [`export:${here.name}`],
    );
    expect(audited).toEqual([
      { actor: 'hub', action: 'export.give_up' },
      { actor: 'operator:test', action: 'export.resume' },
    ]);
  });

  it('is given up at once when it says that it is gone', async () => {
    await here.happen({});
    here.receiver.answer = () => 410;
    await here.sendNext();
    expect((await here.state()).status).toBe('disabled');
  });

  it('starts to fail anew when it has taken something in between', async () => {
    await here.happen({ sentence: 'one' }, { sentence: 'two' });
    await here.set(`failures = 7, failing_since = clock_timestamp() - interval '6 days'`);
    here.receiver.answer = ({ data }) => (data['sentence'] === 'two' ? 500 : 204);
    await here.sendNext();
    expect(await here.state()).toMatchObject({ status: 'running', failures: 1, behind: 1 });
  });
});
