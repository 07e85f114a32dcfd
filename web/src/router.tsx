import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './frame/not-found.tsx';
import { Shell } from './frame/shell.tsx';

/** Takes the known words of an address's search part; whatever else stands there is left out. */
function words<const Name extends string>(...names: readonly Name[]) {
  return (search: Record<string, unknown>): { [Each in Name]?: string | undefined } => {
    const known = names.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
    });
    return Object.fromEntries(known) as { [Each in Name]?: string };
  };
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: words('currency', 'by', 'focus'),
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});
const group = createRoute({
  getParentRoute: () => root,
  path: '/group',
  validateSearch: words('cells', 'currency'),
  component: lazyRouteComponent(() => import('./group/group-page.tsx'), 'GroupPage'),
});
const blocked = createRoute({
  getParentRoute: () => root,
  path: '/blocked',
  validateSearch: words('q', 'entity', 'currency', 'order', 'exception'),
  component: lazyRouteComponent(() => import('./blocked/blocked-page.tsx'), 'BlockedPage'),
});
const exceptions = createRoute({
  getParentRoute: () => root,
  path: '/exceptions',
  validateSearch: words('severity', 'rule', 'entity', 'currency', 'status', 'substatus', 'order', 'exception'),
  component: lazyRouteComponent(() => import('./exceptions/exceptions-page.tsx'), 'ExceptionsPage'),
});
const contracts = createRoute({
  getParentRoute: () => root,
  path: '/contracts',
  validateSearch: words('q', 'entity', 'currency', 'practice', 'status', 'signed', 'order'),
  component: lazyRouteComponent(() => import('./contracts/contracts-page.tsx'), 'ContractsPage'),
});
const contract = createRoute({
  getParentRoute: () => root,
  path: '/contracts/$id',
  validateSearch: words('exception'),
  component: lazyRouteComponent(() => import('./contracts/contract-page.tsx'), 'ContractPage'),
});
const invoices = createRoute({
  getParentRoute: () => root,
  path: '/invoices',
  validateSearch: words('q', 'entity', 'currency', 'practice', 'status', 'issued', 'open', 'order'),
  component: lazyRouteComponent(() => import('./invoices/invoices-page.tsx'), 'InvoicesPage'),
});
const invoice = createRoute({
  getParentRoute: () => root,
  path: '/invoices/$id',
  validateSearch: words('exception'),
  component: lazyRouteComponent(() => import('./invoices/invoice-page.tsx'), 'InvoicePage'),
});
const corrections = createRoute({
  getParentRoute: () => root,
  path: '/corrections',
  validateSearch: words('state'),
  component: lazyRouteComponent(() => import('./corrections/corrections-page.tsx'), 'CorrectionsPage'),
});
const correction = createRoute({
  getParentRoute: () => root,
  path: '/corrections/$id',
  component: lazyRouteComponent(() => import('./corrections/correction-page.tsx'), 'CorrectionPage'),
});
const sources = createRoute({
  getParentRoute: () => root,
  path: '/sources',
  component: lazyRouteComponent(() => import('./sources/sources-page.tsx'), 'SourcesPage'),
});

/** The addresses of the page. What is filtered and opened stands in the address, so that it can be sent to somebody. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    group,
    blocked,
    exceptions,
    contracts,
    contract,
    invoices,
    invoice,
    corrections,
    correction,
    sources,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const known = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(known as [string, string][]).toString();
    return text === '' ? '' : `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
