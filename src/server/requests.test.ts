import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { RawSocket } from '../../test/socket.ts';

let running: RunningHub;
let url: string;
beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
  url = `${running.hub.url}/graphql`;
});
afterAll(() => running.close());

describe('a request', () => {
  const send = async (options: RequestInit & { headers?: Record<string, string> }, query = '') => {
    const response = await fetch(`${url}${query}`, {
      ...options,
      headers: { cookie: await running.cookie('finance'), ...options.headers },
    });
    return { status: response.status, text: await response.text() };
  };
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: '{ viewer { id } }' });

  it('may be 100 KiB long and no longer', async () => {
    const padded = (length: number) => body.padEnd(length, ' ');
    expect((await send({ method: 'POST', headers: json, body: padded(100 * 1024) })).status).toBe(200);
    const long = await send({ method: 'POST', headers: json, body: padded(100 * 1024 + 1) });
    expect([long.status, JSON.parse(long.text)]).toEqual([
      413,
      { errors: [{ message: expect.any(String), extensions: { code: 'BODY_TOO_LARGE' } }] },
    ]);
    const socket = await RawSocket.acknowledged(running.hub.url, { cookie: await running.cookie('finance') });
    socket.send(JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(64 * 1024) } }));
    expect((await socket.closed).code).toBe(1009);
  });

  it('carries one operation, not a list of them', async () => {
    const { status, text } = await send({ method: 'POST', headers: json, body: `[${body},${body}]` });
    expect([status, text]).toEqual([400, expect.not.stringContaining('persona:finance')]);
  });

  it('changes nothing by GET', async () => {
    const mutation = encodeURIComponent('mutation { resubmitParked(input: { ids: ["1"] }) { started } }');
    const { status, text } = await send({ headers: { 'apollo-require-preflight': 'yes' } }, `?query=${mutation}`);
    expect([status, text]).toEqual([405, expect.not.stringContaining('started')]);
  });

  it('is not taken when a page of another site could have sent it with the cookie', async () => {
    const simple = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    for (const type of simple) {
      const { status, text } = await send({ method: 'POST', headers: { 'content-type': type }, body });
      expect([type, status >= 400 && status < 500]).toEqual([type, true]);
      expect(text).not.toContain('persona:finance');
    }
    const asked = await send({}, `?query=${encodeURIComponent('{ viewer { id } }')}`);
    expect([asked.status, asked.text]).toEqual([400, expect.not.stringContaining('persona:finance')]);
  });

  it('that is no JSON at all is refused in the shape of the API', async () => {
    for (const text of ['', '{', 'null', '7', '"x"', '{"query":7}', '{"query":"{ viewer { id } }","variables":7}']) {
      const answer = await send({ method: 'POST', headers: json, body: text });
      expect([text, answer.status]).toEqual([text, 400]);
      expect([text, JSON.parse(answer.text)]).toEqual([
        text,
        { errors: [expect.objectContaining({ message: expect.any(String) })] },
      ]);
    }
  });
});

it('tells browsers with every answer what its pages may do, and nobody what it is made of', async () => {
  const asked: [string, RequestInit][] = [
    ['/', {}],
    ['/graphql', { method: 'POST', body: '{' }],
    ['/auth/options', {}],
    ['/auth/persona/finance', {}],
    ['/nowhere', {}],
    ['/healthz', {}],
    ['/webhooks/nowhere', { method: 'POST' }],
  ];
  for (const [path, options] of asked) {
    const { headers } = await fetch(`${running.hub.url}${path}`, { ...options, redirect: 'manual' });
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringMatching(/default-src 'self';.*object-src 'none'; base-uri 'none'; frame-ancestors 'none'/),
    ]);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, headers.get('cross-origin-opener-policy')]).toEqual([path, 'same-origin']);
    expect([path, headers.get('referrer-policy')]).toEqual([path, 'no-referrer']);
    expect([path, headers.get('server'), headers.get('x-powered-by')]).toEqual([path, null, null]);
    expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
  }
});

it('passes every audit of GraphQL over HTTP, without an error or a warning', async () => {
  const cookie = await running.cookie('finance');
  const results = await auditServer({
    url,
    fetchFn: (address: string, options: RequestInit = {}) =>
      fetch(address, { ...options, headers: { ...(options.headers as object), cookie } }),
  });
  const wrong = results.filter(({ status }) => status === 'error' || status === 'warn');
  expect(wrong.map(({ id, name, status }) => [id, name, status])).toEqual([]);
  expect(results.length).toBeGreaterThan(50);
});
