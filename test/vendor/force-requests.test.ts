import { beforeAll, expect, it } from '@jest/globals';
import type { Query } from '../../sandbox/force/soql.ts';
import { checkQuery, type Found, type Org } from './check-requests.ts';
import { checkWrite } from './check-writes.ts';
import { declaredFields } from './own-fields.ts';
import { queriesIn, type Recorded, type RecordedQuery, recordRequests, writesIn } from './recorded-requests.ts';
import { absence } from './vendor-folder.ts';

const org: Org = { own: declaredFields, multiCurrency: true };
const bare: Org = { own: new Set(), multiCurrency: true };

function check(recorded: readonly Recorded[], held: Org): Found {
  const found = [
    ...queriesIn(recorded).map(({ query }) => checkQuery(query, held)),
    ...writesIn(recorded).map((write) => checkWrite(write, held)),
  ];
  return {
    wrong: [...new Set(found.flatMap(({ wrong }) => wrong))],
    unknown: [...new Set(found.flatMap(({ unknown }) => unknown))],
  };
}

if (absence === undefined) {
  let recorded: Recorded[];
  beforeAll(async () => {
    recorded = await recordRequests();
  });
  const ofForce = ({ system }: Recorded) => system !== 'fusion';

  it('reads every stream by query, first and again, and writes all that it can', () => {
    const purposes = [...new Set(queriesIn(recorded).map(({ system, purpose }) => `${system}/${purpose}`))];
    expect(purposes.length).toBeGreaterThan(11);
    expect(writesIn(recorded).map(({ action, object }) => `${action} ${object}`)).toEqual([
      'update pse__Milestone__c',
      'update pse__Milestone__c',
      'upsert pse__Milestone__c',
    ]);
  });

  it('asks for objects, fields and lists that the vendor has, compares them as it allows, and writes what it takes', () => {
    expect(check(recorded.filter(ofForce), org).wrong).toEqual([]);
  });

  it('reads with the recycle bin and asks of everything whether it lies there, but writes by what is not', () => {
    const isTold = ({ fields, children }: Query): boolean => fields.includes('IsDeleted') && children.every(isTold);
    const isOf = (resource: string) => (each: RecordedQuery) => each.request.url.includes(`/${resource}?`);
    const reads = queriesIn(recorded).filter(({ purpose }) => !purpose.includes(' '));
    expect(reads.filter((each) => !isOf('queryAll')(each))).toEqual([]);
    const whole = reads.filter(({ query }) => query.fields.includes('SystemModstamp') && query.orderBy.length === 0);
    expect(whole.length).toBeGreaterThan(11);
    expect(whole.filter(({ query }) => !isTold(query)).map(({ soql }) => soql)).toEqual([]);
    const looks = queriesIn(recorded).filter(({ purpose }) => purpose.includes(' '));
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.filter((each) => !isOf('query')(each))).toEqual([]);
  });

  it('asks for no field of the firm where the firm has added none', async () => {
    const without = await recordRequests({ psaExternalIds: false });
    const psa = without.filter(({ system }) => system === 'certinia');
    expect(check(psa, bare).wrong).toEqual([]);
    expect(writesIn(psa).at(-1)).toMatchObject({ action: 'create', object: 'pse__Milestone__c' });
  });

  it('asks for no currency where the org has only one', async () => {
    const one = { multiCurrency: false, currency: 'EUR' };
    const single = await recordRequests({}, { salesforce: one, certinia: one });
    const reads = single.filter((each) => ofForce(each) && each.request.method === undefined);
    expect(check(reads, { own: declaredFields, multiCurrency: false }).wrong).toEqual([]);
  });

  it('goes by ways of its own where opportunities do not name their contract', async () => {
    const own = await recordRequests({}, { certinia: { opportunityContract: false } });
    const queries = queriesIn(own).filter(({ system }) => system === 'certinia');
    expect(queries.filter(({ soql }) => soql.includes('Opportunity'))).toEqual([]);
  });
} else {
  it(absence, () => expect(absence).toBeDefined());
}
