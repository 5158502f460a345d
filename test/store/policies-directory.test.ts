import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_POLICIES_DIRECTORY, readPoliciesDirectory } from '../../src/store/policies-directory.ts';

describe('a policies folder', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'policies-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it('is read by the names of its files, unparsed, the tenants in order', () => {
    write('catalog.yaml', 'the catalog');
    write('default.policy.yaml', 'the default');
    write('b.policy.yaml', ': not [ YAML');
    write('a.policy.yaml', 'a');
    write('a.test.yaml', 'tests of a');
    write('README.md', 'something else');
    mkdirSync(join(folder, 'folder.policy.yaml'));
    assert.deepEqual(readPoliciesDirectory(folder), {
      catalog: { name: 'catalog', file: join(folder, 'catalog.yaml'), text: 'the catalog' },
      defaultPolicy: { name: 'default', file: join(folder, 'default.policy.yaml'), text: 'the default' },
      policies: [
        { name: 'a', file: join(folder, 'a.policy.yaml'), text: 'a' },
        { name: 'b', file: join(folder, 'b.policy.yaml'), text: ': not [ YAML' },
      ],
      tests: [{ name: 'a', file: join(folder, 'a.test.yaml'), text: 'tests of a' }],
      notices: [],
    });
  });

  it('without a catalog and a default of its own gets those that come with Rollcall, and says so', () => {
    const { catalog, defaultPolicy, notices } = readPoliciesDirectory(folder);
    assert.equal(catalog.text, readPoliciesDirectory(OWN_POLICIES_DIRECTORY).catalog.text);
    assert.match(defaultPolicy.text, /^version: rollcall\/v1$/m);
    assert.deepEqual(notices, [
      `${folder} has no catalog.yaml; the one that comes with Rollcall is used.`,
      `${folder} has no default.policy.yaml; the one that comes with Rollcall is used.`,
    ]);
  });

  it('says which files it leaves out because of a nearly right name', () => {
    write('a.policy.yml', 'a');
    assert.deepEqual(readPoliciesDirectory(folder).policies, []);
    assert(
      readPoliciesDirectory(folder).notices.includes(
        `${join(folder, 'a.policy.yml')} is not read: its name has to end in .yaml.`,
      ),
    );
  });

  it('may consist of links, as a container mounts it, and survives one that leads nowhere', () => {
    write('text', 'a');
    symlinkSync(join(folder, 'text'), join(folder, 'a.policy.yaml'));
    symlinkSync(join(folder, 'gone'), join(folder, 'b.policy.yaml'));
    assert.deepEqual(
      readPoliciesDirectory(folder).policies.map(({ name, text }) => [name, text]),
      [['a', 'a']],
    );
  });

  it('that is not there is a fault that says what to set', () => {
    assert.throws(() => readPoliciesDirectory(join(folder, 'gone')), {
      code: 'invalid_configuration',
      message: /ROLLCALL_POLICIES/,
    });
  });
});
