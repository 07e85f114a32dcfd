import type { PodItem } from '../fusion/pod.ts';
import type { Chance } from './chance.ts';
import { type Ledger, plusDays } from './tables.ts';

/** What a dollar buys, about. */
const perDollar: Record<string, number> = { USD: 1, EUR: 0.92, GBP: 0.79, INR: 83.5 };
const months = 31;

/** The corporate rates as far back as the firm goes: one a month for each pair of currencies. */
export function addExchangeRates(ledger: Ledger, chance: Chance): void {
  const back = Array.from({ length: months + 1 }, (_none, month) => plusDays(ledger.today, 30 * (month - months)));
  for (const on of new Set(back.map((day) => `${day.slice(0, 7)}-01`))) {
    const today = Object.entries(perDollar).map(([currency, usual]) => {
      return [currency, currency === 'USD' ? 1 : usual * (0.97 + chance.next() * 0.06)] as const;
    });
    for (const [from, one] of today) {
      for (const [to, other] of today) {
        if (from === to) continue;
        ledger.pod('currencyRates', on, {
          CurrencyRateId: ledger.podId(),
          FromCurrency: from,
          ToCurrency: to,
          ConversionDate: on,
          ConversionRate: Number((other / one).toFixed(6)),
          UserConversionType: 'Corporate',
        });
      }
    }
  }
}

/** A currency that the firm has rates for, other than this one. */
export function foreignTo(chance: Chance, currency: string): string {
  return chance.of(Object.keys(perDollar).filter((each) => each !== currency));
}

/** The corporate rate in force on a day. */
export function corporateRate(ledger: Ledger, from: string, to: string, on: string): number {
  const rates = (ledger.tables.erp['currencyRates'] ?? []).filter(
    (rate) => rate['FromCurrency'] === from && rate['ToCurrency'] === to && (rate['ConversionDate'] as string) <= on,
  );
  const rate = rates.at(-1);
  if (rate === undefined) throw new Error(`no rate from ${from} to ${to} on ${on}`);
  return rate['ConversionRate'] as number;
}

/** Says at which rate a receivable was converted into the currency of its company. */
export function convert(receivable: PodItem, on: string, rate: number): void {
  receivable['ConversionRateType'] = 'Corporate';
  receivable['ConversionDate'] = on;
  receivable['ConversionRate'] = rate;
}
