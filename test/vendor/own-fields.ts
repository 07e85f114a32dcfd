import { certinia } from '../../src/connectors/certinia/index.ts';
import { salesforce } from '../../src/connectors/salesforce/index.ts';

function fieldsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.endsWith('__c') ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(fieldsIn) : [];
}

const options = [
  certinia.options.parse({}),
  salesforce.options.parse({ organizationId: '00D000000000000', invoiceCopies: {} }),
];

/** The fields that a firm adds and names in the options, by the names that they have unless it says otherwise. */
export const declaredFields: ReadonlySet<string> = new Set(options.flatMap(fieldsIn));
