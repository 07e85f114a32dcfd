import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Affairs, type Foreign, foreignAffairs } from '../../test/foreign-affairs.ts';
import { encodeCursor } from '../feed/cursor.ts';
import { encodeId } from '../schema/ids.ts';

// An attacker with every role there is, but only in one legal entity, tries to change or to overhear the other one.
let affairs: Affairs;
let foreign: Foreign;
beforeAll(async () => {
  affairs = await foreignAffairs();
  foreign = affairs.foreign;
});
afterAll(() => affairs.close());

const asAttacker = (query: string, variables?: object) => affairs.ask(affairs.tokens.attacker, query, variables);

/**
 * All that a decision of a person would leave behind, of the legal entity that is attacked. What the hub does by itself
 * meanwhile is left out: exceptions open and close as more becomes known.
 */
async function traces(): Promise<object> {
  const { db } = affairs.running;
  const id = affairs.firm.foreign.entity.id;
  const count = async (table: string, condition = 'true') =>
    (
      await db.hub.query(
        `select count(*)::int as count from ${table} t where t.legal_entity_id = $1 and ${condition}`,
        [id],
      )
    )[0].count;
  const byPerson = `t.actor like '%:%'`;
  return {
    corrections: await db.hub.query(
      'select c.id, c.state, c.version from correction c where c.legal_entity_id = $1 order by c.id',
      [id],
    ),
    exceptions: await db.hub.query(
      `select e.id, e.status, e.assignee, e.snoozed_until from exception e where e.legal_entity_id = $1
          and (e.status not in ('open', 'closed') or e.assignee is not null) order by e.id`,
      [id],
    ),
    acts: await count('exception_event', byPerson),
    approvals: await count('approval'),
    risks: await db.hub.query(
      'select a.id, a.state, a.version from risk_acceptance a where a.legal_entity_id = $1 order by a.id',
      [id],
    ),
    audit: await count('audit_log', byPerson),
    links: await db.hub.query('select p.* from person_link p'),
  };
}

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
const payload = 'errors { code message }';

it('changes nothing of another legal entity, and a foreign id is refused as one that does not exist', async () => {
  const acts: [string, string, string, string][] = [
    ['acknowledgeExceptions', 'exception', foreign.exception, 'exceptions: [{ id: $id }]'],
    ['assignExceptions', 'exception', foreign.exception, 'exceptions: [{ id: $id }], assignee: "me"'],
    [
      'snoozeExceptions',
      'exception',
      foreign.exception,
      'exceptions: [{ id: $id }], until: "2100-01-01T00:00:00Z", comment: "x"',
    ],
    ['commentException', 'exception', foreign.exception, 'id: $id, comment: "seen"'],
    [
      'snoozeExceptions',
      'exception',
      foreign.exception,
      'exceptions: [{ id: $id }], condition: { type: JUDGEMENT_DIFFERS }, comment: "x"',
    ],
    [
      'commentException',
      'contract',
      foreign.contract,
      `id: "${affairs.own.exception}", comment: "see there", evidence: [{ recordId: $id }]`,
    ],
    [
      'requestRiskAcceptance',
      'exception',
      foreign.exception,
      `exceptionId: $id, expectedVersion: 1, reason: "x", expiresAt: "${tomorrow}"`,
    ],
    ['acceptRisk', 'risk_acceptance', foreign.risk, 'id: $id, expectedVersion: 1'],
    ['rejectRisk', 'risk_acceptance', foreign.risk, 'id: $id, expectedVersion: 1'],
    ['withdrawRisk', 'risk_acceptance', foreign.risk, 'id: $id, expectedVersion: 1'],
    ['planCorrection', 'contract', foreign.contract, 'type: PROPAGATE_CONTRACT_VERSION, subject: $id, reason: "x"'],
    [
      'planCorrection',
      'contract',
      foreign.contract,
      'type: PROPAGATE_CONTRACT_VERSION, subject: $id, reason: "x", targets: ["fusion"]',
    ],
    ['planCorrection', 'invoice', foreign.invoice, 'type: HOLD_INVOICE, subject: $id, reason: "x"'],
    ['planCorrection', 'invoice', foreign.invoice, 'type: RELEASE_INVOICE, subject: $id, reason: "x"'],
    ['planCorrection', 'correction', foreign.correction, 'type: UNDO, subject: $id, reason: "x"'],
    ['approveCorrection', 'correction', foreign.correction, 'id: $id, expectedVersion: 1'],
    ['approveCorrection', 'correction', foreign.correction, 'id: $id, expectedVersion: 7'],
    ['rejectCorrection', 'correction', foreign.correction, 'id: $id, expectedVersion: 1'],
    ['cancelCorrection', 'correction', foreign.correction, 'id: $id, expectedVersion: 1'],
  ];
  const before = await traces();
  for (const [name, kind, id, input] of acts) {
    const query = `mutation ($id: ID!) { ${name}(input: { ${input} }) { ${payload} } }`;
    const hidden = await asAttacker(query, { id });
    const missing = await asAttacker(query, { id: encodeId(kind, randomUUID()) });
    expect([name, hidden.text]).toEqual([name, missing.text]);
    expect([name, hidden.text]).toEqual([name, expect.stringContaining('NOT_FOUND')]);
  }
  expect(await traces()).toEqual(before);
});

it('links nothing of another legal entity, in either direction', async () => {
  const own = affairs.firm.own.contract.record.Id;
  const theirs = affairs.firm.foreign.contract.record.Id;
  const before = await traces();
  const said = async (name: string, key: string, goldenId?: string) => {
    const id = goldenId === undefined ? '' : `goldenId: "${goldenId}",`;
    const input = `kind: CONTRACT, system: "salesforce", key: "${key}", ${id} reason: "x"`;
    return (await asAttacker(`mutation { ${name}(input: { ${input} }) { correlationId ${payload} } }`)).text;
  };
  const missing = encodeId('contract', randomUUID());
  const pairs = [
    [await said('linkRecords', own, foreign.contract), await said('linkRecords', own, missing)],
    [await said('linkRecords', theirs, affairs.own.contract), await said('linkRecords', 'x', affairs.own.contract)],
    [await said('linkRecords', theirs, foreign.contract), await said('linkRecords', 'x', missing)],
    [await said('unlinkRecords', theirs), await said('unlinkRecords', 'x')],
  ];
  for (const [hidden, absent] of pairs) {
    expect(hidden).toBe(absent);
    expect(hidden).toContain('NOT_FOUND');
  }
  expect(await traces()).toEqual(before);
});

it('acts on its own and not on the others when it names them together', async () => {
  const { data } = await asAttacker(
    `mutation ($own: ID!, $id: ID!) { acknowledgeExceptions(input: { exceptions: [{ id: $id }, { id: $own }] }) {
       exceptions { id } errors { code message path } } }`,
    { own: affairs.own.exception, id: foreign.exception },
  );
  expect(data).toEqual({
    acknowledgeExceptions: {
      exceptions: [{ id: affairs.own.exception }],
      errors: [
        { code: 'NOT_FOUND', message: expect.stringMatching(/^There is no such record/), path: [foreign.exception] },
      ],
    },
  });
});

it('sets no stream going that serves others too, and replays no message of theirs', async () => {
  const acts = [
    'pollStream(input: { system: "fusion", stream: "invoice" })',
    'reconcileStream(input: { system: "fusion", stream: "invoice" })',
    'replayMessages(input: { stream: { system: "fusion", stream: "invoice" } })',
    'replayMessages(input: { ids: ["1"] })',
    'resubmitParked(input: { ids: ["1"] })',
    'resubmitParked(input: { ids: ["999999999"] })',
  ];
  for (const act of acts) {
    const { data } = await asAttacker(`mutation { ${act} { started ${payload} } }`);
    const [answer] = Object.values(data ?? {});
    expect([act, answer]).toEqual([act, { started: 0, errors: [{ code: 'FORBIDDEN', message: expect.any(String) }] }]);
  }
});

it('halts no system that serves others too, and lets none go on', async () => {
  for (const act of ['pauseSystem', 'drainSystem', 'resumeSystem']) {
    const { data } = await asAttacker(
      `mutation { ${act}(input: { system: "fusion", reason: "x" }) { system { name } ${payload} } }`,
    );
    const refused = { system: null, errors: [{ code: 'FORBIDDEN', message: expect.any(String) }] };
    expect(data).toEqual({ [act]: refused });
  }
});

/** Follows the alerts from a place until the check has seen what it waits for. Returns everything that was told. */
async function overhear(token: string, args: string, enough: (told: string) => boolean): Promise<string> {
  const client = createClient({
    url: `${affairs.running.hub.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  let told = '';
  const query = `subscription { alertEvents${args} { events { id type legalEntity sentence payload correlationId } endCursor } }`;
  for await (const result of client.iterate({ query })) {
    told += JSON.stringify(result);
    if (enough(told)) break;
  }
  await client.dispose();
  return told;
}

const beginning = () => encodeCursor({ epoch: 1, cell: 'main', pos: 0 });

it('overhears nothing, from the beginning on, with filters, or from a place that another one has been at', async () => {
  const { group, attacker, insider } = affairs.tokens;
  const all = await overhear(
    group,
    `(after: "${beginning()}")`,
    (told) => /"DE01".*"invoice\.held"|"invoice\.held".*"DE01"/.test(told) && told.includes('Bascule'),
  );
  const cursors = [...all.matchAll(/"endCursor":"([^"]+)"/g)].map(([, cursor]) => cursor);
  expect(all).toContain('FR01');
  const places = [
    `(after: "${beginning()}")`,
    `(after: "${beginning()}", filter: { types: ["exception", "invoice", "correction"] })`,
    `(after: "${cursors[0]}")`,
  ];
  // Something of its own comes last: what was not told before it will not be told at all.
  const { data } = await asAttacker(
    `mutation { commentException(input: { id: "${affairs.own.exception}", comment: "das Ende" }) { ${payload} } }`,
  );
  expect(data).toEqual({ commentException: { errors: [] } });
  for (const place of places) {
    const told = await overhear(attacker, place, (text) => text.includes('das Ende'));
    expect([
      place,
      foreign.secrets.filter((secret) => new RegExp(`(?<![\\w-])${secret}(?![\\w-])`).test(told)),
    ]).toEqual([place, []]);
    expect(told).not.toMatch(/FR01|Lumi/);
  }
  const wanted = `(after: "${beginning()}", filter: { legalEntities: ["FR01", "DE01"], types: ["exception.commented"] })`;
  expect(await overhear(attacker, wanted, (text) => text.includes('das Ende'))).not.toContain('FR01');
  const heard = await overhear(insider, `(after: "${beginning()}")`, (text) => text.includes('invoice.held'));
  expect(heard).toContain('FR01');
});

it('is told the same of a cursor that is none, whoever asks', async () => {
  for (const after of [
    'nonsense',
    encodeCursor({ epoch: 1, cell: 'other', pos: 0 }),
    encodeCursor({ epoch: 9, cell: 'main', pos: 0 }),
  ]) {
    const answers = new Set<string>();
    for (const token of Object.values(affairs.tokens)) {
      answers.add(await overhear(token, `(after: "${after}")`, () => true).catch((error) => JSON.stringify(error)));
    }
    expect([...answers]).toHaveLength(1);
  }
});
