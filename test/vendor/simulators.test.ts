import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sandboxOrganization } from '../../sandbox/entities.ts';
import { generateFirm } from '../../sandbox/firm/generate.ts';
import { crmSchema } from '../../sandbox/force/crm-schema.ts';
import { hasField, type OrgSchema } from '../../sandbox/force/org.ts';
import { psaSchema } from '../../sandbox/force/psa-schema.ts';
import { podResources } from '../../sandbox/fusion/pod-resources.ts';
import { sandboxCredentials } from '../../sandbox/world.ts';
import { type SimulatedFirm, simulateFirm } from '../sandbox-config.ts';
import { type WholeFirm, wholeFirm } from '../whole-firm.ts';
import { checkQuery } from './check-requests.ts';
import { describedObjects, forceMetadata } from './force-metadata.ts';
import type { Json } from './json-shapes.ts';
import { declaredFields } from './own-fields.ts';
import { absence, filesOf } from './vendor-folder.ts';

const org = { own: declaredFields, multiCurrency: true };
const systemFields = ['Id', 'IsDeleted', 'SystemModstamp', 'CreatedDate', 'LastModifiedDate'];

function problemsOf(schema: OrgSchema): string[] {
  const wrong = Object.entries(schema.objects).flatMap(([from, { fields, lookups }]) => {
    const paths = Object.entries(lookups).flatMap(([field, { relationship }]) => [field, `${relationship}.Id`]);
    return checkQuery({ from, fields: [...systemFields, ...fields, ...paths], children: [], orderBy: [] }, org).wrong;
  });
  const lists = Object.keys(schema.children).flatMap((name) => {
    const [from = '', list = ''] = name.split('.');
    const inner = { from: list, fields: ['Id'], children: [], orderBy: [] };
    return checkQuery({ from, fields: ['Id'], children: [inner], orderBy: [] }, org).wrong;
  });
  return [...wrong, ...lists];
}

/** What is offered less strictly than the vendor offers it. */
function laxityOf(schema: OrgSchema): string[] {
  return Object.entries(schema.objects).flatMap(([name, object]) =>
    [...object.fields, ...Object.keys(object.lookups)].flatMap((field) => {
      const known = describedObjects.has(name) ? forceMetadata.get(name)?.fields.get(field) : undefined;
      const mustBeThere = known?.required === true && object.required?.includes(field) !== true;
      const mayNotBeWritten =
        known?.calculated === true && field.includes('__') && object.readOnly?.includes(field) !== true;
      return mustBeThere || mayNotBeWritten ? [`${name}.${field}`] : [];
    }),
  );
}

/** A text with its digits and letters made alike, so that only the way it is written counts. */
const writtenAs = (text: unknown) => String(text).replace(/\d/g, '9');

if (absence === undefined) {
  const generated = generateFirm({ seed: 1, today: '2026-11-25' });
  let firm: WholeFirm;
  let simulated: SimulatedFirm;
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    firm = wholeFirm();
    simulated = await simulateFirm(firm.tables);
    const { clientId, clientSecret } = sandboxCredentials;
    for (const system of ['crm', 'psa', 'erp'] as const) {
      const path = system === 'erp' ? '/oauth2/v1/token' : '/services/oauth2/token';
      const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
      const response = await fetch(addressOf(system) + path, {
        method: 'POST',
        headers: { authorization: basic },
        body: new URLSearchParams(form),
      });
      tokens[system] = ((await response.json()) as { access_token: string }).access_token;
    }
  });
  afterAll(() => simulated.close());

  const addressOf = (system: 'crm' | 'psa' | 'erp') => `http://127.0.0.1:${simulated.world.simulators[system].port()}`;
  const ask = (system: 'crm' | 'psa' | 'erp', path: string, init: RequestInit = {}) =>
    fetch(addressOf(system) + path, {
      ...init,
      headers: {
        authorization: `Bearer ${tokens[system]}`,
        'rest-framework-version': '4',
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  const query = async (system: 'crm' | 'psa', soql: string) =>
    (await ask(system, `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`)).json() as Promise<Json>;

  it('offers of Salesforce and Certinia what is there, or what a firm adds', () => {
    expect(problemsOf(crmSchema)).toEqual([]);
    expect(problemsOf(psaSchema(true))).toEqual([]);
    expect(problemsOf(psaSchema(false))).toEqual([]);
    expect(sandboxOrganization).toMatch(/^00D[A-Za-z0-9]{15}$/);
  });

  it('demands what the vendor demands, and takes nothing that is computed there', () => {
    expect(laxityOf(crmSchema)).toEqual([]);
    expect(laxityOf(psaSchema(true))).toEqual([]);
  });

  it('holds no choice that the vendor does not offer, but for those that every firm names as it likes', () => {
    const isOpen = /Role__c$|Stage__c$/;
    const strange = Object.entries(generated.tables.psa).flatMap(([name, records]) => {
      const fields = [...(forceMetadata.get(name)?.fields.values() ?? [])];
      const closed = fields.filter((field) => field.values.length > 0 && !isOpen.test(field.name));
      return closed.flatMap((field) =>
        records
          .map((record) => record[field.name])
          .filter((value) => typeof value === 'string' && !field.values.includes(value))
          .map((value) => `${name}.${field.name}: ${value}`),
      );
    });
    expect([...new Set(strange)]).toEqual([]);
  });

  it('holds nothing that it does not offer', () => {
    const held = { crm: generated.tables.crm, psa: generated.tables.psa };
    const schemas = { crm: crmSchema, psa: psaSchema(true) };
    const unknown = (['crm', 'psa'] as const).flatMap((system) =>
      Object.entries(held[system]).flatMap(([name, records]) => {
        const schema = schemas[system].objects[name];
        const names = [...new Set(records.flatMap(Object.keys))];
        return names
          .filter((field) => schema === undefined || !hasField(schema, field))
          .map((field) => `${name}.${field}`);
      }),
    );
    const inPod = Object.entries(generated.tables.erp).flatMap(([resource, items]) => {
      const { key, attributes, children = [] } = podResources[resource] ?? { key: '', attributes: [] };
      const offered = [key, 'LastUpdateDate', ...attributes, ...children];
      const names = [...new Set(items.flatMap(Object.keys))];
      return names.filter((name) => !offered.includes(name)).map((name) => `${resource}.${name}`);
    });
    expect([...unknown, ...inPod]).toEqual([]);
  });

  it('answers queries in the shape of the answers that were published', async () => {
    const [list] = filesOf('query-answer');
    const [record] = filesOf('force-record').flatMap(({ shape }) => shape.records);
    const nested = 'SELECT Id, SystemModstamp, (SELECT Id, (SELECT Id FROM OrderItems) FROM Orders) FROM Contract';
    const answer = await query('crm', nested);
    const [contract] = answer['records'] as Json[];
    if (list !== undefined) {
      expect(Object.keys(answer)).toEqual(Object.keys(list.shape.answer));
      const published = list.shape.answer.records[0]?.['Orders'] as Json | undefined;
      if (published) expect(Object.keys(contract?.['Orders'] as Json)).toEqual(Object.keys(published));
      expect(Object.keys(contract?.['attributes'] as Json)).toEqual(['type', 'url']);
    }
    if (record !== undefined) {
      expect(writtenAs(contract?.['SystemModstamp'])).toBe(writtenAs(record['SystemModstamp']));
    }
  });

  it('refuses in the shape and with the codes of the platform', async () => {
    const codes = filesOf('force-wsdl').flatMap(({ text }) =>
      [...text.matchAll(/enumeration value="(?:\w+:)?([A-Z_]+)"/g)].map(([, code]) => code),
    );
    const path = '/services/data/v62.0';
    const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const milestone = firm.project.milestones.get(firm.items[1])?.Id;
    const item = firm.items[0].record.Id;
    const task = String(firm.tables.psa['pse__Project_Task__c']?.[0]?.Id);
    expect((await ask('psa', `${path}/sobjects/pse__Project_Task__c/${task}`, { method: 'DELETE' })).status).toBe(204);
    const refusals = [
      ask('crm', `${path}/sobjects/OrderItem/${item}`, { method: 'DELETE' }),
      ask('psa', `${path}/sobjects/pse__Project_Task__c/${task}`),
      ask('crm', `${path}/query?q=SELECT`),
      ask('crm', `${path}/query?q=${encodeURIComponent('SELECT Nope FROM Account')}`),
      ask('crm', `${path}/query?q=${encodeURIComponent('SELECT Id FROM Nope')}`),
      ask('crm', `${path}/query?q=x`, { headers: { authorization: 'Bearer ended' } }),
      ask('crm', `${path}/query/01gnothere-2000`),
      ask('crm', `${path}/sobjects/OrderItem/${item}`, { method: 'PATCH', ...json({ UnitPrice: 1 }) }),
      ask('psa', `${path}/sobjects/pse__Milestone__c`, { method: 'POST', ...json({ Name: 'x' }) }),
      ask('psa', `${path}/sobjects/pse__Milestone__c/${milestone}`, {
        method: 'PATCH',
        ...json({ pse__Status__c: 'Gone' }),
      }),
      ask('psa', `${path}/sobjects/pse__Milestone__c/${milestone}`, {
        method: 'PATCH',
        ...json({ pse__Project__c: null }),
      }),
      ask('psa', `${path}/sobjects/pse__Assignment__c`, {
        method: 'POST',
        ...json({ pse__Start_Date__c: '2026-01-01' }),
      }),
    ];
    for (const response of await Promise.all(refusals)) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      const errors = (await response.json()) as Json[];
      expect(errors).toEqual([
        { message: expect.any(String), errorCode: expect.any(String), fields: expect.any(Array) },
      ]);
      if (codes.length > 0) expect(codes).toContain(errors[0]?.['errorCode']);
    }
  });

  it('gives pages, links and instants as a pod does', async () => {
    const root = '/fscmRestApi/resources/11.13.18.05';
    const page = (await (await ask('erp', `${root}/projectBillingEvents?limit=1`)).json()) as Json & { items: Json[] };
    for (const { shape } of filesOf('fusion-page')) {
      expect(Object.keys(page).sort()).toEqual(Object.keys(shape.page).sort());
      const linkOf = (of: Json) => Object.keys((of['links'] as Json[])[0] ?? {});
      expect(linkOf(page)).toEqual(linkOf(shape.page));
      expect(page['count']).toBe(page.items.length);
      const stamp = shape.page.items.find((each) => 'LastUpdateDate' in each)?.['LastUpdateDate'];
      if (stamp !== undefined) expect(writtenAs(page.items[0]?.['LastUpdateDate'])).toBe(writtenAs(stamp));
    }
  });

  it('takes a billing event as it was published, and answers a change with the whole item', async () => {
    const root = '/fscmRestApi/resources/11.13.18.05';
    for (const { attributes } of filesOf('fusion-billing-events').flatMap(({ shape }) => shape.events)) {
      const response = await ask('erp', `${root}/projectBillingEvents`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.oracle.adf.resourceitem+json' },
        body: JSON.stringify({
          BusinessUnitName: firm.contract.entity.name,
          ...attributes,
          ContractNumber: firm.contract.number,
          ProjectNumber: firm.project.number,
          BillTrnsAmount: Number(attributes['BillTrnsAmount']),
        }),
      });
      expect(response.status).toBe(201);
      const created = (await response.json()) as Json;
      expect(created).toMatchObject({ SourceReference: attributes['SourceReference'] });
      const href = (created['links'] as { href: string }[])[0]?.href ?? '';
      const changed = await ask('erp', new URL(href).pathname, {
        method: 'PATCH',
        headers: { 'content-type': 'application/vnd.oracle.adf.resourceitem+json' },
        body: JSON.stringify({ EventDescription: 'Changed' }),
      });
      expect(changed.status).toBe(200);
      expect(Object.keys((await changed.json()) as Json)).toEqual(Object.keys(created));
    }
  });

  it('refuses in plain text or in the error document, as the pod does', async () => {
    const root = '/fscmRestApi/resources/11.13.18.05';
    const unknown = await ask('erp', `${root}/projectBillingEvents?q=Nope = 1`);
    expect(unknown.status).toBe(400);
    expect(unknown.headers.get('content-type')).toContain('application/vnd.oracle.adf.error+json');
    const document = (await unknown.json()) as Json;
    expect(document).toMatchObject({ title: expect.any(String), 'o:errorDetails': [{ detail: expect.any(String) }] });
    for (const { shape } of filesOf('fusion-error')) {
      expect(Object.keys(shape.error)).toEqual(expect.arrayContaining(Object.keys(document)));
    }
  });
} else {
  it(absence, () => expect(absence).toBeDefined());
}
