import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { registerSystems } from '../ingest/streams.ts';
import { backtest } from './backtest.ts';
import { readFacts } from './fact-query.ts';
import { correctionFacts } from './facts/correction.ts';
import { streamFacts } from './facts/stream.ts';
import { subjectsReached } from './reached.ts';
import { readRules } from './rule-files.ts';
import { factsAbout } from './subject-facts.ts';
import { workPolicy } from './work-policy.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

async function streamOf(code: string, asOf: string) {
  const [stream] = await withConnection(hub.db.hub, async (sql) => {
    const [subject] = await sql.rows<{ id: string }>(
      `select c.subject_id as id from stream_coverage c join legal_entity e on e.id = c.legal_entity_id
        where c.system = 'fusion' and e.code = $1 limit 1`,
      [code],
    );
    return readFacts(sql, streamFacts, [], [String(subject?.id)], asOf, hub.config.policy);
  });
  return stream?.facts;
}

it.each([
  ['long before', '2026-03-12T10:00:00Z'],
  ['while it is open', '2026-03-31T10:00:00Z'],
  ['in the new month', '2026-04-07T21:59:59Z'],
])('knows when the books of a month are closed, by the calendar of the legal entity: %s', async (_when, asOf) => {
  expect(await streamOf('DE01', asOf)).toMatchObject({
    closeBeginsAt: '2026-03-29T22:00:00.000Z',
    closeEndsAt: '2026-04-07T22:00:00.000Z',
  });
});

it('looks to the next close as soon as one is over', async () => {
  expect(await streamOf('DE01', '2026-04-07T22:00:00Z')).toMatchObject({
    closeBeginsAt: '2026-04-28T22:00:00.000Z',
  });
});

it('says that a stream that has never been read is late from its first failure on, and can not tell before that', async () => {
  const asOf = '2026-03-12T10:00:00Z';
  expect(await streamOf('DE01', asOf)).toMatchObject({ newsDueAt: null });
  await hub.db.hub.query(`update stream set failing_since = '2026-03-12T09:00:00Z' where system = 'fusion'`);
  expect(await streamOf('DE01', asOf)).toMatchObject({ newsDueAt: '2026-03-12T09:01:00.000Z', lastNewsAt: null });
  await hub.db.hub.query(`update stream set failing_since = null where system = 'fusion'`);
});

/** A correction with one step to the ERP, in the lane of its contract. */
async function correction(sql: Sql, contractId: string, state: string): Promise<string> {
  const id = randomUUID();
  await sql.run(
    `insert into correction (id, type, subject_kind, subject_id, subject_label, contract_id, state, reason, maker,
                             approvals_needed, amount, currency, created_at, changed_at, correlation_id)
     values ($1, 'propagateContractVersion', 'contract', $2, 'Contract 1', $2, 'delivering', 'as signed', 'a', 1, 100, 'EUR',
             '2026-03-12T09:00:00Z', '2026-03-12T09:00:00Z', $1)`,
    [id, contractId],
  );
  await sql.run(
    `insert into correction_step (correction_id, number, system, kind, golden_id, label, action, level, origin, parents, fields)
     values ($1, 1, 'fusion', 'contract', $2, 'contract', 'update', 'contract', '{}', '{}', '[]')`,
    [id, contractId],
  );
  await sql.run(
    `insert into outbox (correction_id, step_number, system, lane, intent_key, state, created_at, changed_at, ready_at,
                         correlation_id)
     values ($1, 1, 'fusion', $2, $3, $4, '2026-03-12T09:00:00Z', '2026-03-12T09:00:00Z',
             case when $4 <> 'waiting' then timestamptz '2026-03-12T09:00:00Z' end, $1)`,
    [id, `fusion/contract/${contractId}`, `${id}/1`, state],
  );
  return id;
}

it('counts the corrections that can not leave before one, and looks at it again when one of them is withdrawn', async () => {
  const undo = new Error('undo');
  const done = transaction(hub.db.hub, async (sql) => {
    const contract = randomUUID();
    const head = await correction(sql, contract, 'needs_human');
    const next = await correction(sql, contract, 'ready');
    await correction(sql, randomUUID(), 'ready');
    const asOf = '2026-03-12T09:00:10Z';
    const factsOf = async (id: string) =>
      (await readFacts(sql, correctionFacts, [], [id], asOf, hub.config.policy))[0]?.facts;
    const dueAt = '2026-03-12T09:00:30.000Z';
    expect(await factsOf(head)).toMatchObject({ correctionsBehind: '1', stuckSteps: '1', deliveryDueAt: dueAt });
    expect(await factsOf(next)).toMatchObject({ correctionsBehind: '0', stuckSteps: '0', pendingSystems: 'fusion' });
    await sql.run(`update outbox o set state = 'cancelled' where o.correction_id = $1`, [next]);
    const mark = { kind: 'correction', golden_id: next, correlation_id: next, causation_id: null } as const;
    const reached = await subjectsReached(sql, [mark]);
    expect([...reached(correctionFacts).keys()].sort()).toEqual([head, next].sort());
    expect(await factsOf(head)).toMatchObject({ correctionsBehind: '0' });
    throw undo;
  });
  await expect(done).rejects.toBe(undo);
});

it('does not count a step that waits for its gate as on its way', async () => {
  const undo = new Error('undo');
  const done = transaction(hub.db.hub, async (sql) => {
    const id = await correction(sql, randomUUID(), 'waiting');
    const [subject] = await readFacts(sql, correctionFacts, [], [id], '2026-03-13T09:00:00Z', hub.config.policy);
    expect(subject?.facts).toMatchObject({ pendingSteps: '0', deliveryDueAt: null });
    throw undo;
  });
  await expect(done).rejects.toBe(undo);
});

it('looks at every stream when a hub starts, and at those that a legal entity does not depend on any more', async () => {
  const subjects = (sql: Sql) =>
    sql.rows<{ id: string }>(`select distinct c.subject_id as id from stream_coverage c order by 1`);
  const marked = (sql: Sql) =>
    sql.rows<{ id: string }>(`select distinct d.golden_id as id from dirty d where d.kind = 'stream' order by 1`);
  const undo = new Error('undo');
  const done = transaction(hub.db.hub, async (sql) => {
    await registerSystems(sql, hub.served);
    expect(await marked(sql)).toEqual([]);
    await sql.run(`insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', clock_timestamp())`);
    const all = await subjects(sql);
    await registerSystems(
      sql,
      hub.served.map((system) => ({ ...system, legalEntityIds: system.legalEntityIds.slice(1) })),
    );
    expect(await marked(sql)).toEqual(all);
    expect((await subjects(sql)).length).toBeLessThan(all.length);
    throw undo;
  });
  await expect(done).rejects.toBe(undo);
});

it('says nothing of its own work as of the past, of which it keeps no history', async () => {
  const { policy, cell, rulesFolder } = hub.config;
  const work = workPolicy(policy, hub.config);
  const rule = readRules(rulesFolder).find((each) => each.rule.id === 'R30')?.rule;
  if (rule === undefined) throw new Error('there is no R30');
  const past = { database: hub.db.hub, cell, policy };
  const options = { now: new Date(), months: 2, onPoint: () => undefined };
  await expect(backtest(past, rule, options)).rejects.toMatchObject({ code: 'RULE_INVALID' });
  const context = {
    rules: () => Promise.reject(new Error('not asked')),
    policy,
    work,
    asOfStepSeconds: 1,
    onFailure() {},
  };
  const asked = withConnection(hub.db.hub, (sql) =>
    factsAbout(sql, 'correction', randomUUID(), context, '2026-03-12T09:00:00Z'),
  );
  await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});
