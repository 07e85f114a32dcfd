import type { Chance } from './chance.ts';
import { type Ledger, plusDays } from './tables.ts';

/** What a dollar buys, about. */
const perDollar: Record<string, number> = { USD: 1, EUR: 0.92, GBP: 0.79, INR: 83.5 };
const months = 26;

/** The corporate rates of the last two years: one a month for each pair of currencies. */
export function addExchangeRates(ledger: Ledger, chance: Chance): void {
  for (let back = months; back >= 0; back -= 1) {
    const on = `${plusDays(ledger.today, -30 * back).slice(0, 7)}-01`;
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
