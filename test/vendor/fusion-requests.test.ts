import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from '@jest/globals';
import { namesIn } from '../query-names.ts';
import { checkQuery } from './check-requests.ts';
import { resourceIn, resourceOf, selfIn } from './fusion-resources.ts';
import type { Json } from './json-shapes.ts';
import { declaredFields } from './own-fields.ts';
import { queriesIn, type Recorded, recordRequests } from './recorded-requests.ts';
import { absence, filesOf } from './vendor-folder.ts';

/** Objects as published documents and samples show them, each with the resource that it is of. */
function shown(): [resource: string, object: Json][] {
  const events = filesOf('fusion-billing-events').flatMap(({ shape }) => shape.events);
  const requests = filesOf('fusion-request').map(({ shape }) => shape.body);
  const parts = filesOf('fusion-batch').flatMap(({ shape }) => shape.parts);
  const exchanges = filesOf('fusion-exchange').map(({ shape }) => shape.exchange);
  const pages = filesOf('fusion-page').map(({ shape }) => shape.page);
  const items = filesOf('fusion-item').map(({ shape }) => shape.item);
  return [
    ...events.map(({ attributes }) => ['projectBillingEvents', attributes] as [string, Json]),
    ...requests.map((body) => [resourceOf(body), body] as [string, Json]),
    ...parts.map(({ path, payload }) => [resourceIn(path), payload ?? {}] as [string, Json]),
    ...exchanges.map(({ request, responseBody }): [string, Json] => [
      resourceIn(request.path),
      { ...request.body, ...responseBody },
    ]),
    ...pages.flatMap((page) => page.items.map((item) => [selfIn(page) ?? 'item', item] as [string, Json])),
    ...items.map((item) => [selfIn(item) ?? 'item', item] as [string, Json]),
  ];
}

/** The attributes that published documents and samples show, by resource. */
function evidence(): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const [resource, object] of shown()) {
    seen.set(resource, new Set([...(seen.get(resource) ?? []), ...Object.keys(object)]));
  }
  return seen;
}

/** The attributes that a request names: in conditions, in orders and in what it writes. */
const attributesIn = ({ request }: Recorded) => [...namesIn(request.url), ...Object.keys((request.json ?? {}) as Json)];

const namedIn = (file: string) =>
  new Set([...readFileSync(file, 'utf8').matchAll(/`([^`]+)`/g)].map(([, name]) => name));

if (absence === undefined) {
  let recorded: Recorded[];
  beforeAll(async () => {
    recorded = await recordRequests();
  });

  it('asks Fusion for attributes that a published document shows, or that the README says only a pod can prove', () => {
    const readme = namedIn('src/connectors/fusion/README.md');
    const seen = evidence();
    // Whatever an object is, it says when and by whom it was changed.
    const everywhere = [...seen.values()].some((attributes) => attributes.has('LastUpdateDate'));
    const unproven = recorded
      .filter(({ system, request }) => system === 'fusion' && request.url.includes('/resources/'))
      .flatMap((each) => attributesIn(each).map((attribute) => ({ resource: resourceIn(each.request.url), attribute })))
      .filter(({ resource, attribute }) => seen.get(resource)?.has(attribute) !== true && !readme.has(attribute))
      .filter(({ attribute }) => !(everywhere && attribute === 'LastUpdateDate'));
    expect(unproven).toEqual([]);
  });

  it('asks Certinia and Salesforce for fields that metadata shows, or that the README says only an org can prove', () => {
    const readme = namedIn('src/connectors/certinia/README.md');
    const unknown = queriesIn(recorded).flatMap(
      ({ query }) => checkQuery(query, { own: declaredFields, multiCurrency: true }).unknown,
    );
    const unproven = [...new Set(unknown)].filter((name) => !readme.has(name));
    // Objects that this folder has no metadata of at all can't be held to it.
    const objects = new Set(unproven.map((name) => name.split('.')[0]));
    if (objects.size > 0) process.stderr.write(`No metadata here of: ${[...objects].join(', ')}\n`);
    expect(unproven.filter((name) => name.startsWith('Contact.'))).toEqual([]);
  });
} else {
  it(absence, () => expect(absence).toBeDefined());
}
