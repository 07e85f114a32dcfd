import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../test/command-line.ts';
import { draftRule, type RuleFolder, ruleFolder } from '../test/rule-folder.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';

let rules: RuleFolder;
let running: RunningHub;
beforeAll(async () => {
  rules = ruleFolder();
  running = await runningHub(smallFirm().tables, { hub: { rules: rules.folder } });
});
afterAll(async () => {
  await running.close();
  rules.close();
});

const standing = async (rule: string): Promise<{ version: number; sentence: string }[]> =>
  running.db.hub.query(
    'select e.rule_version as version, e.sentence from exception e where e.rule = $1 and e.closed_at is null',
    [rule],
  );

async function problem(): Promise<string | undefined> {
  const query = '{ rulesProblem { message since } }';
  const { rulesProblem } = await running.ask<{ rulesProblem: { message: string } | null }>('finance', query);
  return rulesProblem?.message;
}

async function doctorOn(check: string): Promise<object | undefined> {
  const { out } = await throughline(running.environment, ['doctor', '--json']);
  return (JSON.parse(out) as { findings: { check: string }[] }).findings.find((each) => each.check === check);
}

it('judges by a new file as soon as it lies in the folder', async () => {
  expect(await standing('R90')).toEqual([]);
  rules.write('R90.json', draftRule());
  await running.until(async () => (await standing('R90')).length === 1, 'what the new rule finds');
  expect(await standing('R90')).toMatchObject([{ version: 1 }]);
  expect(await problem()).toBeUndefined();
});

it('takes in nothing of a set with a mistake, says where that is, and judges on as before', async () => {
  rules.write('R92.json', draftRule({ id: 'R92' }));
  rules.write(
    'R90.json',
    draftRule({ version: 2, conditions: { fact: 'invoiceStatuz', operator: 'equal', value: 'x' } }),
  );
  const message = await running.until(problem, 'the problem');
  expect(message).toMatch(/^R90\.json: conditions: no fact "invoiceStatuz"; there are /);
  expect(await doctorOn('rule files')).toEqual({
    check: 'rule files',
    state: 'failure',
    sentence: expect.stringContaining(message),
  });
  expect(await standing('R92')).toEqual([]);
  expect(await standing('R90')).toMatchObject([{ version: 1 }]);
  const { code } = await throughline(running.environment, ['sweep']);
  expect([code, (await standing('R90')).length]).toEqual([0, 1]);
});

it('takes all of it in once the mistake is mended', async () => {
  rules.write('R90.json', draftRule({ version: 2, sentence: 'Invoice {invoiceNumber} is not out.' }));
  await running.until(async () => (await standing('R92')).length === 1, 'the other rule of the set');
  await running.until(async () => (await standing('R90'))[0]?.version === 2, 'the new version');
  expect((await standing('R90'))[0]?.sentence).toMatch(/ is not out\.$/);
  expect(await problem()).toBeUndefined();
  expect(await doctorOn('rule files')).toMatchObject({ state: 'ok' });
});

it('refuses other content under the same version, and goes on', async () => {
  rules.write('R90.json', draftRule({ version: 2, sentence: 'Something else.' }));
  expect(await running.until(problem, 'the problem')).toBe(
    'R90.json: R90 version 2 was loaded before with other content; raise its version',
  );
  const reload = await throughline(running.environment, ['rules', 'reload']);
  expect([reload.code, reload.err]).toEqual([1, expect.stringMatching(/^RULE_INVALID: R90\.json: R90 version 2 /)]);
  expect((await standing('R90'))[0]?.sentence).toMatch(/ is not out\.$/);
});

it('goes on judging by a rule whose file is gone: what is judged is said in the database', async () => {
  rules.remove('R90.json');
  await running.until(async () => (await problem()) === undefined, 'the folder to be taken in');
  const { code } = await throughline(running.environment, ['sweep']);
  expect([code, await standing('R90')]).toMatchObject([0, [{ version: 2 }]]);
});

it('does not let a version that starts otherwise pass for another one', async () => {
  rules.write('R90.json', draftRule({ version: 2, life: 'retired', sentence: 'Invoice {invoiceNumber} is not out.' }));
  const { code, out } = await throughline(running.environment, ['rules', 'reload']);
  expect([code, out]).toEqual([0, 'Nothing is new.']);
  expect(await standing('R90')).toMatchObject([{ version: 2 }]);
});
