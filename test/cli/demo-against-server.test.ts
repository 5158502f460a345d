import assert from 'node:assert/strict';
import { runDemo } from '../../src/cli/demo.ts';
import type { DemoSummary } from '../../src/cli/demo/day-report.ts';
import { seededRandom } from '../../src/cli/demo/seeded-random.ts';
import { createSimulatedDirectory } from '../../src/cli/demo/simulated-directory.ts';
import { planWorkingDay } from '../../src/cli/demo/working-day.ts';
import { operatorToken, startRollcall, webhookSecret, type TestRollcall } from '../support/rollcall.ts';

const PEOPLE = 40;
const SEED = 12;
type Fetch = typeof fetch;

describe('npm run demo against a server', () => {
  let rollcall: TestRollcall;
  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  // The same day at the same moment would be the same directory, which the first run's tenant has claimed.
  beforeEach(() => rollcall.clock.advance(60_000));

  /** `between` stands between the demo and the server. */
  async function run(json: boolean, between: (through: Fetch) => Fetch = (through) => through) {
    const printed = { stdout: '', stderr: '' };
    const code = await runDemo(
      { url: rollcall.url, people: PEOPLE, seed: SEED, json },
      {
        stdout: { write: (text) => (printed.stdout += text) },
        stderr: { write: (text) => (printed.stderr += text) },
        env: { ROLLCALL_API_TOKEN: operatorToken, WORKOS_WEBHOOK_SECRET: webhookSecret },
        cwd: process.cwd(),
        fetch: between(fetch),
        now: () => rollcall.clock.now(),
        // Instead of time, work passes.
        pause: () => rollcall.drain(),
      },
    );
    return { code, ...printed };
  }
  const summaryOf = (stdout: string) => JSON.parse(stdout) as DemoSummary;
  const failed = ({ checks }: DemoSummary) => checks.filter(({ passed }) => !passed).map(({ name }) => name);

  it('plays the day, finds every account right, and says so as JSON', async () => {
    const { code, stdout, stderr } = await run(true);
    const summary = summaryOf(stdout);
    assert.deepEqual(failed(summary), [], stdout);
    assert.equal(code, 0);
    assert.equal(summary.scenes.length, 16);
    assert.equal(summary.people, PEOPLE);
    assert.deepEqual(
      summary.holds.map(({ kind }) => kind),
      ['sole_admin'],
    );
    const actions = new Map(summary.changes.map(({ action, count }) => [action, count]));
    // Everyone but the service account, and the returner only once.
    assert.equal(actions.get('user.provisioned'), PEOPLE - 1);
    assert.equal(actions.get('user.reactivated'), 1);
    const changesIn = (title: string) => summary.scenes.find((scene) => scene.title === title)?.changes;
    assert.deepEqual(changesIn('A renamed group'), []);
    assert.deepEqual(changesIn('The same delivery three times'), [{ action: 'workspace.added', count: 1 }]);
    const reasons = summary.story.records.map(({ reason }) => reason);
    assert.ok(
      reasons.includes('Role changed from member to admin: joined the group saas-admins'),
      reasons.join('\n'),
    );
    assert.ok(summary.story.why.length > 0);
    assert.match(stderr, /webhooks · 17:15 The last admin leaves\n$/);
  });

  it('tells the same day in words', async () => {
    const { code, stdout } = await run(false);
    assert.equal(code, 0, stdout);
    for (const words of [
      '08:30  The first sync',
      '1 webhook → no account changed',
      'Waiting for a person to decide:\n  sole_admin: ',
      'The story of ',
      '✓ accounts: all 39 are what the directory and the policy say',
      '✓ the secret: ',
    ]) {
      assert.ok(stdout.includes(words), words);
    }
  });

  it('notices a webhook that was lost', async () => {
    let removals = 0;
    const losing =
      (through: Fetch): Fetch =>
      (input, init) => {
        const isRemoval = typeof init?.body === 'string' && init.body.includes('"dsync.user.deleted"');
        if (isRemoval) removals += 1;
        return isRemoval && removals === 1 ? Promise.resolve(new Response('{}')) : through(input, init);
      };
    const { code, stdout } = await run(true, losing);
    assert.equal(code, 1);
    assert.deepEqual(failed(summaryOf(stdout)), ['accounts']);
  });

  it('notices the secret in what the server returns', async () => {
    const directory = createSimulatedDirectory({ seed: SEED, startsAt: rollcall.clock.now() });
    const { secret } = planWorkingDay(directory, seededRandom(SEED), { people: PEOPLE, domain: 'x.example' });
    const leaking =
      (through: Fetch): Fetch =>
      async (input, init) => {
        const answer = await through(input, init);
        const isEvents = (input as string).includes('/events?');
        return isEvents ? Response.json({ data: [{ note: secret }], next_cursor: null }) : answer;
      };
    const { code, stdout } = await run(true, leaking);
    assert.equal(code, 1);
    assert.deepEqual(failed(summaryOf(stdout)), ['the secret']);
  });

  it('notices a last admin who was let go', async () => {
    const forgetting =
      (through: Fetch): Fetch =>
      (input, init) =>
        (input as string).includes('/holds?')
          ? Promise.resolve(Response.json({ data: [], next_cursor: null }))
          : through(input, init);
    const { code, stdout } = await run(true, forgetting);
    assert.equal(code, 1);
    assert.deepEqual(failed(summaryOf(stdout)), ['the last admin']);
  });
});
