import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join, normalize, posix } from 'node:path';
import { parse } from 'yaml';
import { deadlineMs } from '../../src/cli/serve/stoppable-server.ts';
import { readConfig } from '../../src/config.ts';
import { ROOT } from '../docs/markdown-files.ts';
import { readText, settingNames } from './deployment-files.ts';

const dockerfile = readText('Dockerfile');
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
  paths.split(' '),
);

describe('the container image', () => {
  it('is made of what there is, and of nothing that .dockerignore keeps out', () => {
    const letIn = readText('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    assert.match(readText('.dockerignore'), /^\*$/m);
    assert.deepEqual([...new Set(copied)].sort(), letIn.sort());
    for (const path of letIn) assert.ok(existsSync(join(ROOT, path)), path);
  });

  it('has every file beside the sources that the sources read', () => {
    const outside = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const folder = posix.dirname(`src/${name}`);
        return [...readText(`src/${name}`).matchAll(/'((?:\.\.\/)+[^']+)'/g)].map(([, path = '']) =>
          normalize(posix.join(folder, path)),
        );
      })
      .filter((path) => !path.startsWith('src/'));
    assert.ok(outside.length > 5);
    const built = [...dockerfile.matchAll(/^COPY --from=web \S+ (\S+)$/gm)].map(([, path = '']) => path);
    const there = [...copied, ...built];
    const missing = outside.filter(
      (path) => !there.some((each) => path === each || path.startsWith(`${each}/`)),
    );
    assert.deepEqual(missing, []);
  });

  it('runs as an ordinary user with settings that production accepts', () => {
    const [, user = ''] = /^USER (\d+):\1$/m.exec(dockerfile) ?? [];
    assert.ok(Number(user) > 0);
    const env = Object.fromEntries(
      [...dockerfile.matchAll(/^(?:ENV|\s{4}) ?([A-Z_]+)=(\S+)/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    for (const name of Object.keys(env)) assert.ok(settingNames.has(name), name);
    const config = readConfig(env, '/app');
    assert.deepEqual([config.production, config.host, config.port], [true, '0.0.0.0', 8080]);
    assert.match(dockerfile, new RegExp(`^VOLUME ${config.home}$`, 'm'));
    assert.match(dockerfile, new RegExp(`install -d -m 0755 ${config.policiesDirectory}\\b`));
  });

  it('leaves out what is for development, and the embedded PostgreSQL', () => {
    const [stage = ''] = /^FROM \S+ AS dependencies\n(?:.*\n)*?(?=\nFROM|#)/m.exec(dockerfile) ?? [];
    assert.match(stage, /^RUN npm ci --omit=dev --omit=optional --ignore-scripts/m);
    const [final = ''] = dockerfile.split(/^FROM /m).slice(-1);
    assert.match(final, /^COPY --from=dependencies \/app\/node_modules node_modules$/m);
    assert.doesNotMatch(final, /\bnpm\b/);
    assert.equal(dockerfile.match(/npm (?:install|i)\b/), null);
  });

  it('is asked for its health at a page that there is', () => {
    const [, path = ''] = /127\.0\.0\.1:\$\{process\.env\.PORT\}(\/\w+)/.exec(dockerfile) ?? [];
    assert.ok(readText('src/http/probes.ts').includes(`router.get('${path}'`), path);
  });
});

interface ComposeService {
  image: string;
  command?: string[];
  environment: Record<string, string | null>;
  volumes: string[];
  networks: string[];
  ports?: string[];
  read_only?: boolean;
  stop_grace_period?: string;
  healthcheck?: { test?: string[] };
  depends_on?: Record<string, { condition: string }>;
}

describe('compose.yaml', () => {
  const text = readText('compose.yaml');
  const { services, volumes, networks } = parse(text, { merge: true }) as {
    services: Record<'migrate' | 'rollcall' | 'postgres', ComposeService>;
    volumes: object;
    networks: Record<string, { internal?: boolean }>;
  };
  const example = readText('.env.example');

  it('demands what has to be secret, and has no value of its own for it', () => {
    const demanded = new Set([...text.matchAll(/\$\{(\w+):\?[^}]+\}/g)].map(([, name]) => name));
    assert.deepEqual([...demanded].sort(), [
      'POSTGRES_PASSWORD',
      'PUBLIC_URL',
      'ROLLCALL_API_TOKEN',
      'ROLLCALL_SECRET_KEY',
    ]);
    // The example leaves them empty, so that copying it alone starts nothing.
    const open = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    assert.deepEqual(Object.fromEntries(open), Object.fromEntries([...demanded].map((name) => [name, ''])));
    assert.doesNotMatch(text, /\$\{(?:\w*PASSWORD|\w*TOKEN|\w*KEY|\w*SECRET):-/);
  });

  it('passes on settings that there are, and none that is empty', () => {
    for (const service of [services.rollcall, services.migrate]) {
      for (const [name, value] of Object.entries(service.environment)) {
        assert.ok(settingNames.has(name), name);
        if (value === null) assert.match(example, new RegExp(`^#${name}=`, 'm'));
        else assert.match(value, /\$\{\w+:\?/);
      }
    }
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const mentioned = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    for (const name of mentioned) {
      assert.ok(used.has(name) || (name ?? '') in services.rollcall.environment, name);
    }
  });

  it('starts the service once the database is healthy and migrated', () => {
    assert.deepEqual([services.migrate.command, services.rollcall.command], [['migrate'], undefined]);
    const conditions = (service: ComposeService): unknown =>
      Object.entries(service.depends_on ?? {}).map(([name, { condition }]) => [name, condition]);
    assert.deepEqual(conditions(services.migrate), [['postgres', 'service_healthy']]);
    assert.deepEqual(conditions(services.rollcall), [
      ['postgres', 'service_healthy'],
      ['migrate', 'service_completed_successfully'],
    ]);
    assert.ok(services.postgres.healthcheck?.test?.includes('pg_isready'));
  });

  it('pins the major version of PostgreSQL, and keeps the database away from other networks', () => {
    assert.match(services.postgres.image, /\/postgres:1[4-9]$/);
    assert.equal(services.postgres.ports, undefined);
    for (const name of services.postgres.networks) assert.equal(networks[name]?.internal, true);
    for (const port of services.rollcall.ports ?? []) assert.match(port, /^127\.0\.0\.1:/);
  });

  it('mounts what there is where the image looks for it', () => {
    const mounted = services.rollcall.volumes.map((volume) =>
      volume.replace(/^\$\{[^}]+\}/, './policies').split(':'),
    );
    for (const [source = '', path = ''] of mounted) {
      assert.ok(source.startsWith('./') ? existsSync(join(ROOT, source)) : source in volumes, source);
      assert.match(dockerfile, new RegExp(`=${path}\\b`));
    }
    assert.equal(services.rollcall.read_only, true);
  });

  it('leaves more time to stop than the service takes by itself', () => {
    assert.ok(Number.parseInt(services.rollcall.stop_grace_period ?? '') * 1_000 >= 2 * deadlineMs);
  });
});
