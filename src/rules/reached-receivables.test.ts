import { expect, it } from '@jest/globals';
import { addPayment } from '../../sandbox/firm/billing.ts';
import { Chance } from '../../sandbox/firm/chance.ts';
import { closeBooks } from '../../sandbox/firm/close-books.ts';
import { addCustomer, type Item, setTerm } from '../../sandbox/firm/contracts.ts';
import { deliver, milestoneDeal } from '../../sandbox/firm/deals.ts';
import { addDispute, settleDispute } from '../../sandbox/firm/disputes.ts';
import { addInvoiceCopy } from '../../sandbox/firm/invoice-copies.ts';
import { labels } from '../../sandbox/firm/manifest.ts';
import { officeOf, openOffices } from '../../sandbox/firm/offices.ts';
import { addPrepayment, billWithPrepayment } from '../../sandbox/firm/prepayments.ts';
import { addUnapplied } from '../../sandbox/firm/receipts.ts';
import { Ledger, plusDays } from '../../sandbox/firm/tables.ts';
import { addWriteOff } from '../../sandbox/firm/write-offs.ts';
import type { PodItem } from '../../sandbox/fusion/pod.ts';
import { judgedFirm } from '../../test/judged-firm.ts';

// An invoice that is out and not due yet, of a customer that has no other.
const ledger = new Ledger(new Date().toISOString().slice(0, 10));
const firm = openOffices(ledger, new Chance(5), 0.01);
const office = officeOf(firm, 'DE01');
const customer = addCustomer(ledger, 'Fenmere Netze AG', office.entity, plusDays(ledger.today, -200));
const deal = milestoneDeal(firm, office, { due: [-20, 40], special: { customer } });
const invoice = deliver(firm, deal, deal.items[0] as Item);
closeBooks(firm, deal);
const ahead = plusDays(ledger.today, -15);
const request = addPrepayment(ledger, deal, { amount: 5_000, paid: 0, on: ahead, paidOn: ahead });

const { open, expectOpenAfter, inErp, hub } = judgedFirm(ledger.tables);

it('finds nothing wrong to begin with', async () => {
  expect(await open()).toEqual([]);
});

it('sees a dispute grow old, find an owner, and end', async () => {
  const { receivable } = invoice;
  const item = receivable as PodItem;
  const now = inErp('receivablesInvoices', item, {});
  const expected = [`R36 ${labels.dispute(invoice)}: 1250.5`];
  const dispute = (days: number, owner: string | null) => () => {
    addDispute(ledger, invoice, { amount: 1250.5, on: plusDays(ledger.today, -days), owner });
    now();
  };
  await expectOpenAfter(dispute(3, 'Account team'), []);
  await expectOpenAfter(dispute(3, null), expected);
  await expectOpenAfter(dispute(3, 'Account team'), []);
  await expectOpenAfter(dispute(40, 'Account team'), expected);
  const settled = () => {
    settleDispute(ledger, invoice, ledger.today);
    now();
  };
  await expectOpenAfter(settled, []);
});

it('sees cash that nobody applies once an invoice of its customer is overdue, until it is applied or nothing is owed', async () => {
  const receipt = addUnapplied(ledger, deal.contract, 310.4, plusDays(ledger.today, -21));
  const due = (days: number, balance = invoice.amount) =>
    inErp('receivablesInvoices', invoice.receivable as PodItem, {
      DueDate: plusDays(ledger.today, days),
      InvoiceBalanceAmount: balance,
    });
  const expected = [`R29U ${labels.unapplied(receipt)}: 310.4`];
  await expectOpenAfter(inErp('standardReceipts', receipt, {}), []);
  await expectOpenAfter(due(-4), expected);
  await expectOpenAfter(due(4), []);
  await expectOpenAfter(due(-4), expected);
  await expectOpenAfter(inErp('standardReceipts', receipt, { UnappliedAmount: 0 }), []);
});

it('sees a write-off approved by nobody else, one of many, approved, and reversed', async () => {
  const { receivable, amount } = invoice;
  const written = (part: number, approvedBy: string | null) => {
    const of = { amount: part, on: ledger.today, by: 'AR.CLERK', approvedBy };
    const adjustment = addWriteOff(ledger, invoice, of);
    const approved = (ApprovedBy: string | null) => inErp('receivablesAdjustments', adjustment, { ApprovedBy });
    const now = (balance: number) => () => {
      inErp('receivablesAdjustments', adjustment, {})();
      inErp('receivablesInvoices', receivable as PodItem, { InvoiceBalanceAmount: balance })();
    };
    return { now, approved, finding: `R32 ${labels.writeOff(adjustment)}: ${part}` };
  };
  const one = written(480.25, null);
  await expectOpenAfter(one.now(amount - 480.25), []);
  const two = written(320, 'ar.clerk');
  await expectOpenAfter(two.now(amount - 800.25), [one.finding, two.finding]);
  await expectOpenAfter(two.approved('AR.MANAGER'), []);
  await expectOpenAfter(two.approved(null), [one.finding, two.finding]);
  await expectOpenAfter(written(-480.25, null).now(amount - 320), []);
});

it('sees that the CRM shows as open what was paid, until it follows', async () => {
  const receivable = invoice.receivable as PodItem;
  const open = receivable['InvoiceBalanceAmount'] as number;
  const copy = addInvoiceCopy(ledger, receivable, null, ledger.today);
  const shown = (Open_Amount__c: number) => () =>
    hub().world.changeOrg('crm', 'ERP_Invoice__c', { ...copy, Open_Amount__c });
  const paid = (amount: number) => () => {
    inErp('standardReceipts', addPayment(ledger, invoice, amount, ledger.today), {})();
    inErp('receivablesInvoices', receivable, {})();
  };
  const behind = (amount: number) => [`R29P ${labels.invoice(invoice)}: ${amount}`];
  await expectOpenAfter(shown(open), []);
  await expectOpenAfter(paid(open - 1_000), behind(open - 1_000));
  await expectOpenAfter(shown(4_000.5), behind(3_000.5));
  await expectOpenAfter(shown(1_000), []);
});

it('sees more used of a prepayment than was paid, and what is left of it when its contract has long ended', async () => {
  const { contract } = deal;
  const misused = (amount: number) => [`R34 ${labels.contract(contract)}: ${amount}`];
  const all = (resource: string) => ledger.tables.erp[resource] as PodItem[];
  const used = () => {
    const draft = billWithPrepayment(ledger, deal, [], { used: 2_000, on: ledger.today, status: 'Draft' });
    inErp('projectBillingEvents', all('projectBillingEvents').at(-1) as PodItem, {})();
    inErp('projectContractInvoices', draft.record, {})();
  };
  const paid = (amount: number) => () => {
    inErp('standardReceipts', addPayment(ledger, request, amount, ledger.today), {})();
    inErp('receivablesInvoices', request.receivable as PodItem, {})();
  };
  const ends = (days: number) => () => {
    setTerm(ledger, contract, { endsOn: plusDays(ledger.today, days) });
    hub().world.changeOrg('crm', 'Contract', contract.record);
    inErp('contracts', contract.erp, {})();
  };
  await expectOpenAfter(used, misused(2_000));
  await expectOpenAfter(paid(1_500), misused(500));
  await expectOpenAfter(paid(800.5), []);
  await expectOpenAfter(ends(-40), misused(300.5));
  await expectOpenAfter(ends(-20), []);
});
