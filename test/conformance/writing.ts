import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../../sandbox/simulator.ts';
import { certify } from '../../src/domain/certification.ts';
import { writingChecks } from '../../src/sync/certify-writing.ts';
import { wholeFirm } from '../whole-firm.ts';
import { atWork, type ConformanceCase, type ConnectorAtWork, errorOf } from './at-work.ts';

/** Holds the way out of a connector to what the hub relies on. */
export function describeWriting(of: ConformanceCase): void {
  describe('written', () => {
    let work: ConnectorAtWork;
    const commands = of.commands(wholeFirm());
    beforeAll(async () => {
      work = await atWork(of);
    });
    afterAll(() => work.close());
    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 60)));
    const made = (effects: Simulator['effects']) => effects.filter(({ action }) => action === 'create');

    it('declares what it can do, and each command is of that', () => {
      const capabilities = work.subject.connector.push?.capabilities(work.subject.system) ?? [];
      const tried = new Set(commands.map(({ kind, action }) => `${action} ${kind}`));
      expect(capabilities.map(({ kind, action }) => `${action} ${kind}`).filter((each) => !tried.has(each))).toEqual(
        [],
      );
      for (const { stream } of capabilities) expect(Object.keys(work.subject.connector.streams)).toContain(stream);
    });
    for (const check of writingChecks(commands, wait)) {
      it(check.sentence.replace(/\d{4}-\d\d-\d\d/g, 'a date'), async () => {
        const before = made(work.simulator.effects).length;
        expect((await certify(check, work.subject)).problems).toEqual([]);
        const isCreate = check.sentence.includes(': create ');
        expect(made(work.simulator.effects).length - before).toBe(isCreate ? 1 : 0);
      });
    }

    it('finds what it created when the answer got lost, and does not create it again', async () => {
      const { connector, system } = work.subject;
      for (const command of commands.filter(({ action }) => action === 'create')) {
        const fields = command.fields.map((change) =>
          change.field === 'name' ? { ...change, after: 'Lost' } : change,
        );
        const other = { ...command, fields, origin: { ...command.origin, key: '802GN9999999998AAA' } };
        const before = made(work.simulator.effects).length;
        const client = connector.client(system);
        work.simulator.faults.dropReplies = 1;
        const error = await errorOf(connector.push?.send(client, other) as Promise<unknown>);
        expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
        await wait(60);
        const [key, ...others] = (await connector.push?.find(client, other)) ?? [];
        expect(key).toBeDefined();
        expect(others).toEqual([]);
        expect(await connector.push?.send(client, other)).toMatchObject({ outcome: 'sent', key });
        expect(made(work.simulator.effects).length - before).toBe(1);
      }
    });
  });
}
