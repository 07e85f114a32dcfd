import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** A client that the provider knows. */
export const idpClient = { id: 'throughline-web', secret: 'secret of the web client', audience: 'throughline-api' };

/** What a test may have the provider sign otherwise than usual. */
export interface SignOptions {
  claims?: JWTPayload;
  header?: { kid?: string; typ?: string };
  key?: CryptoKey;
}

/** A small OpenID Connect provider over real HTTP: one person is always signed in there. */
export interface FakeIdp {
  issuer: string;
  /** Whom the provider signs in next, as extra claims. */
  person: JWTPayload;
  /** How often its metadata and its keys have been read. */
  reads: { metadata: number; keys: number };
  /** An access token for the hub. */
  accessToken(options?: SignOptions): Promise<string>;
  /** What its next ID tokens say otherwise. */
  idToken: SignOptions;
  /** Signs with a new key from now on, and no longer publishes the old one. */
  rotate(): Promise<void>;
  /** Goes by the way of a browser that was sent to the provider; returns where it is sent back to. */
  visit(address: string): Promise<string>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface Grant {
  challenge: string;
  redirectUri: string;
  nonce: string;
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

/** The client's id and secret, which travel form-encoded within HTTP's own encoding. */
function clientIn(request: IncomingMessage): string {
  const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
  return decodeURIComponent(Buffer.from(basic, 'base64').toString('utf8').replace(/\+/g, ' '));
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function newKey() {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const kid = randomUUID();
  return { kid, ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** Starts a provider. It can be stopped and started again at the same address. */
export async function fakeIdp(): Promise<FakeIdp> {
  let key = await newKey();
  const grants = new Map<string, Grant>();
  let port = 0;

  const sign = (usual: JWTPayload, { claims = {}, header = {}, key: other }: SignOptions) =>
    new SignJWT({ iss: idp.issuer, sub: 'ada', iat: seconds(), exp: seconds() + 300, ...usual, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })
      .sign(other ?? key.privateKey);
  const seconds = () => Math.floor(Date.now() / 1000);

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = randomUUID();
    grants.set(code, {
      challenge: query.get('code_challenge') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      nonce: query.get('nonce') ?? '',
    });
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await bodyOf(request);
    if (clientIn(request) !== `${idpClient.id}:${idpClient.secret}`) {
      return json(response, 401, { error: 'invalid_client' });
    }
    const grant = grants.get(form.get('code') ?? '');
    // A code is good once.
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.redirectUri !== form.get('redirect_uri') || grant.challenge !== challenge) {
      return json(response, 400, { error: 'invalid_grant' });
    }
    const said = { aud: idpClient.id, nonce: grant.nonce, ...idp.person };
    return json(response, 200, {
      token_type: 'Bearer',
      expires_in: 300,
      access_token: await idp.accessToken(),
      id_token: await sign(said, { header: { typ: 'JWT' }, ...idp.idToken }),
    });
  }

  type Route = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void> | void;
  const routes: Record<string, Route> = {
    '/.well-known/openid-configuration'(_request, response) {
      idp.reads.metadata += 1;
      json(response, 200, {
        issuer: idp.issuer,
        authorization_endpoint: `${idp.issuer}/authorize`,
        token_endpoint: `${idp.issuer}/token`,
        jwks_uri: `${idp.issuer}/keys`,
        end_session_endpoint: `${idp.issuer}/end`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    },
    '/keys'(_request, response) {
      idp.reads.keys += 1;
      json(response, 200, { keys: [key.jwk] });
    },
    '/authorize': (_request, response, query) => authorize(query, response),
    '/token': (request, response) => token(request, response),
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', idp.issuer);
    void routes[pathname]?.(request, response, searchParams);
  });
  const idp: FakeIdp = {
    issuer: '',
    person: {},
    idToken: {},
    reads: { metadata: 0, keys: 0 },
    accessToken: (options = {}) => sign({ aud: idpClient.audience, ...idp.person }, options),
    async rotate() {
      key = await newKey();
    },
    async visit(address) {
      const response = await fetch(address, { redirect: 'manual' });
      return response.headers.get('location') ?? '';
    },
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async start() {
      if (!server.listening) await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    },
  };
  await idp.start();
  port = (server.address() as AddressInfo).port;
  idp.issuer = `http://127.0.0.1:${port}`;
  return idp;
}
