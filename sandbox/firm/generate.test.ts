import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { entities } from '../entities.ts';
import { type FirmChoice, type GeneratedFirm, generateFirm } from './generate.ts';

const today = '2026-11-25';

function fingerprint({ tables, manifest, scenario }: GeneratedFirm): string {
  const hash = createHash('sha256');
  for (const system of Object.values(tables)) {
    for (const [table, records] of Object.entries(system)) hash.update(table).update(JSON.stringify(records));
  }
  return hash.update(JSON.stringify([manifest, scenario])).digest('hex');
}

it('makes the same firm of the same choice, byte for byte, and another one of another', () => {
  const make = (choice: Partial<FirmChoice>) => fingerprint(generateFirm({ seed: 1, today, scale: 0.05, ...choice }));
  expect(make({})).toBe(make({}));
  expect(new Set([make({}), make({ seed: 2 }), make({ today: '2026-11-26' })]).size).toBe(3);
});

it('is as large as it says', () => {
  const { crm, psa, erp } = generateFirm({ seed: 7, today }).tables;
  const about = (size: number | undefined, wanted: number) => Math.abs((size ?? 0) / wanted - 1);
  expect(about(crm['Account']?.length, 400)).toBeLessThan(0.05);
  expect(about(crm['Contract']?.length, 1500)).toBeLessThan(0.05);
  expect(about(psa['pse__Proj__c']?.length, 2500)).toBeLessThan(0.07);
  expect(about(psa['pse__Timecard_Header__c']?.length, 60_000)).toBeLessThan(0.07);
  expect(about(erp['projectContractInvoices']?.length, 9000)).toBeLessThan(0.07);
  const currencies = new Set(erp['projectContractInvoices']?.map((invoice) => invoice['InvoiceCurrencyCode']));
  expect([...currencies].sort()).toEqual(['EUR', 'GBP', 'INR', 'USD']);
});

it('has every amount to the cent', () => {
  const { crm, psa, erp } = generateFirm({ seed: 3, today, scale: 0.1 }).tables;
  const records: object[] = [crm, psa, erp].flatMap((system) => Object.values(system).flat());
  const amounts = records
    .flatMap((record) => Object.entries(record))
    .filter(([field, value]) => /Amount|UnitPrice/.test(field) && typeof value === 'number');
  expect(amounts.length).toBeGreaterThan(1000);
  expect(amounts.filter(([, value]) => !/^-?\d+(\.\d{1,2})?$/.test(String(value)))).toEqual([]);
});

it('plants at least five findings of each rule, over legal entities and currencies', () => {
  for (const seed of [1, 2, 3, 7]) {
    const { findings, unexplained, lookAlikes } = generateFirm({ seed, today, scale: 0.01 }).manifest;
    const rules = [
      'R01',
      'R02',
      'R03',
      'R04',
      'R05',
      'R06',
      'R07',
      'R09',
      'R10',
      'R11',
      'R11E',
      'R12',
      'R13',
      'R14',
      'R15',
      'R15X',
      'R16',
      'R17',
      'R18',
      'R18D',
      'R18U',
      'R19',
      'R20',
      'R21',
      'R22',
      'R23',
      'R24',
      'R25',
      'R25A',
      'R25M',
      'R26',
      'R27',
      'R28',
      'R29P',
      'R29U',
      'R32',
      'R34',
      'R33',
      'R36',
      'C6',
    ];
    for (const rule of rules) {
      const of = findings.filter((finding) => finding.rule === rule);
      expect(of.length).toBeGreaterThanOrEqual(5);
      expect(new Set(of.map(({ legalEntity }) => legalEntity)).size).toBeGreaterThanOrEqual(4);
      expect(new Set(of.map(({ currency }) => currency)).size).toBeGreaterThanOrEqual(2);
    }
    expect(new Set(findings.map(({ legalEntity }) => legalEntity)).size).toBe(entities.length);
    expect(new Set(findings.map(({ rule, subject }) => `${rule} ${subject}`)).size).toBe(findings.length);
    expect(unexplained.length).toBeGreaterThanOrEqual(5);
    expect(lookAlikes.length).toBeGreaterThanOrEqual(20);
  }
});

it('prepares change orders whose value goes up, beginning in the German company', () => {
  const { tables, scenario } = generateFirm({ seed: 2, today, scale: 0.01 });
  const [play] = scenario.amendments;
  const contract = tables.crm['Contract']?.find((record) => record['ContractNumber'] === play?.contractNumber);
  expect(contract?.['Legal_Entity__c']).toBe('DE01');
  for (const { drop, add, invoiceNumber } of scenario.amendments) {
    const dropped = tables.crm['OrderItem']?.find((item) => item.Id === drop[0]);
    expect(add[0]?.amount).toBeGreaterThan(dropped?.['UnitPrice'] as number);
    const draft = tables.erp['projectContractInvoices']?.find((invoice) => invoice['InvoiceNumber'] === invoiceNumber);
    expect(draft?.['InvoiceStatus']).toBe('Draft');
  }
});
