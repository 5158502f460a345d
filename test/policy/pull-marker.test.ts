import assert from 'node:assert/strict';
import { readPullMarker, withoutPullMarker, withPullMarker } from '../../src/policy/pull-marker.ts';

const schema = '# yaml-language-server: $schema=../schemas/policy.schema.json\n';
const body = 'version: rollcall/v1 # for good\ntenant: acme\n';
const marker = '# rollcall: pulled version 7, activation 9\n';

describe('The mark that a pull leaves in a policy', () => {
  it('is its first line, and everything else stays as it is', () => {
    const pulled = withPullMarker(`${schema}${body}`, { version: 7, activation: 9 });
    assert.equal(pulled, `${marker}${schema}${body}`);
    assert.deepEqual(readPullMarker(pulled), { version: 7, activation: 9 });
    assert.equal(withoutPullMarker(pulled), `${schema}${body}`);
  });

  it('takes the place of an earlier one', () => {
    const again = withPullMarker(`${schema}${marker}${body}`, { version: 8, activation: 10 });
    assert.equal(again, `# rollcall: pulled version 8, activation 10\n${schema}${body}`);
  });

  it('is found anywhere among the comments before the first key, and nowhere else', () => {
    assert.deepEqual(readPullMarker(`${schema}\n# Mine.\n${marker}${body}`), { version: 7, activation: 9 });
    assert.equal(readPullMarker(`${schema}${body}${marker}`), null);
    assert.equal(withoutPullMarker(`${body}${marker}`), `${body}${marker}`);
    assert.equal(readPullMarker(`about: |\n  ${marker}${body}`), null);
  });

  it('counts only alone: of two, as a merge leaves them, nobody has said which is meant', () => {
    const merged = `${marker}# rollcall: pulled version 8, activation 10\n${body}`;
    assert.equal(readPullMarker(merged), null);
    assert.equal(withoutPullMarker(merged), body);
  });

  it('goes with the line ends and the byte order mark of the file', () => {
    const windows = `\uFEFF${body.replaceAll('\n', '\r\n')}`;
    const pulled = withPullMarker(windows, { version: 7, activation: 9 });
    assert.equal(pulled, `\uFEFF${marker.replace('\n', '\r\n')}${windows.slice(1)}`);
    assert.deepEqual(readPullMarker(pulled), { version: 7, activation: 9 });
    assert.equal(withoutPullMarker(pulled), windows);
  });

  it('is not what only looks like it', () => {
    for (const line of [
      '# rollcall: pulled version 07, activation 9',
      '# rollcall: pulled version 7',
      '# rollcall: pulled version 7, activation 9999999999',
      ' # rollcall: pulled version 7, activation 9',
    ]) {
      assert.equal(readPullMarker(`${line}\n${body}`), null, line);
      assert.equal(withoutPullMarker(`${line}\n${body}`), `${line}\n${body}`, line);
    }
  });
});
