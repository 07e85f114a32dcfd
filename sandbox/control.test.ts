import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { controlDesk } from './control.ts';
import { generateFirm } from './firm/generate.ts';
import { openWorld } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('offers each prepared change order once, and says what to do when all are signed', async () => {
  const { tables, scenario } = generateFirm({ seed: 7, today: '2026-11-25', scale: 0.001 });
  const world = openWorld(tables, { folder, ports: { crm: 0, psa: 0, erp: 0 } });
  const desk = controlDesk({ world, webhookUrl: 'http://127.0.0.1:1/', scenario });
  for (const play of scenario.amendments) {
    const offered = await desk.inject('/scenario');
    expect(offered.json()).toEqual(play);
    const { contractNumber, drop, add } = play;
    const payload = { contractNumber, drop, add, announce: false };
    expect((await desk.inject({ method: 'POST', url: '/change-orders', payload })).statusCode).toBe(200);
  }
  const none = await desk.inject('/scenario');
  expect(none.statusCode).toBe(409);
  expect(none.json().message).toContain('npm start -- --reset');
  await desk.close();
});
