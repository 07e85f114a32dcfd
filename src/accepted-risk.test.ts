import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { transaction } from './entities/sql.ts';
import { expireAccepted } from './rules/by-time.ts';

// An amendment makes a drafted invoice wrong: R03 blocks it and it is held.
const routing = { version: 2, routes: [{ name: 'Obsolete', when: { rules: ['R03'] }, to: { queue: 'billing' } }] };
const materiality = { version: 1, default: { EUR: '10000000' } };

let running: RunningHub;
beforeAll(async () => {
  const firm = smallFirm();
  running = await runningHub(firm.tables, { policies: { 'routing.json': routing, 'materiality.json': materiality } });
  await amend(running, firm);
  await told('invoice.held', 1);
});
afterAll(() => running.close());

async function timesTold(type: string): Promise<number> {
  const [{ count }] = await running.db.hub.query('select count(*)::int as count from feed f where f.type = $1', [type]);
  return count;
}

/** Waits until the feed has told something so often. */
async function told(type: string, times: number): Promise<void> {
  await running.until(async () => (await timesTold(type)) >= times, type);
}

interface Blocked {
  id: string;
  version: number;
  status: string;
  invoice: { id: string; blockedBy: { rule: string }[]; hold: { state: string } };
  riskAcceptances: { id: string; version: number; state: string; coversBlock: boolean; approver: string | null }[];
}

async function blocked(filter = ''): Promise<Blocked[]> {
  const { exceptions } = await running.ask<{ exceptions: { nodes: Blocked[] } }>(
    'finance',
    `{ exceptions(filter: { rule: { eq: "R03" } ${filter} }) { nodes { id version status
         invoice { id blockedBy { rule } hold { state } }
         riskAcceptances { id version state coversBlock approver } } } }`,
  );
  return exceptions.nodes;
}

async function gate(id: string) {
  const { validateInvoiceRelease } = await running.ask<{
    validateInvoiceRelease: { verdict: string; reasons: { rule: string; acceptedUntil: string | null }[] };
  }>('finance', 'query ($id: ID!) { validateInvoiceRelease(id: $id) { verdict reasons { rule acceptedUntil } } }', {
    id,
  });
  return validateInvoiceRelease;
}

interface Said {
  exception: { status: string } | null;
  errors: { code: string }[];
}

async function says(persona: string, name: string, input: string): Promise<Said> {
  const query = `mutation { ${name}(input: { ${input} }) { exception { status } errors { code message } } }`;
  return (await running.ask<Record<string, Said>>(persona, query))[name] as Said;
}

it('lets an invoice go for as long as its risk is accepted by somebody who may, and blocks it again after', async () => {
  const [before] = await blocked();
  if (before === undefined) throw new Error('nothing is blocked');
  expect((await gate(before.invoice.id)).verdict).toBe('HOLD');
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const wanted = `exceptionId: "${before.id}", expectedVersion: ${before.version}, reason: "as agreed", expiresAt: "${expiresAt}"`;
  expect((await says('finance', 'requestRiskAcceptance', wanted)).errors).toEqual([]);

  const [pending] = await blocked('risk: { eq: REQUESTED }');
  const [risk] = pending?.riskAcceptances ?? [];
  const decision = `id: "${risk?.id}", expectedVersion: ${risk?.version}`;
  expect((await says('finance', 'acceptRisk', decision)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  expect((await gate(before.invoice.id)).verdict).toBe('HOLD');
  expect(await says('approver', 'acceptRisk', decision)).toEqual({ exception: { status: 'ACCEPTED' }, errors: [] });

  const [after] = await blocked();
  expect(after).toMatchObject({
    status: 'ACCEPTED',
    invoice: { blockedBy: [] },
    riskAcceptances: [{ state: 'ACCEPTED', coversBlock: true, approver: 'persona:approver' }],
  });
  expect(await blocked('open: { eq: true }')).toEqual([]);
  // The hold has just changed the invoice: until each stream of the ERP was read after that, nobody can tell.
  const answered = await running.until(async () => {
    const answer = await gate(before.invoice.id);
    return answer.verdict !== 'CANNOT_TELL' && answer;
  }, 'what the ERP holds since the hold');
  expect(answered).toEqual({
    verdict: 'ALLOW',
    reasons: [{ rule: 'R03', acceptedUntil: expiresAt }],
  });

  await running.db.hub.query(`update risk_acceptance a set expires_at = now()`);
  // The gate does not wait for whoever looks at the clock.
  expect((await gate(before.invoice.id)).verdict).toBe('HOLD');
  // The hub itself may have looked just before.
  await transaction(running.db.hub, expireAccepted);
  await told('exception.reopened', 1);
  expect(await timesTold('exception.reopened')).toBe(1);
  const [again] = await blocked('open: { eq: true }');
  expect(again).toMatchObject({ status: 'OPEN', invoice: { blockedBy: [{ rule: 'R03' }] } });
});

it('gives what opens to whom the route names, and says what of it is too small to tell anybody', async () => {
  const { exceptions } = await running.ask<{ exceptions: { nodes: Record<string, unknown>[] } }>(
    'finance',
    '{ exceptions { nodes { rule queue routedBy material } } }',
  );
  const { nodes } = exceptions;
  expect(nodes.filter(({ rule }) => rule === 'R03')).toMatchObject([
    { queue: 'billing', routedBy: 'Obsolete: R03 (routing@2)', material: true },
  ]);
  const others = nodes.filter(({ rule }) => rule !== 'R03');
  expect(others.filter(({ queue, routedBy }) => queue !== null || routedBy !== null)).toEqual([]);
  const told = await running.db.hub.query(
    `select e.material = (f.payload->>'material')::boolean as same from exception e
       join feed f on f.aggregate_id = e.id and f.type = 'exception.opened'`,
  );
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ same }: { same: boolean }) => same)).toBe(true);
});

it('shows what bears out a comment, and refuses what would let its reader in', async () => {
  const [exception] = await blocked();
  const comments = async (evidence: string) => {
    const { commentException } = await running.ask<{
      commentException: { exceptions: { history: { evidence: object[] }[] }[]; errors: { message: string }[] };
    }>(
      'finance',
      `mutation { commentException(input: { id: "${exception?.id}", comment: "see there", evidence: [${evidence}] }) {
         exceptions { history { evidence { url recordId kind label } } } errors { message } } }`,
    );
    return commentException;
  };
  const invoice = exception?.invoice.id;
  const given = `{ url: "https://docs.example/minutes", label: "Minutes" }, { recordId: "${invoice}" }`;
  const { exceptions, errors } = await comments(given);
  expect(errors).toEqual([]);
  expect(exceptions[0]?.history.at(-1)?.evidence).toEqual([
    { url: 'https://docs.example/minutes', recordId: null, kind: null, label: 'Minutes' },
    { url: null, recordId: invoice, kind: 'INVOICE', label: null },
  ]);
  await expect(comments('{ url: "https://ada:secret@docs.example/minutes" }')).rejects.toThrow(
    'evidence.0: a URL must not carry a name or a password',
  );
  await expect(comments(`{ url: "https://docs.example", recordId: "${invoice}" }`)).rejects.toThrow('evidence.0');
});
