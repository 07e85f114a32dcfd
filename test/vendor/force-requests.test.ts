import { beforeAll, expect, it } from '@jest/globals';
import { certinia } from '../../src/connectors/certinia/index.ts';
import { salesforce } from '../../src/connectors/salesforce/index.ts';
import { checkQuery, checkWrite, type Found, type Org } from './check-requests.ts';
import { queriesIn, type Recorded, recordRequests, writesIn } from './recorded-requests.ts';
import { absence } from './vendor-folder.ts';

function ownFields(options: object): Set<string> {
  const values = Object.values(options).flatMap((value) =>
    value !== null && typeof value === 'object' ? Object.values(value) : [value],
  );
  return new Set(values.filter((value) => typeof value === 'string' && value.endsWith('__c')) as string[]);
}

it('x', async () => {
  if (absence) return;
  const recorded = await recordRequests();
  const org: Org = { own: new Set([...ownFields(certinia.options.parse({}) as object), ...ownFields(salesforce.options.parse({organizationId: '00D000000000000'}) as object)]), multiCurrency: true };
  for (const q of queriesIn(recorded)) { const f = checkQuery(q.query, org); if (f.wrong.length+f.unknown.length) console.log(q.system, q.purpose, f, q.soql); }
  for (const q of writesIn(recorded)) { const f = checkWrite(q, org); console.log(q.action, q.object, q.fields, f); }
  console.log(new Set(recorded.map(r=>`${r.system} ${r.purpose} ${r.request.method??'GET'}`)).size);
});
