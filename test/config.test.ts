import assert from 'node:assert/strict';
import { readConfig, type Config } from '../src/config.ts';
import { RollcallError } from '../src/domain/rollcall-error.ts';
import type { Environment } from '../src/setting-reader.ts';

const read = (env: Environment = {}): Config => readConfig(env, '/srv/app');

describe('readConfig', () => {
  it('needs no setting at all', () => {
    assert.deepEqual(read(), {
      production: false,
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:8080',
      databaseUrl: null,
      databasePoolSize: 20,
      home: '/srv/app/.rollcall',
      policiesDirectory: '/srv/app/policies',
      apiToken: null,
      workosWebhookSecrets: null,
      workosApiKey: null,
      workosApiUrl: 'https://api.workos.com',
      workosPolling: { enabled: false, intervalMs: 5000 },
      resyncHours: null,
      logLevel: 'info',
      lanes: { concurrency: 4, batchSize: 500, pollIntervalMs: 1000 },
      bodyLimitBytes: 1_000_000,
      scim: { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 10_000_000 },
      mail: { smtpUrl: null, from: 'rollcall@localhost', alertsTo: ['operators@localhost'] },
      webhooks: { secretKeys: null, allowPrivate: false },
      web: { embedOrigins: [], secureCookies: false, oidc: null, trustedProxies: [] },
      tracing: null,
      warnings: [],
    } satisfies Config);
  });

  it('takes what is set', () => {
    const config = read({
      NODE_ENV: 'production',
      PORT: ' 9000 ',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://rollcall.example.com/base/',
      DATABASE_URL: 'postgresql://u:p@db.example.com/rollcall?sslmode=verify-full',
      ROLLCALL_HOME: '/var/lib/rollcall',
      ROLLCALL_POLICIES: '../policies',
      ROLLCALL_API_TOKEN: 'a-token-that-is-long-enough-to-be-safe',
      WORKOS_WEBHOOK_SECRET: 'new-secret, old-secret',
      LOG_LEVEL: 'DEBUG',
      ROLLCALL_LANE_CONCURRENCY: '8',
      ROLLCALL_SCIM_TEST_RESOURCE: '1',
      ROLLCALL_SCIM_RATE_LIMIT: '50',
      ROLLCALL_SCIM_BODY_LIMIT_BYTES: '2000000',
      ROLLCALL_SMTP_URL: 'smtps://user:p%40ss@mail.example.com:465',
      ROLLCALL_MAIL_FROM: 'Rollcall <rollcall@example.com>',
      ROLLCALL_ALERTS_TO: 'oncall@example.com, ops@example.com,oncall@example.com',
      ROLLCALL_SECRET_KEY: `${Buffer.alloc(32, 1).toString('base64')}, ${Buffer.alloc(32, 2).toString('base64url')}`,
    });
    assert.equal(config.port, 9000);
    assert.equal(config.publicUrl, 'https://rollcall.example.com/base');
    assert.equal(config.databaseUrl, 'postgresql://u:p@db.example.com/rollcall?sslmode=verify-full');
    assert.equal(config.home, '/var/lib/rollcall');
    assert.equal(config.policiesDirectory, '/srv/policies');
    assert.deepEqual(config.workosWebhookSecrets, ['new-secret', 'old-secret']);
    assert.equal(config.logLevel, 'debug');
    assert.equal(config.lanes.concurrency, 8);
    assert.deepEqual(config.scim, { testResource: true, rateLimitPerSecond: 50, bodyLimitBytes: 2_000_000 });
    assert.deepEqual(config.mail, {
      smtpUrl: 'smtps://user:p%40ss@mail.example.com:465',
      from: 'Rollcall <rollcall@example.com>',
      alertsTo: ['oncall@example.com', 'ops@example.com'],
    });
    assert.deepEqual(config.webhooks, {
      secretKeys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      allowPrivate: false,
    });
    assert.deepEqual(config.warnings, []);
  });

  it('counts an empty setting as not set, unless leaving it empty is dangerous', () => {
    assert.equal(read({ PORT: '', HOST: ' ', LOG_LEVEL: '' }).port, 8080);
  });

  it('tells where others reach it when it listens everywhere', () => {
    assert.equal(read({ HOST: '0.0.0.0' }).publicUrl, 'http://localhost:8080');
    assert.equal(read({ HOST: '::1', PORT: '81' }).publicUrl, 'http://[::1]:81');
  });

  const refusals: [why: string, env: Environment, names: RegExp][] = [
    [
      'a limit of requests that lets none in',
      { ROLLCALL_SCIM_RATE_LIMIT: '0' },
      /ROLLCALL_SCIM_RATE_LIMIT .*from 1/,
    ],
    [
      'a switch that is neither on nor off',
      { ROLLCALL_SCIM_TEST_RESOURCE: 'yes' },
      /TEST_RESOURCE .*Set 1 or 0/,
    ],
    [
      'an empty webhook secret',
      { WORKOS_WEBHOOK_SECRET: '' },
      /^WORKOS_WEBHOOK_SECRET is set but empty.*dashboard/,
    ],
    ['a blank webhook secret', { WORKOS_WEBHOOK_SECRET: '  ' }, /^WORKOS_WEBHOOK_SECRET is set but empty/],
    ['an empty one of several webhook secrets', { WORKOS_WEBHOOK_SECRET: 'one,' }, /^WORKOS_WEBHOOK_SECRET/],
    ['an empty operator token', { ROLLCALL_API_TOKEN: '' }, /^ROLLCALL_API_TOKEN is set but empty/],
    ['an empty API key', { WORKOS_API_KEY: '' }, /^WORKOS_API_KEY is set but empty/],
    ['polling without an API key', { WORKOS_POLLING: 'on' }, /^WORKOS_POLLING is on.*Set WORKOS_API_KEY/],
    ['an unknown way to poll', { WORKOS_POLLING: 'yes' }, /^WORKOS_POLLING is "yes"\. Set one of on, off/],
    ['an empty database address', { DATABASE_URL: '' }, /^DATABASE_URL is set but empty.*embedded/],
    ['a database of another kind', { DATABASE_URL: 'mysql://u:p@h/d' }, /^DATABASE_URL is not an address/],
    ['a port that is no number', { PORT: '80a' }, /^PORT is "80a".*0 to 65535/],
    ['a port beyond the last', { PORT: '65536' }, /^PORT/],
    ['a negative port', { PORT: '-1' }, /^PORT/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud".*trace, debug/],
    ['a home with a tilde', { ROLLCALL_HOME: '~/rollcall' }, /^ROLLCALL_HOME is "~\/rollcall"/],
    ['a public address that is none', { PUBLIC_URL: 'rollcall.example.com' }, /^PUBLIC_URL/],
    [
      'a public address with a password',
      { PUBLIC_URL: 'https://a:b@example.com' },
      /^PUBLIC_URL holds a password/,
    ],
    ['no lane at all', { ROLLCALL_LANE_CONCURRENCY: '0' }, /^ROLLCALL_LANE_CONCURRENCY/],
    [
      'lanes that use up every connection',
      { ROLLCALL_LANE_CONCURRENCY: '20', ROLLCALL_DATABASE_POOL_SIZE: '20' },
      /^ROLLCALL_DATABASE_POOL_SIZE is 20.*at least 22/,
    ],
    ['an empty secret key', { ROLLCALL_SECRET_KEY: '' }, /^ROLLCALL_SECRET_KEY is set but empty.*openssl/],
    [
      'a secret key that is too short',
      { ROLLCALL_SECRET_KEY: 'aGVsbG8=' },
      /^ROLLCALL_SECRET_KEY is not a key of 32 bytes(?!.*aGVsbG8)/,
    ],
    ['an empty address of a mail server', { ROLLCALL_SMTP_URL: '' }, /^ROLLCALL_SMTP_URL is set but empty/],
    [
      'a mail server of another kind',
      { ROLLCALL_SMTP_URL: 'https://mail.example.com' },
      /^ROLLCALL_SMTP_URL is not an address/,
    ],
    [
      'a mail server with options that nobody reads',
      { ROLLCALL_SMTP_URL: 'smtp://mail.example.com/?tls.rejectUnauthorized=false' },
      /^ROLLCALL_SMTP_URL/,
    ],
    [
      'a user of a mail server without a password',
      { ROLLCALL_SMTP_URL: 'smtp://user@mail.example.com' },
      /^ROLLCALL_SMTP_URL/,
    ],
    ['a sender that is no address', { ROLLCALL_MAIL_FROM: 'rollcall' }, /^ROLLCALL_MAIL_FROM is "rollcall"/],
    ['two senders', { ROLLCALL_MAIL_FROM: 'a@b.example, c@d.example' }, /^ROLLCALL_MAIL_FROM/],
    [
      'alerts to nobody in between',
      { ROLLCALL_ALERTS_TO: 'a@b.example,,c@d.example' },
      /^ROLLCALL_ALERTS_TO holds ""/,
    ],
    ['alerts to no address', { ROLLCALL_ALERTS_TO: 'the team' }, /^ROLLCALL_ALERTS_TO holds "the team"/],
    [
      'alerts to an address with a header behind it',
      { ROLLCALL_ALERTS_TO: 'a@b.example\nBcc: c@d.example' },
      /^ROLLCALL_ALERTS_TO/,
    ],
    ['a sender with a line break in it', { ROLLCALL_MAIL_FROM: 'A\nB <a@b.example>' }, /^ROLLCALL_MAIL_FROM/],
    [
      'mail from nowhere, in production',
      { NODE_ENV: 'production', ROLLCALL_SMTP_URL: 'smtp://mail.example.com' },
      /^ROLLCALL_MAIL_FROM is not set/,
    ],
    [
      'a token that can be guessed, in production',
      { NODE_ENV: 'production', ROLLCALL_API_TOKEN: 'short' },
      /^ROLLCALL_API_TOKEN is too short/,
    ],
    [
      'an API key that would travel in the clear, in production',
      { NODE_ENV: 'production', WORKOS_API_URL: 'http://workos.example.com' },
      /^WORKOS_API_URL/,
    ],
  ];
  for (const [why, env, names] of refusals) {
    it(`refuses ${why}, naming the setting and what to set`, () => {
      assert.throws(
        () => read(env),
        (error) => {
          assert.ok(error instanceof RollcallError);
          assert.equal(error.code, 'invalid_configuration');
          assert.match(error.message, names);
          assert.match(error.message, /\. Set |, or /);
          return true;
        },
      );
    });
  }

  it('never repeats a database address, which may hold a password', () => {
    assert.throws(
      () => read({ DATABASE_URL: 'http://user:hunter2@h/d' }),
      (error) => error instanceof Error && !error.message.includes('hunter2'),
    );
  });

  it('never repeats the address of a mail server, which may hold a password', () => {
    assert.throws(
      () => read({ ROLLCALL_SMTP_URL: 'http://user:hunter2@h' }),
      (error) => error instanceof Error && !error.message.includes('hunter2'),
    );
  });

  it('says that no operator hears of alerts where a mail server is set and they have no address', () => {
    const { mail, warnings } = read({ ROLLCALL_SMTP_URL: 'smtp://mail.example.com' });
    assert.deepEqual(mail.alertsTo, []);
    assert.match(warnings.join('\n'), /^ROLLCALL_ALERTS_TO is not set/m);
    assert.doesNotMatch(read({}).warnings.join('\n'), /ALERTS_TO/);
  });

  it('warns in production about the embedded database, the missing webhook secret and mail that reaches nobody', () => {
    const { warnings } = read({ NODE_ENV: 'production' });
    assert.equal(warnings.length, 3);
    assert.match(warnings[0] ?? '', /DATABASE_URL/);
    assert.match(warnings[1] ?? '', /WORKOS_WEBHOOK_SECRET/);
    assert.match(warnings[2] ?? '', /ROLLCALL_SMTP_URL .*\.rollcall\/mailbox/);
  });

  it('reads the events of WorkOS wherever there is an API key, unless told not to', () => {
    const { workosPolling, warnings } = read({ NODE_ENV: 'production', WORKOS_API_KEY: 'sk_1' });
    assert.deepEqual(workosPolling, { enabled: true, intervalMs: 5_000 });
    // Then nothing is amiss without webhooks.
    assert.ok(!warnings.some((warning) => warning.includes('WORKOS_WEBHOOK_SECRET')));
    const off = read({ WORKOS_API_KEY: 'sk_1', WORKOS_POLLING: 'off', WORKOS_POLL_INTERVAL_MS: '100' });
    assert.deepEqual(off.workosPolling, { enabled: false, intervalMs: 100 });
  });

  it('reads directories anew by night wherever there is an API key, between the hours that it is told', () => {
    assert.deepEqual(read({ WORKOS_API_KEY: 'sk_1' }).resyncHours, { from: 1, to: 5 });
    const at = (ROLLCALL_RESYNC_HOURS: string) => read({ WORKOS_API_KEY: 'sk_1', ROLLCALL_RESYNC_HOURS });
    assert.deepEqual(at('22-4').resyncHours, { from: 22, to: 4 });
    assert.equal(at('off').resyncHours, null);
    assert.throws(() => at('at night'), /ROLLCALL_RESYNC_HOURS is "at night"\. Set two different hours/);
    assert.throws(() => read({ ROLLCALL_RESYNC_HOURS: '1-5' }), /without an API key\. Set WORKOS_API_KEY/);
  });

  it('warns about a misspelt setting of its own, and about nobody else’s', () => {
    const { warnings } = read({ ROLLCALL_POLICY: 'x', OTHER: 'y' });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^ROLLCALL_POLICY is not a setting of Rollcall.*ROLLCALL_POLICIES/);
  });
});
