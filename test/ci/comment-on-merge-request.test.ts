import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgeToken, startFakeForge, type FakeForge } from '../support/fake-forge.ts';
import { makeTestFolder } from '../support/run-folder.ts';
import { runShell, type ShellRun } from '../support/run-shell.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'ci', 'comment-on-pull-request.js');

describe('the comment on a merge request of GitLab', () => {
  let gitlab: FakeForge;
  const folder = makeTestFolder('comment');
  before(async () => {
    gitlab = await startFakeForge('gitlab');
  });
  after(() => gitlab.stop());

  async function comment(report: string, env: Record<string, string> = {}): Promise<ShellRun> {
    writeFileSync(join(folder, 'report.md'), report);
    return runShell(`node '${SCRIPT}' report.md`, {
      cwd: folder,
      env: {
        GITLAB_CI: 'true',
        CI_API_V4_URL: `${gitlab.url}/api/v4`,
        CI_PROJECT_ID: '42',
        CI_MERGE_REQUEST_IID: '7',
        GITLAB_TOKEN: forgeToken,
        ...env,
      },
    });
  }

  it('is made once, updated from then on, and shortened to what fits', async () => {
    assert.equal((await comment('Two people change.')).code, 0);
    assert.equal((await comment(`<details>\n${'One person changes.\n'.repeat(5_000)}`)).code, 0);
    assert.deepEqual(gitlab.writes, ['POST', 'PUT 1000']);
    assert.match(
      gitlab.comments[0]?.body ?? '',
      /One person changes\.\n\n<\/details>\n\nThe rest is in the log/,
    );
  });

  it('is another one where a pull request has several reports', async () => {
    assert.equal((await comment('Of staging.', { COMMENT_KEY: 'staging --> <b>' })).code, 0);
    assert.equal(gitlab.comments.length, 2);
    assert.match(
      gitlab.comments[1]?.body ?? '',
      /^<!-- rollcall policies "staging ___ _b_" -->\nOf staging\.$/,
    );
  });

  it('is left out without a token and outside of a merge request, with a sentence', async () => {
    const [noToken, noRequest] = [
      await comment('Nobody changes.', { GITLAB_TOKEN: '' }),
      await comment('Nobody changes.', { CI_MERGE_REQUEST_IID: '' }),
    ];
    assert.deepEqual([noToken.code, noRequest.code], [0, 0]);
    assert.match(noToken.err, /no GITLAB_TOKEN/);
    assert.match(noRequest.err, /no merge request/);
    assert.equal(gitlab.comments.length, 2);
  });
});
