import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { fusionCommands } from '../../test/push-commands.ts';
import { type SimulatedFirm, simulateFirm } from '../../test/sandbox-config.ts';
import { wholeFirm } from '../../test/whole-firm.ts';
import type { Verdict } from '../domain/certification.ts';

const firm = wholeFirm();
let db: TestDatabase;
let simulated: SimulatedFirm;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certify-'));
  db = await testDatabase();
  simulated = await simulateFirm(firm.tables);
});
afterAll(async () => {
  await simulated.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const certify = (args: readonly string[], input = '') =>
  throughline(simulated.environment(db.url), ['certify', ...args], { input });

/** The changes to try: what the hub would send of its own accord, without the ids of an attempt. */
function changesFile(count = 2): string {
  const changes = fusionCommands(firm).map(({ attemptId: _attempt, correlationId: _correlation, ...rest }) => rest);
  const file = join(folder, 'changes.json');
  writeFileSync(file, JSON.stringify(changes.slice(0, count)));
  return file;
}

it('holds each of the three systems to what the hub relies on, and writes nothing', async () => {
  for (const system of ['salesforce', 'certinia', 'fusion']) {
    const said = await certify([system]);
    expect(said.err).toBe('');
    expect(said.out).toMatch(/^ok {4}reads \w[\w-]*: \d+ records, all there are\n/);
    expect(said.out).not.toContain('FAIL');
    expect(said.out).toMatch(new RegExp(`\\n${system}: \\d+ hold, 0 do not$`));
    expect(said.code).toBe(0);
  }
  expect(Object.values(simulated.world.simulators).flatMap(({ effects }) => effects)).toEqual([]);
});

it('says of each check whether it holds, for programs', async () => {
  const { code, out } = await certify(['fusion', '--json', '--pages', '2', '--page-size', '1']);
  const { checks, passed, failed } = JSON.parse(out) as { checks: Verdict[]; passed: number; failed: number };
  expect([code, failed, passed]).toEqual([0, 0, checks.length]);
  expect(checks[2]?.sentence).toBe('reads billing-event: 2 records, and there are more');
});

it('says which stream can not be read and why, and checks the others', async () => {
  const environment = { ...simulated.environment(db.url), CERTINIA_CLIENT_SECRET: 'wrong' };
  const { code, out } = await throughline(environment, ['certify', 'certinia']);
  expect(code).toBe(1);
  expect(out).toContain('FAIL  reads project\n      invalid_client: invalid client credentials');
});

it('writes only at stage write, after asking, and puts back what it changed', async () => {
  const file = changesFile();
  const event = () => simulated.world.pod.get('projectBillingEvents', String(firm.events[1].item['EventId']));
  const refused = await certify(['fusion', '--write', file], 'no');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('BAD_USER_INPUT: nothing was written')]);
  expect(simulated.world.simulators.erp.effects).toEqual([]);

  const said = await certify(['fusion', '--write', file], 'fusion\n');
  expect(said.out).not.toContain('FAIL');
  expect(said.code).toBe(0);
  expect(said.err).toContain('update milestone');
  const written = simulated.world.simulators.erp.effects.filter(({ object }) => object === 'projectBillingEvents');
  expect(written).toHaveLength(4);
  expect(event()).toMatchObject({ EventDescription: 'Build', BillTrnsAmount: 60_000 });
  const [row] = await db.hub.query("select a.subject from audit_log a where a.action = 'system.certify'");
  expect(row).toEqual({ subject: 'system:fusion' });
});

it('refuses to write to a system that may only be looked at, and a file that it does not understand', async () => {
  const systems = simulated.config(db.url).systems.map((each) => ({ ...each, stage: 'observe' }));
  const observed = await simulateFirm(firm.tables, { hub: { systems } });
  const args = ['certify', 'fusion', '--yes', '--write'];
  const stage = await throughline(observed.environment(db.url), [...args, changesFile()]);
  expect(stage.err).toMatch(/^STAGE_FORBIDS_WRITE: fusion is at stage observe/);
  await observed.close();
  const file = join(folder, 'strange.json');
  writeFileSync(file, '[{ "kind": "boat", "action": "update" }]');
  expect((await certify(['fusion', '--write', file, '--yes'])).err).toMatch(/^BAD_USER_INPUT: .*0\.kind: no such kind/);
});

it('knows what it is not given', async () => {
  expect((await certify(['sap'])).err).toMatch(/^UNKNOWN_SYSTEM: no system "sap" is configured; there are salesforce/);
  expect((await certify(['fusion', '--pages', 'many'])).err).toMatch(/^BAD_USER_INPUT: --pages: "many"/);
});
