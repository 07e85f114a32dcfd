import {
  IconArrowsExchange,
  IconBan,
  IconChartBar,
  IconFileInvoice,
  IconFileText,
  IconFlag,
  IconPlugConnected,
} from '@tabler/icons-react';

/** The places of the page, in the order of the navigation. `key` is pressed after g. */
export const places = [
  { to: '/', name: 'Backlog to cash', key: 'o', icon: IconChartBar },
  { to: '/blocked', name: 'Blocked invoices', key: 'b', icon: IconBan },
  { to: '/exceptions', name: 'Exceptions', key: 'e', icon: IconFlag },
  { to: '/contracts', name: 'Contracts', key: 'c', icon: IconFileText },
  { to: '/invoices', name: 'Invoices', key: 'i', icon: IconFileInvoice },
  { to: '/corrections', name: 'Corrections', key: 'r', icon: IconArrowsExchange },
  { to: '/sources', name: 'Sources', key: 's', icon: IconPlugConnected },
] as const;
