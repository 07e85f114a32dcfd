import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type FirmHub, firmHub } from '../test/firm-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { onTime } from './domain/shedding.ts';
import { freeTurns } from './entities/turns.ts';
import { Bell } from './feed/bell.ts';
import { ruleBook } from './rules/rule-book.ts';
import { workPolicy } from './rules/work-policy.ts';
import { startWakeUps, type WakeUps } from './schedule/wake-ups.ts';
import { startWorkings, type Topic, type Workings } from './workings.ts';

let firm: FirmHub;
let ofApi: WakeUps<Topic>;
let ofOthers: WakeUps<Topic>;
let workings: Workings;
const bell = new Bell();

beforeAll(async () => {
  firm = await firmHub(smallFirm().tables, { environment: { HUB_ROLE: 'api' } });
  const { config, db, systems } = firm;
  const place = { url: db.url, cell: config.cell };
  ofApi = await startWakeUps<Topic>(place);
  ofOthers = await startWakeUps<Topic>(place);
  const { policy } = config;
  const judging = {
    rules: ruleBook(),
    policy,
    work: workPolicy(policy, config),
    asOfStepSeconds: 1,
    onFailure() {},
  };
  const log = pino({ level: 'silent' });
  const targets = new Map();
  workings = await startWorkings({
    config,
    hub: db.hub,
    reader: db.reader,
    systems,
    targets,
    exports: [],
    judging,
    turns: freeTurns,
    shedding: { lateness: onTime, shed: [] },
    bell,
    wakeUps: ofApi,
    log,
  });
});
afterAll(async () => {
  await workings.stop();
  await ofApi.stop();
  await ofOthers.stop();
  await firm.close();
});

const heard = (topic: Topic) =>
  new Promise<Topic>((resolve) => {
    ofOthers.on(topic, () => resolve(topic));
  });

it.each<[Topic, () => void]>([
  ['records', () => workings.pipeline.nudgeInbox('records')],
  ['hints', () => workings.pipeline.nudgeInbox('hints')],
  ['fold', () => workings.pipeline.nudgeFold()],
  ['sweep', () => workings.pipeline.nudgeSweep()],
  ['feed', () => workings.pipeline.nudgeFeed()],
  ['delivery', () => workings.nudgeDelivery()],
])('tells the workers at once, from a process that only answers, of: %s', async (topic, nudge) => {
  const told = heard(topic);
  nudge();
  expect(await told).toBe(topic);
});

it('wakes the subscribers of a process that only answers when another has numbered something', async () => {
  const rung = new Promise<void>((resolve) => bell.onRing(resolve));
  ofOthers.tell('ring');
  await rung;
});

it('leaves a poll that somebody asks of it in the queue, for a worker to take', async () => {
  await workings.pollNow('fusion', 'contract');
  expect(await firm.db.hub.query('select j.key from main_worker.jobs j')).toEqual([{ key: 'poll:fusion/contract' }]);
  await expect(workings.pollNow('fusion', 'nothing')).rejects.toThrow('there is no stream fusion/nothing');
});
