/** Which layer may import which: the arrows of the house. A folder may always import itself. */
const arrows = {
  domain: [],
  entities: ['domain'],
  ingest: ['domain', 'entities'],
  rules: ['domain', 'entities'],
  sync: ['domain', 'entities'],
  feed: ['domain', 'entities'],
  views: ['domain', 'entities'],
  access: ['domain', 'entities'],
  schedule: ['domain', 'entities'],
  schema: ['domain'],
  resolvers: ['domain', 'schema', 'views', 'access', 'ingest', 'rules', 'sync'],
  server: ['domain', 'resolvers', 'feed', 'access', 'ingest'],
  invariants: ['domain', 'entities', 'rules', 'feed'],
  cli: ['domain', 'entities', 'views', 'access', 'ingest', 'rules', 'sync', 'schedule', 'invariants'],
};

// A request reads through this handle and hands it to a view; it reaches no table by itself.
const handle = { resolvers: 'entities/sql\\.ts$', server: 'entities/sql\\.ts$' };

const wiring = '^src/[^/]+\\.ts$';

const layerRules = Object.entries(arrows).map(([layer, allowed]) => ({
  name: `${layer}-imports-${allowed.length === 0 ? 'nothing-of-ours' : 'what-it-may'}`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(src|migrations|sandbox|bench|chaos|ormconfig)',
    pathNot: `^src/((${[layer, ...allowed].join('|')})/|${handle[layer] ?? '^'})`,
  },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: 'a-connector-imports-the-domain-and-itself',
      severity: 'error',
      from: { path: '^src/connectors/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|migrations|sandbox|bench|chaos)/', pathNot: '^src/(connectors/($1|force)|domain)/' },
    },
    {
      name: 'the-domain-knows-no-clock-disk-or-database',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'nobody-imports-the-wiring', severity: 'error', from: { path: '^src/[^/]+/' }, to: { path: wiring } },
    {
      name: 'the-hub-never-reads-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(sandbox|test|bench|chaos|web)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|web)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    parser: 'swc',
  },
};
