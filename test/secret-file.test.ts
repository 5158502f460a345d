import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { RollcallError } from '../src/domain/rollcall-error.ts';
import { secretSettings, settingReader, type Environment } from '../src/setting-reader.ts';
import { readMarkdown } from './docs/markdown-files.ts';
import { makeTestFolder } from './support/run-folder.ts';

const key = Buffer.alloc(32, 7);

/** Of each secret setting, one that can be used. */
const secrets: Record<(typeof secretSettings)[number], string> = {
  DATABASE_URL: 'postgres://rollcall:secret@db.example.com/rollcall',
  WORKOS_WEBHOOK_SECRET: 'new-secret,old-secret',
  WORKOS_API_KEY: 'sk_example',
  ROLLCALL_API_TOKEN: 'a-token-that-is-long-enough-to-be-safe',
  ROLLCALL_SMTP_URL: 'smtp://user:secret@mail.example.com:587',
  ROLLCALL_SECRET_KEY: key.toString('base64'),
  ROLLCALL_OIDC_CLIENT_SECRET: 'a-client-secret',
  ROLLCALL_TOKEN: 'rollcall_operator_x',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=secret',
};

describe('a secret in a file', () => {
  let folder = '';
  before(() => {
    folder = makeTestFolder('secret-files');
  });

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const refusal = (env: Environment): string => {
    let said = '';
    assert.throws(
      () => readConfig(env, '/'),
      (error) => {
        assert.ok(error instanceof RollcallError);
        assert.equal(error.code, 'invalid_configuration');
        said = error.message;
        return true;
      },
    );
    return said;
  };

  it('counts as if it were set, for each setting that holds one', () => {
    const env = Object.fromEntries(
      Object.entries(secrets).map(([name, secret]) => [`${name}_FILE`, file(name, `${secret}\n`)]),
    );
    const beside = {
      NODE_ENV: 'production',
      ROLLCALL_MAIL_FROM: 'a@example.com',
      ROLLCALL_OIDC_ISSUER: 'https://example.okta.com',
      ROLLCALL_OIDC_CLIENT_ID: 'rollcall',
      ROLLCALL_OIDC_OPERATORS: 'operators',
    };
    const config = readConfig({ ...env, ...beside }, '/');
    assert.equal(config.databaseUrl, secrets.DATABASE_URL);
    assert.deepEqual(config.workosWebhookSecrets, ['new-secret', 'old-secret']);
    assert.equal(config.workosApiKey, secrets.WORKOS_API_KEY);
    assert.equal(config.apiToken, secrets.ROLLCALL_API_TOKEN);
    assert.equal(config.mail.smtpUrl, secrets.ROLLCALL_SMTP_URL);
    assert.deepEqual(config.webhooks.secretKeys, [key]);
    assert.equal(config.web.oidc?.clientSecret, secrets.ROLLCALL_OIDC_CLIENT_SECRET);
    assert.equal(settingReader(env).secret('ROLLCALL_TOKEN', 'a token'), secrets.ROLLCALL_TOKEN);
    assert.deepEqual(
      config.warnings.filter((warning) => /not a setting|_FILE/.test(warning)),
      [],
    );
  });

  it('is refused beside the setting itself, also an empty one', () => {
    const path = file('database-url', secrets.DATABASE_URL);
    for (const beside of [secrets.DATABASE_URL, '']) {
      assert.equal(
        refusal({ DATABASE_URL: beside, DATABASE_URL_FILE: path }),
        'DATABASE_URL and DATABASE_URL_FILE are both set. Set one of them, so that it is clear which one counts.',
      );
    }
  });

  it('is refused where the path is empty, so that no embedded database stands in for the one that was meant', () => {
    assert.match(refusal({ DATABASE_URL_FILE: ' ' }), /^DATABASE_URL_FILE is set but empty\. Set it to /);
  });

  it('is refused where the file is missing, no file, empty, too long, or holds more', () => {
    mkdirSync(join(folder, 'a-folder'));
    const said = (path: string): string => refusal({ WORKOS_API_KEY_FILE: path }).replace(path, 'PATH');
    const leads = 'WORKOS_API_KEY_FILE leads to PATH, which';
    assert.match(
      said(join(folder, 'nowhere')),
      new RegExp(`^${leads} cannot be read \\(ENOENT\\)\\. Set it to`),
    );
    assert.match(said(join(folder, 'a-folder')), new RegExp(`^${leads} cannot be read \\(EISDIR\\)\\.`));
    assert.match(said(file('blank', '\n')), new RegExp(`^${leads} is empty\\.`));
    assert.match(said(file('long', 'x'.repeat(70_000))), new RegExp(`^${leads} is too long`));
    assert.match(
      said(file('lines', 'sk_one\nsk_two\n')),
      new RegExp(`^${leads} holds more than one line\\.`),
    );
  });

  it('is never quoted where it cannot be used', () => {
    const said = refusal({ DATABASE_URL_FILE: file('wrong', 'mysql://root:hunter2@db/x') });
    assert.match(said, /^DATABASE_URL is not an address of a PostgreSQL/);
    assert.ok(!said.includes('hunter2'));
  });

  it('is said in the README of each setting that may have one', () => {
    const [, listed = ''] =
      /of the settings that hold a secret \(([^)]+)\)/.exec(
        readMarkdown('README.md').text.replaceAll('\n', ' '),
      ) ?? [];
    assert.deepEqual(listed.match(/[A-Z_]+/g)?.sort(), [...secretSettings].sort());
  });
});
