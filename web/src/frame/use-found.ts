import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from 'urql';
import { inWords } from '../format/words.ts';
import { find } from './find.graphql';
import { usePlaces } from './places.ts';

/** Something that the palette can go to. */
export interface Found {
  id: string;
  title: string;
  about: string;
  to: string;
}

const fewestLetters = 2;

/** Places whose name fits, and the contracts and invoices that the hub finds. */
export function useFound(text: string): Found[] {
  const places = usePlaces();
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const [{ data }] = useQuery({
    query: find,
    variables: { text: wanted },
    pause: wanted.length < fewestLetters,
  });
  const fitting = places
    .filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()))
    .map(({ to, name, key }) => ({ id: to, title: name, about: `g ${key}`, to }));
  if (wanted.length < fewestLetters || data === undefined) return fitting;
  return [
    ...fitting,
    ...data.contracts.nodes.map(({ id, number, name, customer }) => ({
      id,
      title: `Contract ${number ?? ''}`,
      about: name ?? customer?.name ?? '',
      to: `/contracts/${id}`,
    })),
    ...data.invoices.nodes.map(({ id, number, status, customer }) => ({
      id,
      title: `Invoice ${number ?? ''}`,
      about: [customer?.name, status === null ? undefined : inWords(status)].filter(Boolean).join(' · '),
      to: `/invoices/${id}`,
    })),
  ];
}
