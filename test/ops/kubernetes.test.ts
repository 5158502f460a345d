import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';
import { deadlineMs } from '../../src/cli/serve/stoppable-server.ts';
import { ROOT } from '../docs/markdown-files.ts';
import { readText, settingNames } from './deployment-files.ts';

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [key: string]: unknown;
}

const FOLDER = 'ops/kubernetes';
const kustomization = parse(readText(`${FOLDER}/kustomization.yaml`)) as {
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
  images: { name: string }[];
};
const isManifest = (name: string): boolean => name.endsWith('.yaml') && name !== 'kustomization.yaml';
const files = readdirSync(join(ROOT, FOLDER)).filter(isManifest);
const examples = readdirSync(join(ROOT, FOLDER, 'examples')).map((name) => `examples/${name}`);
const manifests = [...files, ...examples].flatMap((name) =>
  parseAllDocuments(readText(`${FOLDER}/${name}`)).map((document) => {
    assert.deepEqual(document.errors, [], name);
    return document.toJS() as Manifest;
  }),
);

/** What lies at a path of keys; fails where there is nothing. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- YAML has no types; who asks knows
function at<T>(from: unknown, path: string): T {
  const found = path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], from);
  assert.notEqual(found, undefined, path);
  return found as T;
}

function the(kind: string, name = 'rollcall'): Manifest {
  const found = manifests.filter((each) => each.kind === kind && each.metadata.name === name);
  assert.equal(found.length, 1, `${kind} ${name}`);
  return found[0] as Manifest;
}

interface Container {
  name: string;
  image: string;
  args: string[];
  env: { name: string; value: string }[];
  envFrom?: { configMapRef: { name: string } }[];
  volumeMounts: { name: string; mountPath: string }[];
  securityContext: unknown;
  ports?: { name: string; containerPort: number }[];
}

describe('the manifests for Kubernetes', () => {
  const deployment = the('Deployment');
  const pod = at<Record<string, unknown>>(deployment, 'spec.template.spec');
  const labels = at<Record<string, string>>(deployment, 'spec.template.metadata.labels');
  const [service] = at<[Container]>(pod, 'containers');
  const [migration] = at<[Container]>(pod, 'initContainers');
  const volumes = at<Record<string, unknown>[]>(pod, 'volumes');

  it('are what the types of their versions allow: no key is misspelt, missing, or of another type', function () {
    this.timeout(60_000);
    // A ServiceMonitor is of an extension of Prometheus, and a Kustomization of kustomize.
    const known = manifests.filter(({ kind }) => kind !== 'ServiceMonitor');
    assert.equal(known.length, 9);
    assert.deepEqual(typeFaults(known), []);
    const wrong = structuredClone(the('PodDisruptionBudget'));
    (wrong['spec'] as Record<string, unknown>)['maxUnavailabel'] = 1;
    assert.match(typeFaults([wrong]).join(), /maxUnavailabel/);
  });

  it('are all applied, but for the examples, in one namespace that demands restricted pods', () => {
    assert.deepEqual([...kustomization.resources].sort(), files);
    assert.equal(at(kustomization, 'namespace'), the('Namespace').metadata.name);
    assert.deepEqual(
      manifests.flatMap(({ metadata }) => metadata.namespace ?? []).filter((name) => name !== 'rollcall'),
      [],
    );
    const demanded = at<Record<string, string>>(the('Namespace'), 'metadata.labels');
    assert.equal(demanded['pod-security.kubernetes.io/enforce'], 'restricted');
  });

  it('meet the restricted Pod Security Standard, with a root folder that nobody writes to', () => {
    const uid = Number(/^USER (\d+):\d+$/m.exec(readText('Dockerfile'))?.[1]);
    const context = at<Record<string, unknown>>(pod, 'securityContext');
    assert.deepEqual([context['runAsNonRoot'], context['runAsUser']], [true, uid]);
    assert.deepEqual(context['seccompProfile'], { type: 'RuntimeDefault' });
    for (const container of [service, migration]) {
      assert.deepEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('select the pods that there are', () => {
    const selectors = [
      at(deployment, 'spec.selector.matchLabels'),
      at(the('Service'), 'spec.selector'),
      at(the('PodDisruptionBudget'), 'spec.selector.matchLabels'),
      at(the('NetworkPolicy'), 'spec.podSelector.matchLabels'),
      ...at<unknown[]>(pod, 'topologySpreadConstraints').map((each) => at(each, 'labelSelector.matchLabels')),
    ];
    for (const selector of selectors) assert.deepEqual(selector, labels);
    // A monitor selects the service, not the pods.
    assert.deepEqual(at(the('ServiceMonitor'), 'spec.selector.matchLabels'), the('Service').metadata.labels);
  });

  it('lead to the port that the service listens on, by its name', () => {
    const port = Number(/^\s+PORT=(\d+) /m.exec(readText('Dockerfile'))?.[1]);
    assert.deepEqual(service.ports, [{ name: 'http', containerPort: port }]);
    const [offered] = at<[Record<string, unknown>]>(the('Service'), 'spec.ports');
    assert.deepEqual([offered['name'], offered['targetPort']], ['http', 'http']);
    const rules = at<{ http: { paths: { backend: unknown }[] } }[]>(the('Ingress'), 'spec.rules');
    for (const { backend } of rules.flatMap(({ http }) => http.paths)) {
      assert.deepEqual(backend, { service: { name: 'rollcall', port: { name: 'http' } } });
    }
    assert.equal(at(the('ServiceMonitor'), 'spec.endpoints.0.port'), 'http');
  });

  it('ask for pages that there are, and publish neither probes nor metrics', () => {
    const served = [...readText('src/http/probes.ts').matchAll(/router\.get\('([^']+)'/g)].map(
      ([, path]) => path,
    );
    const asked = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => {
      assert.equal(at(service, `${probe}.httpGet.port`), 'http');
      return at<string>(service, `${probe}.httpGet.path`);
    });
    assert.deepEqual(asked, ['/healthz', '/healthz', '/readyz']);
    for (const path of [...asked, at<string>(the('ServiceMonitor'), 'spec.endpoints.0.path')]) {
      assert.ok(served.includes(path), path);
    }
    const published = at<{ path: string }[]>(the('Ingress'), 'spec.rules.0.http.paths').map(
      ({ path }) => path,
    );
    for (const path of served) assert.ok(!published.some((prefix) => path?.startsWith(prefix)), path);
  });

  it('set what is a setting, and read secrets from files that are mounted', () => {
    const secret = the('Secret');
    const [mount] = service.volumeMounts.filter(({ name }) => name === 'secrets');
    const volume = volumes.find(({ name }) => name === 'secrets');
    assert.equal(at(volume, 'secret.secretName'), secret.metadata.name);
    const keys = Object.keys(at<object>(secret, 'stringData'));
    for (const { name, value } of [...service.env, ...migration.env]) {
      assert.ok(settingNames.has(name), name);
      assert.ok(name.endsWith('_FILE'), name);
      assert.ok(keys.map((key) => `${mount?.mountPath ?? ''}/${key}`).includes(value), value);
    }
    assert.deepEqual(service.env.length, keys.length);
    assert.deepEqual(service.envFrom, [{ configMapRef: { name: 'rollcall-settings' } }]);
    const plain = Object.keys(at<object>(the('ConfigMap', 'rollcall-settings'), 'data'));
    for (const name of plain) assert.ok(settingNames.has(name) && !name.endsWith('_FILE'), name);
  });

  it('mount what there is where the image looks for it', () => {
    for (const container of [service, migration]) {
      for (const { name } of container.volumeMounts) {
        assert.ok(
          volumes.some((volume) => volume['name'] === name),
          name,
        );
      }
    }
    const mounted = service.volumeMounts.map(({ mountPath }) => mountPath);
    const image = readText('Dockerfile');
    for (const setting of ['ROLLCALL_HOME', 'ROLLCALL_POLICIES']) {
      const path = new RegExp(`${setting}=(\\S+)`).exec(image)?.[1] ?? '';
      assert.ok(mounted.includes(path), `${setting} ${path}`);
    }
    const [generated] = kustomization.configMapGenerator;
    assert.equal(
      at(
        volumes.find(({ name }) => name === 'policies'),
        'configMap.name',
      ),
      generated?.name,
    );
    for (const file of generated?.files ?? []) {
      assert.equal(readText(`${FOLDER}/${file}`), readText(file), file);
    }
  });

  it('migrate and serve by the image that is named once', () => {
    assert.deepEqual([migration.args, service.args], [['migrate'], ['serve']]);
    const { images } = kustomization;
    for (const { image } of [service, migration])
      assert.deepEqual(
        [image],
        images.map(({ name }) => name),
      );
  });

  it('leave more time to stop than the service takes by itself', () => {
    const grace = at<number>(pod, 'terminationGracePeriodSeconds') * 1_000;
    const command = at<string[]>(service, 'lifecycle.preStop.exec.command');
    const before = Number(/, (\d+)\)/.exec(command.at(-1) ?? '')?.[1]);
    assert.ok(grace >= before + 2 * deadlineMs, `${grace} ${before}`);
    assert.ok(
      at<number>(deployment, 'spec.replicas') > at<number>(the('PodDisruptionBudget'), 'spec.maxUnavailable'),
    );
  });
});

/** What the compiler says of the manifests as values of the types of kubernetes-models. */
function typeFaults(subjects: Manifest[]): string[] {
  const lines = subjects.map((manifest, index) => {
    const module = manifest.apiVersion === 'v1' ? 'v1' : manifest.apiVersion;
    const type = `import('kubernetes-models/${module}').I${manifest.kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const path = join(ROOT, 'test/ops/manifests-of-kubernetes.ts');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const onDisk = ts.createCompilerHost(options);
  host.fileExists = (name) => name === path || onDisk.fileExists(name);
  host.readFile = (name) => (name === path ? lines.join('\n') : onDisk.readFile(name));
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
