import { inCurrency } from '../bill-engagement.ts';
import type { Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { deliver, milestoneDeal } from '../deals.ts';
import { convert, corporateRate, foreignTo } from '../exchange-rates.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { cents } from '../tables.ts';

/** An invoice whose currency somebody has picked by mistake: the same number, in other money. */
function inWrongCurrency(status: 'Draft' | 'Released'): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-64, -22, 41] });
    const [first, second] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    const invoice = deliver(firm, deal, second, status);
    const currency = foreignTo(firm.chance, deal.contract.currency);
    inCurrency(firm.ledger, invoice, currency);
    closeBooks(firm, deal);
    const finding = found('R15', labels.invoice(invoice), deal.contract, invoice.amount);
    return { findings: [{ ...finding, currency }] };
  };
}

/** It has not gone out yet. */
export const draftInWrongCurrency = inWrongCurrency('Draft');

/** The customer has it. */
export const issuedInWrongCurrency = inWrongCurrency('Released');

/** A contract in foreign money, of which an invoice was converted at a rate that somebody typed in: so many tenths of a percent off. */
function convertedOff(direction: 1 | -1): Fault {
  return (firm, office) => {
    const { ledger, chance } = firm;
    const own = office.entity.currency;
    const special = { currency: foreignTo(chance, own) };
    const deal = milestoneDeal(firm, office, { due: [-71, -26, 38], special });
    const [first, second] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    const invoice = deliver(firm, deal, second);
    const policy = corporateRate(ledger, special.currency, own, invoice.issuedOn);
    const rate = Number((policy * (1 + (direction * chance.whole(12, 45)) / 1000)).toFixed(8));
    convert(invoice.receivable as NonNullable<Invoice['receivable']>, invoice.issuedOn, rate);
    closeBooks(firm, deal);
    const amount = cents(invoice.amount * Math.abs(rate / policy - 1));
    return { findings: [found('R15X', labels.invoice(invoice), deal.contract, amount)] };
  };
}

/** The books say that the firm gets more than it does. */
export const convertedTooHigh = convertedOff(1);

/** The books say that it gets less. */
export const convertedTooLow = convertedOff(-1);
