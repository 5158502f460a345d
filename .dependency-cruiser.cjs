/** The rooms of docs/architecture.md, and who may import whom. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [`^src/${from}/`, ...allowed.map((room) => `^src/${room}`)] },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('domain-stands-alone', 'domain', ['generated/'], 'domain is plain types and pure functions'),
    only(
      'policy-is-pure',
      'policy',
      ['domain/', 'generated/'],
      'policy decides; it reads and writes nothing',
    ),
    {
      name: 'policy-has-no-io',
      severity: 'error',
      from: { path: '^src/policy/' },
      to: { dependencyTypes: ['core'] },
    },
    only('store-knows-domain-only', 'store', ['domain/', 'generated/', 'config.ts'], 'store maps rows'),
    only(
      'executor-writes',
      'executor',
      ['store/', 'domain/', 'generated/'],
      'executor turns changes into writes',
    ),
    only(
      'reconcile-is-the-flow',
      'reconcile',
      ['policy/', 'store/', 'executor/', 'domain/', 'generated/'],
      'reconcile joins policy, store and executor',
    ),
    only(
      'rehearsal-plays-the-flow',
      'rehearsal',
      ['reconcile/', 'policy/', 'domain/', 'generated/'],
      'rehearsal tries policies on the pure functions of the flow, with people in memory',
    ),
    only(
      'sources-know-no-accounts',
      'sources',
      ['reconcile/', 'policy/', 'store/', 'domain/', 'generated/'],
      'sources verify, normalize and hand on',
    ),
    only(
      'tenancy-founds',
      'tenancy',
      ['rehearsal/', 'reconcile/', 'policy/', 'store/', 'domain/', 'generated/'],
      'tenancy founds tenants, directories and policies; accounts are reached through reconcile',
    ),
    only(
      'outbound-carries',
      'outbound',
      ['store/', 'domain/', 'generated/', 'config.ts'],
      'outbound carries what is to be told; it decides nothing',
    ),
    only(
      'workers-drive-the-flow',
      'workers',
      ['outbound/', 'reconcile/', 'policy/', 'store/', 'domain/', 'generated/'],
      'workers give the flow its turns',
    ),
    only(
      'http-translates',
      'http',
      ['tenancy/', 'sources/', 'outbound/', 'reconcile/', 'policy/', 'store/', 'domain/', 'generated/'],
      'http translates requests and answers',
    ),
    only(
      'tracing-sends',
      'tracing',
      ['domain/', 'setting-reader.ts'],
      'tracing sends spans; what they say is decided where they are made',
    ),
    {
      name: 'tracing-owns-opentelemetry',
      severity: 'error',
      comment: 'the rest of the service knows domain/tracer.ts; off, nothing of it is loaded',
      from: { path: '^src/', pathNot: '^src/tracing/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    only('web-asks-the-api', 'web', ['generated/'], 'the web application knows the service by its API alone'),
    only('client-is-for-products', 'client', ['generated/'], 'products take it without the service'),
    {
      name: 'the-service-does-not-use-its-pages',
      severity: 'error',
      from: { path: '^(src|test)/', pathNot: '^(src/web|test/web)/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'the-service-does-not-use-its-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/client/' },
      to: { path: '^src/client/' },
    },
    {
      name: 'examples-use-the-package',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^src/' },
    },
    {
      name: 'store-owns-the-database-driver',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: 'node_modules/(knex|objection|pg|pg-copy-streams)/' },
    },
    {
      name: 'executor-is-reached-through-reconcile',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(reconcile|executor)/' },
      to: { path: '^src/executor/' },
    },
    {
      name: 'nobody-imports-the-entries',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main.ts|rollcall.js)' },
      to: { path: '^src/(main.ts|cli/)', pathNot: '^src/cli/' },
    },
    {
      name: 'src-never-imports-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
