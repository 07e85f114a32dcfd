import { useReader } from '../session/viewer-context.tsx';
import type { Choice } from './filters.tsx';

/** What lists can be narrowed to: the reader's legal entities with their currencies, and the firm's practices. */
export function useFirmChoices(): { entities: Choice[]; currencies: Choice[]; practices: Choice[] } {
  const { viewer, practices } = useReader();
  const currencies = [...new Set(viewer.legalEntities.map(({ currency }) => currency))].toSorted();
  return {
    entities: viewer.legalEntities.map(({ code, name }) => ({ value: code, label: `${code} ${name}` })),
    currencies: currencies.map((currency) => ({ value: currency, label: currency })),
    practices: practices.map(({ code, name }) => ({ value: code, label: name })),
  };
}
