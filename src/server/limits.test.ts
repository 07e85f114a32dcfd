import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { RawSocket } from '../../test/socket.ts';

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
});
afterAll(() => running.close());

type Errors = { message: string; extensions: { code: string } }[];

async function overHttp(persona: string | undefined, query: string): Promise<Errors> {
  const { body } = await running.raw(persona, { query });
  return body.errors ?? [];
}

async function overSocket(persona: string, query: string): Promise<Errors> {
  const socket = await RawSocket.acknowledged(running.hub.url, { cookie: await running.cookie(persona) });
  socket.subscribe('1', query);
  const { type, payload } = await socket.next(({ id }) => id === '1');
  await socket.close();
  return type === 'error' ? (payload as Errors) : ((payload as { errors?: Errors }).errors ?? []);
}

/** The codes of what an operation is refused with, which are the same over both ways. */
async function codes(query: string, persona = 'finance'): Promise<string[]> {
  const http = await overHttp(persona, query);
  const socket = await overSocket(persona, query);
  expect(socket.map(({ message }) => message)).toEqual(http.map(({ message }) => message));
  return http.map(({ extensions }) => extensions.code);
}

const times = (count: number, text: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => text(place)).join(' ');

/** A query that is nested so deep: contracts, nodes, then contract and invoices in turn. */
function nested(depth: number): string {
  let query = '';
  for (let level = depth - 2; level >= 1; level -= 1) {
    query = level === depth - 2 ? 'id' : `${level % 2 === 1 ? 'invoices' : 'contract'} { ${query} }`;
  }
  return `{ contracts(first: 1) { nodes { ${query} } } }`;
}

describe('an operation', () => {
  it('may be nested 12 deep and no deeper', async () => {
    expect(await codes(nested(12))).toEqual([]);
    expect(await codes(nested(13))).toEqual(['DEPTH_LIMIT_EXCEEDED']);
    const hidden = `{ contracts(first: 1) { ...a } } fragment a on ContractConnection ${nested(13).slice('{ contracts(first: 1) '.length, -1)}`;
    expect(await codes(hidden)).toEqual(['DEPTH_LIMIT_EXCEEDED']);
  });

  it('may have 30 aliases and no more', async () => {
    const aliased = (count: number) => `{ viewer { ${times(count, (place) => `a${place}: id`)} } }`;
    expect(await codes(aliased(30))).toEqual([]);
    expect(await codes(aliased(31))).toEqual(['ALIAS_LIMIT_EXCEEDED']);
    const spread = `{ viewer { ...a } } fragment a on Viewer { ...b ${times(16, (place) => `c${place}: id`)} } fragment b on Viewer { ${times(16, (place) => `d${place}: id`)} }`;
    expect(await codes(spread)).toEqual(['ALIAS_LIMIT_EXCEEDED']);
  });

  it('may have 20 root fields and no more, wherever they are written', async () => {
    const fields = (count: number) => times(count, () => '__typename');
    expect(await codes(`{ ${fields(20)} }`)).toEqual([]);
    expect(await codes(`{ ${fields(21)} }`)).toEqual(['ROOT_FIELD_LIMIT_EXCEEDED']);
    expect(await codes(`{ ...a } fragment a on Query { ... on Query { ${fields(21)} } }`)).toEqual([
      'ROOT_FIELD_LIMIT_EXCEEDED',
    ]);
  });

  it('may cost so much and no more; whoever reads rows may ask for more of them', async () => {
    const wide = (count: number) => `{ contracts(first: 200) { nodes { ${times(count, () => 'id')} } } }`;
    expect(await codes(wide(120))).toEqual([]);
    expect(await codes(wide(130))).toEqual(['COST_LIMIT_EXCEEDED']);
    expect(await codes(wide(130), 'bi')).toEqual([]);
  });

  it('may ask for a page of 200 rows, of 10,000 who reads rows', async () => {
    const page = (first: number) => `{ invoices(first: ${first}) { nodes { id } } }`;
    expect(await codes(page(200))).toEqual([]);
    expect(await codes(page(201))).toEqual(['PAGE_TOO_LARGE']);
    expect(await codes(page(-1))).toEqual(['BAD_USER_INPUT']);
    expect(await codes(page(10_000), 'bi')).toEqual([]);
    expect(await codes(page(10_001), 'bi')).toEqual(['PAGE_TOO_LARGE']);
    expect(await codes('{ corrections(first: 201) { nodes { id } } }')).toEqual(['PAGE_TOO_LARGE']);
    expect(await codes('{ parkedMessages(first: 201) { id } }', 'integration')).toEqual(['PAGE_TOO_LARGE']);
  });

  it('may have 2,000 tokens and no more', async () => {
    // Everything around the list is 26 tokens.
    const long = (tokens: number) =>
      `{ invoices(first: 1, filter: { number: { in: [${times(tokens - 26, () => '"x"')}] } }) { nodes { id } } }`;
    expect(await codes(long(2000))).toEqual([]);
    const [error] = await overHttp('finance', long(2001));
    expect(await codes(long(2001))).toEqual(['BAD_USER_INPUT']);
    expect(error).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringMatching(/2000 tokens/),
    });
  });

  it('is refused at once when its fragments stand for more than could ever be run', async () => {
    const bombs = times(150, (place) => `fragment f${place} on Viewer { ...f${place + 1} ...f${place + 1} }`);
    const query = `{ viewer { ...f0 } } ${bombs} fragment f150 on Viewer { id }`;
    // Whoever counted them one by one would not come to an end.
    expect(await codes(query)).toEqual(['COST_LIMIT_EXCEEDED']);
  });

  it('is told what is wrong with it, and not what it could have asked instead', async () => {
    const errors = await overHttp('finance', '{ contract(id: "x") { numbr } viewr { id } }');
    expect(errors.map(({ message }) => message)).toEqual([
      'Cannot query field "numbr" on type "Contract".',
      'Cannot query field "viewr" on type "Query".',
    ]);
    expect(await codes('{ viewr { id } }')).toEqual(['BAD_USER_INPUT']);
  });

  it('that fails on our side shows an id, and nothing of the inside', async () => {
    await running.db.owner.query('alter table contract rename column number to nummer');
    try {
      for (const errors of [
        await overHttp('finance', '{ contracts { nodes { id } } }'),
        await overSocket('finance', '{ contracts { nodes { id } } }'),
      ]) {
        expect(errors).toMatchObject([
          {
            message: 'Something went wrong on our side; the id is in the log.',
            extensions: { code: 'INTERNAL', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
          },
        ]);
        expect(JSON.stringify(errors)).not.toMatch(/nummer|select|stack|does not exist/);
      }
    } finally {
      await running.db.owner.query('alter table contract rename column nummer to number');
    }
  });
});

describe('the schema', () => {
  it('is read by whoever is signed in, over both ways', async () => {
    expect(await codes(getIntrospectionQuery())).toEqual([]);
  });

  it.each([
    getIntrospectionQuery({ descriptions: false, oneOf: true }).replace(/\s+/g, ' '),
    '{ __type(name: "Invoice") { fields { name } } }',
    '{ ...a } fragment a on Query { __schema { types { name } } }',
    '{ __schema { types { name } } contract(id: "x") { id } }',
    '{ ... { __schema { types { name } } } __typename }',
  ])('is not read by strangers', async (query) => {
    const { body } = await running.raw(undefined, { query });
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(JSON.stringify(body)).not.toMatch(/"fields"|"types"/);
  });

  it('is not asked in circles', async () => {
    const circle =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    expect(await codes(circle)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a socket is sent away with 1013, to come again,', () => {
  const signedIn = async (persona: string) => ({ cookie: await running.cookie(persona) });

  it('when its principal has 20 already, until one of those ends', async () => {
    const { url } = running.hub;
    const headers = await signedIn('executive');
    const sockets = await Promise.all(Array.from({ length: 20 }, () => RawSocket.acknowledged(url, headers)));
    const more = await RawSocket.open(url, headers);
    more.send({ type: 'connection_init' });
    expect(await more.closed).toEqual({ code: 1013, reason: 'Too many sockets of one principal' });
    await (await RawSocket.acknowledged(url, await signedIn('finance'))).close();
    await sockets.pop()?.close();
    const again = () => RawSocket.acknowledged(url, headers).catch(() => undefined);
    sockets.push(await running.until(again, 'the place of the one that ended'));
    for (const socket of sockets) await socket.close();
  });

  it('when it asks for answers without reading them, and the others do not notice', async () => {
    const { url } = running.hub;
    const headers = await signedIn('finance');
    const [hostile, quick] = [await RawSocket.acknowledged(url, headers), await RawSocket.acknowledged(url, headers)];
    hostile.socket.pause();
    // Each is answered by as much; the buffers between the two hold much less than all of them.
    const ping = { type: 'ping', payload: { padding: 'x'.repeat(60_000) } };
    const pings = 600;
    for (let count = 0; count < pings; count += 1) hostile.send(ping);
    quick.subscribe('1', '{ viewer { id } }');
    expect(await quick.next(({ id }) => id === '1')).toMatchObject({ type: 'next' });
    await running.until(async () => hostile.socket.bufferedAmount === 0, 'the hub to have taken the pings');
    hostile.socket.resume();
    // Told so when it read the rest within the grace, cut off when it did not.
    expect([1006, 1013]).toContain((await hostile.closed).code);
    expect(hostile.messages.filter(({ type }) => type === 'pong').length).toBeLessThan(pings);
    await quick.close();
  });
});
