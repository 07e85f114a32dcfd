import {
  IconArrowsExchange,
  IconBan,
  IconChartBar,
  IconFileInvoice,
  IconFileText,
  IconFlag,
  IconPlugConnected,
  IconSitemap,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useReader } from '../session/viewer-context.tsx';

/** Every place of the page, in the order of the navigation. `key` is pressed after g. */
const places = [
  { to: '/', name: 'Backlog to cash', key: 'o', icon: IconChartBar },
  { to: '/group', name: 'Group', key: 'p', icon: IconSitemap },
  { to: '/blocked', name: 'Blocked invoices', key: 'b', icon: IconBan },
  { to: '/exceptions', name: 'Exceptions', key: 'e', icon: IconFlag },
  { to: '/contracts', name: 'Contracts', key: 'c', icon: IconFileText },
  { to: '/invoices', name: 'Invoices', key: 'i', icon: IconFileInvoice },
  { to: '/corrections', name: 'Corrections', key: 'r', icon: IconArrowsExchange },
  { to: '/sources', name: 'Sources', key: 's', icon: IconPlugConnected },
] as const;

/** One place of the page. */
export type Place = (typeof places)[number];

/** The places that the reader has: the group is one only where it has several cells, for who may see them. */
export function usePlaces(): readonly Place[] {
  const { viewer } = useReader();
  return useMemo(() => places.filter(({ to }) => to !== '/group' || viewer.groupCells.length > 1), [viewer]);
}
