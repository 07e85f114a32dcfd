import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isRequiredArgument,
} from 'graphql';
import { type Affairs, type Foreign, foreignAffairs } from '../../test/foreign-affairs.ts';
import { callsById, rootFields, wholeSelection } from '../../test/whole-selection.ts';
import { decodeId, encodeId } from '../schema/ids.ts';

// An attacker with every role there is, but only in one legal entity, tries to see the other one.
let affairs: Affairs;
let foreign: Foreign;
let schema: GraphQLSchema;
beforeAll(async () => {
  schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  affairs = await foreignAffairs();
  foreign = affairs.foreign;
});
afterAll(() => affairs.close());

const asAttacker = (query: string, variables?: object) => affairs.ask(affairs.tokens.attacker, query, variables);
const asInsider = (query: string, variables?: object) => affairs.ask(affairs.tokens.insider, query, variables);
const codeOf = ({ extensions }: { extensions?: { code?: unknown } }) => extensions?.code;
// Whole words: a number may well be a part of a longer one that belongs to somebody else.
const words = (secret: string) => new RegExp(`(?<![\\w-])${secret.replace(/\./g, '\\.')}(?![\\w-])`);
const told = (text: string, secrets: readonly string[]) => secrets.filter((secret) => words(secret).test(text));

/** The ways to write the required arguments of a field without knowing anything; none where something must be known. */
function blindArguments({ args }: GraphQLField<unknown, unknown>): string[] {
  const [only, ...others] = args.filter(isRequiredArgument);
  if (only === undefined) return [''];
  const type = getNamedType(only.type);
  if (others.length > 0 || !isEnumType(type)) return [];
  return type.getValues().map(({ name }) => `(${only.name}: ${name})`);
}

/** Everything that can be asked without knowing anything. */
function everything(): string[] {
  return rootFields(schema, 'query').flatMap((field) =>
    blindArguments(field).map((args) => `{ ${field.name}${args} ${wholeSelection(field.type, 6)} }`),
  );
}

it('sees nothing of another legal entity in anything that can be asked, however deep', async () => {
  const seen: string[] = [];
  for (const query of everything()) {
    const answer = await asAttacker(query);
    // Of the group's cells together only who sees all of them may ask.
    const codes = query.startsWith('{ group ') ? ['FORBIDDEN'] : [];
    expect([query.slice(0, 40), answer.errors.map(codeOf)]).toEqual([query.slice(0, 40), codes]);
    expect([query.slice(0, 40), told(answer.text, foreign.secrets)]).toEqual([query.slice(0, 40), []]);
    seen.push(answer.text);
  }
  // What is asked does show its own secrets: the search would have found the others.
  const own = told(seen.join(), affairs.own.secrets);
  expect(own).toEqual(expect.arrayContaining(['Nordwind Energie', 'Umstellung', '30000.5', affairs.firm.own.invoice]));
  expect(own).toEqual(expect.arrayContaining([affairs.own.contract, affairs.own.exception, affairs.own.correction]));
});

it('is the same the other way round', async () => {
  const seen: string[] = [];
  for (const query of everything()) seen.push((await asInsider(query)).text);
  expect(told(seen.join(), affairs.own.secrets)).toEqual([]);
  expect(told(seen.join(), foreign.secrets)).toEqual(expect.arrayContaining(['Lumière Foncière', '52861.43']));
});

it('shares a customer without what the other legal entity does for it', async () => {
  const { data } = await asAttacker('{ customers { totalCount nodes { name } } }');
  expect(data).toEqual({
    customers: {
      totalCount: 2,
      nodes: expect.arrayContaining([{ name: 'Gemeinsam SE' }, { name: 'Nordwind Energie' }]),
    },
  });
  const filter = '(filter: { customerName: { eq: "Gemeinsam SE" } })';
  const contracts = await asAttacker(`{ contracts${filter} { totalCount nodes { number } } }`);
  expect(contracts.data).toEqual({ contracts: { totalCount: 1, nodes: [{ number: affairs.firm.own.shared.number }] } });
});

it('finds nothing by a filter on what it must not know: number, amount, id, name, legal entity', async () => {
  const { invoice, contract } = affairs.firm.foreign;
  const filters = {
    invoices: [
      `number: { eq: "${invoice}" }`,
      `number: { startsWith: "${invoice.slice(0, -1)}" }, legalEntity: { eq: "FR01" }`,
      `id: { eq: "${foreign.invoice}" }`,
      `id: { in: ["${foreign.invoice}"] }`,
      `total: { gt: "94178.61", lt: "94178.63" }`,
      `legalEntity: { in: ["FR01"] }`,
      `contractNumber: { eq: "${contract.number}" }`,
      `not: { legalEntity: { eq: "DE01" } }`,
      `or: [{ number: { eq: "${invoice}" } }, { legalEntity: { eq: "FR01" } }]`,
    ],
    contracts: [`number: { eq: "${contract.number}" }`, `legalEntity: { neq: "DE01" }`, `value: { eq: "168098.39" }`],
    projects: [`legalEntity: { eq: "FR01" }`],
    customers: [`name: { contains: "Lumi" }`],
    exceptions: [
      `invoiceId: { eq: "${foreign.invoice}" }`,
      `contractId: { eq: "${foreign.contract}" }`,
      `id: { eq: "${foreign.exception}" }`,
      `subjectId: { eq: "${foreign.invoice}" }`,
      `legalEntity: { eq: "FR01" }`,
      `rule: { eq: "R03" }, amount: { eq: "52861.43" }`,
    ],
  };
  for (const [list, tried] of Object.entries(filters)) {
    for (const filter of tried) {
      const { data, errors } = await asAttacker(
        `{ ${list}(filter: { ${filter} }) { totalCount nodes { id } edges { cursor } } }`,
      );
      const nothing = { [list]: { totalCount: 0, nodes: [], edges: [] } };
      expect([filter, errors, data]).toEqual([filter, [], nothing]);
    }
  }
  const corrections = await asAttacker(`{ corrections(contract: "${foreign.contract}") { totalCount nodes { id } } }`);
  expect(corrections.data).toEqual({ corrections: { totalCount: 0, nodes: [] } });
});

it('finds nothing by id, and a foreign id is answered as one that does not exist', async () => {
  const ids = [foreign.contract, foreign.invoice, foreign.exception, foreign.correction];
  const queries = callsById(schema, new Set(ids.map((id) => decodeId(id).kind.toUpperCase())));
  expect(queries.length).toBeGreaterThan(6);
  expect(queries.filter((query) => query.includes('facts(kind: ')).length).toBe(3);
  for (const query of queries) {
    const shown: unknown[] = [];
    for (const id of ids) {
      const missing = await asAttacker(query, { id: encodeId(decodeId(id).kind, randomUUID()) });
      expect([query, (await asAttacker(query, { id })).text]).toEqual([query, missing.text]);
      shown.push(...Object.values((await asInsider(query, { id })).data ?? {}));
    }
    // What belongs to the other one is shown there: the question was a good one.
    if (!query.includes('{ trace('))
      expect([query, shown]).toEqual([query, expect.arrayContaining([expect.anything()])]);
  }
});

it('follows a correlation id only as far as its own', async () => {
  const query = `{ trace(correlationId: "${foreign.correlationId}") { stage what } }`;
  expect(told((await asAttacker(query)).text, foreign.secrets)).toEqual([]);
  expect(told((await asInsider(query)).text, foreign.secrets)).toContain(affairs.firm.foreign.invoice);
});

it("learns nothing from another one's cursors, in a list or in its order", async () => {
  const page = 'orderBy: [{ field: TOTAL, direction: DESC }], first: 1';
  const stolen = await affairs.ask(
    affairs.tokens.group,
    `{ invoices(${page}) { nodes { number } pageInfo { endCursor } } }`,
  );
  expect(stolen.text).toContain(affairs.firm.foreign.invoice);
  const { invoices } = stolen.data as { invoices: { pageInfo: { endCursor: string } } };
  const after = invoices.pageInfo.endCursor;
  const next = await asAttacker(`{ invoices(${page}, after: "${after}") { totalCount nodes { number } } }`);
  expect(next.data).toEqual({ invoices: { totalCount: 1, nodes: [{ number: affairs.firm.own.invoice }] } });
  const ahead = await asAttacker(`{ invoices(${page}) { nodes { number } pageInfo { hasNextPage endCursor } } }`);
  expect(ahead.data).toMatchObject({ invoices: { pageInfo: { hasNextPage: false } } });
});

it('sums only what it may see', async () => {
  const query =
    '{ backlogToCash(by: [LEGAL_ENTITY, PRACTICE, MONTH]) { legalEntity { code } signed { amount currency } } }';
  const rows = (of: { data: Record<string, unknown> | null }) =>
    (of.data?.['backlogToCash'] ?? []) as { legalEntity: { code: string }; signed: { amount: string } }[];
  const codes = new Set(rows(await asAttacker(query)).map(({ legalEntity }) => legalEntity.code));
  expect([...codes]).toEqual(['DE01']);
  const total = '{ backlogToCash { signed { amount currency } } }';
  const [own, whole] = [await asAttacker(total), await affairs.ask(affairs.tokens.group, total)];
  expect(rows(own)[0]?.signed.amount).not.toBe(rows(whole)[0]?.signed.amount);
});

it('is suggested nothing of another legal entity, however like it is', async () => {
  const { db } = affairs.running;
  const { own, foreign: theirs } = affairs.firm;
  // Each has an orphan with the number, the name and the contract of the other one's project.
  const orphan = async (to: number, like: number): Promise<{ name: string }> => {
    const [row] = await db.hub.query(
      `insert into project (id, number, name, contract_id, legal_entity_id, occurred_at, orphan)
       select gen_random_uuid(), p.number, p.name, p.contract_id, $1, now(), true from project p
        where p.legal_entity_id = $2 and not p.orphan limit 1 returning name, id`,
      [to, like],
    );
    await db.hub.query(
      `insert into crosswalk (system, kind, key, golden_id, method, evidence, linked_by, natural_key, legal_entity_ids)
       values ('fusion', 'project', $1::text, $1::uuid, 'orphan', 'stands alone', 'matching', 'key', array[$2::int])`,
      [row.id, to],
    );
    return row;
  };
  await orphan(own.entity.id, theirs.entity.id);
  await orphan(own.entity.id, own.entity.id);
  await orphan(theirs.entity.id, own.entity.id);
  const query = `{ matchSuggestions(kind: PROJECT) { totalCount nodes {
    legalEntity { code } records { key } candidates { goldenId label score parts { own other } } } } }`;
  type Answer = { matchSuggestions: { totalCount: number; nodes: { candidates: { goldenId: string }[] }[] } };
  const asked = async (token: string) => (await affairs.ask(token, query)).data as unknown as Answer;
  const { matchSuggestions: seen } = await asked(affairs.tokens.attacker);
  expect(seen.totalCount).toBe(2);
  const projects: { id: string }[] = await db.hub.query(
    'select p.id from project p where p.legal_entity_id = $1 and not p.orphan',
    [own.entity.id],
  );
  const suggested = seen.nodes.flatMap(({ candidates }) => candidates);
  expect(suggested.map(({ goldenId }) => decodeId(goldenId).id)).toEqual(projects.map(({ id }) => id));
  // Nor is whoever sees both suggested the one for the other.
  const all = (await asked(affairs.tokens.group)).matchSuggestions;
  expect(all.totalCount).toBe(3);
  expect(all.nodes.flatMap(({ candidates }) => candidates)).toEqual(suggested);
  await db.hub.query('delete from crosswalk c using project p where p.orphan and c.golden_id = p.id');
  await db.hub.query('delete from project p where p.orphan');
});

it('does not follow a record of another legal entity that hangs on one of its own', async () => {
  const { db } = affairs.running;
  const [{ id: contractId }] = await db.hub.query('select c.id from contract c where c.number = $1', [
    affairs.firm.own.contract.number,
  ]);
  await db.hub.query('update invoice i set contract_id = $1 where i.number = $2', [
    contractId,
    affairs.firm.foreign.invoice,
  ]);
  await db.hub.query('update project p set contract_id = $1 where p.legal_entity_id = $2', [
    contractId,
    affairs.firm.foreign.entity.id,
  ]);
  const query = `{ contract(id: "${affairs.own.contract}") ${wholeSelection(schema.getQueryType()?.getFields()['contract']?.type as never, 6)} }`;
  const answer = await asAttacker(query);
  expect([answer.errors, told(answer.text, foreign.secrets)]).toEqual([[], []]);
  const up = await asAttacker('{ invoices { nodes { number contract { number } } } }');
  expect(told(up.text, foreign.secrets)).toEqual([]);
  // What the ERP does not have closes the gate of the contract, for whom it may be told as for whom it may not.
  await db.hub.query(
    `delete from crosswalk c using project p
      where c.golden_id = p.id and c.system = 'fusion' and p.legal_entity_id = $1`,
    [affairs.firm.foreign.entity.id],
  );
  const type = schema.getQueryType()?.getFields()['validateActivation']?.type as never;
  const gate = await asAttacker(
    `{ validateActivation(contractId: "${affairs.own.contract}") ${wholeSelection(type, 6)} }`,
  );
  expect([gate.errors, told(gate.text, foreign.secrets)]).toEqual([[], []]);
  expect(gate.text).toContain('ERP project missing or closed, on a record you may not see');
});
