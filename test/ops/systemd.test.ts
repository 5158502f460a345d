import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deadlineMs } from '../../src/cli/serve/stoppable-server.ts';
import { ROOT } from '../docs/markdown-files.ts';
import { readText, settingNames } from './deployment-files.ts';

describe('the unit for systemd', () => {
  const lines = readText('ops/systemd/rollcall.service')
    .split('\n')
    .filter((line) => /^\w+=/.test(line));
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const the = (key: string): string | undefined => {
    assert.equal(all(key).length, 1, key);
    return all(key)[0];
  };

  it('sets what is a setting, and each secret by the file that systemd hands over', () => {
    const credentials = all('LoadCredential').map((each) => each.split(':')[0]);
    const given: string[] = [];
    for (const [name = '', value = ''] of all('Environment').map((each) => each.split('='))) {
      assert.ok(settingNames.has(name), name);
      if (!name.endsWith('_FILE')) continue;
      assert.ok(value.startsWith('%d/'), value);
      given.push(value.slice(3));
    }
    assert.deepEqual(given, credentials);
    assert.ok(all('Environment').includes(`ROLLCALL_HOME=/var/lib/${the('StateDirectory') ?? ''}`));
  });

  it('migrates without a limit of time, and then serves', () => {
    const starts = [the('ExecStartPre'), the('ExecStart')].map((each) => each?.split(' ') ?? []);
    assert.deepEqual(
      starts.map((words) => words.at(-1)),
      ['migrate', 'serve'],
    );
    for (const words of starts) assert.ok(existsSync(join(ROOT, words.at(-2) ?? '')), words.join(' '));
    assert.equal(the('TimeoutStartSec'), 'infinity');
  });

  it('leaves more time to stop than the service takes by itself, and does not repeat what wrong settings end', () => {
    assert.ok(Number(the('TimeoutStopSec')) * 1_000 >= 2 * deadlineMs);
    assert.equal(the('RestartPreventExitStatus'), '2');
  });

  it('may write to its own folder alone, as a user of its own without rights', () => {
    assert.deepEqual(
      ['DynamicUser', 'NoNewPrivileges', 'ProtectSystem', 'ProtectHome', 'CapabilityBoundingSet'].map(the),
      ['yes', 'yes', 'strict', 'yes', ''],
    );
    assert.deepEqual(all('ReadWritePaths'), []);
  });
});
