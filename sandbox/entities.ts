import type { Entity } from './firm/tables.ts';

/** The legal entities of the sandbox firm: eight, in four currencies. */
export const entities: readonly (Entity & { calendar: string })[] = [
  {
    id: 1,
    code: 'US01',
    name: 'Meridian Advisory Inc',
    currency: 'USD',
    country: 'US',
    timeZone: 'America/New_York',
    calendar: 'US',
  },
  {
    id: 2,
    code: 'US02',
    name: 'Meridian Federal LLC',
    currency: 'USD',
    country: 'US',
    timeZone: 'America/Chicago',
    calendar: 'US',
  },
  {
    id: 3,
    code: 'GB01',
    name: 'Meridian Advisory Ltd',
    currency: 'GBP',
    country: 'GB',
    timeZone: 'Europe/London',
    calendar: 'GB',
  },
  {
    id: 4,
    code: 'DE01',
    name: 'Meridian Beratung GmbH',
    currency: 'EUR',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    calendar: 'DE',
  },
  {
    id: 5,
    code: 'FR01',
    name: 'Meridian Conseil SAS',
    currency: 'EUR',
    country: 'FR',
    timeZone: 'Europe/Paris',
    calendar: 'FR',
  },
  {
    id: 6,
    code: 'NL01',
    name: 'Meridian Advies BV',
    currency: 'EUR',
    country: 'NL',
    timeZone: 'Europe/Amsterdam',
    calendar: 'NL',
  },
  {
    id: 7,
    code: 'IN01',
    name: 'Meridian Services Pvt Ltd',
    currency: 'INR',
    country: 'IN',
    timeZone: 'Asia/Kolkata',
    calendar: 'IN',
  },
  {
    id: 8,
    code: 'IE01',
    name: 'Meridian Ireland DAC',
    currency: 'EUR',
    country: 'IE',
    timeZone: 'Europe/Dublin',
    calendar: 'IE',
  },
];

/** What the firm is good at. */
const practices = [
  { id: 1, code: 'STR', name: 'Strategy' },
  { id: 2, code: 'TEC', name: 'Technology' },
  { id: 3, code: 'OPS', name: 'Operations' },
  { id: 4, code: 'DAT', name: 'Data' },
  { id: 5, code: 'CHG', name: 'Change' },
] as const;

/** Where the sandbox's systems stand. */
export interface SandboxPlaces {
  crm: string;
  psa: string;
  erp: string;
  hubPort: number;
}

/** The `hub.config.json` of the sandbox firm, with the only systems that ship at stage *write*. */
export function sandboxConfig({ crm, psa, erp, hubPort }: SandboxPlaces, folders: { policies: string; rules: string }) {
  const byCode = Object.fromEntries(entities.map(({ code }) => [code, code]));
  const byName = Object.fromEntries(entities.map(({ code, name }) => [name, code]));
  return {
    cell: 'main',
    listen: { host: '127.0.0.1', port: hubPort },
    demo: true,
    timing: 'sandbox',
    ...folders,
    legalEntities: entities,
    practices,
    calendars: [...new Set(entities.map((entity) => entity.calendar))].map((code) => ({
      code,
      name: code,
      holidays: [],
    })),
    systems: [
      {
        name: 'salesforce',
        connector: 'salesforce',
        role: 'crm',
        baseUrl: crm,
        stage: 'write',
        legalEntities: byCode,
        options: { organizationId: sandboxOrganization, invoiceCopies: {} },
      },
      {
        name: 'certinia',
        connector: 'certinia',
        role: 'psa',
        baseUrl: psa,
        stage: 'write',
        peers: { crm: 'salesforce' },
        legalEntities: byName,
      },
      {
        name: 'fusion',
        connector: 'fusion',
        role: 'erp',
        baseUrl: erp,
        stage: 'write',
        peers: { crm: 'salesforce', psa: 'certinia' },
        legalEntities: byName,
        options: { readLagMs: 500 },
      },
    ],
  };
}

/** The id of the sandbox's Salesforce org. */
export const sandboxOrganization = '00DTL0000000001EAA';
