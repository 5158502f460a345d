import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { openSecret, parseSecretKey, sealSecret, type SecretKeys } from '../../src/store/sealed-secret.ts';

describe('a sealed secret', () => {
  const keys: SecretKeys = [randomBytes(32)];
  const place = 'webhook_secrets a b';

  it('opens with its key, at its place, and looks different each time', () => {
    const sealed = sealSecret(keys, 'whsec_é', place);
    assert.equal(openSecret(keys, sealed, place), 'whsec_é');
    assert.notEqual(sealSecret(keys, 'whsec_é', place), sealed);
    assert.ok(!Buffer.from(sealed.split('.')[1] ?? '', 'base64').includes('whsec'));
  });
  it('opens at no other place', () => {
    assert.throws(() => openSecret(keys, sealSecret(keys, 'x', place), 'webhook_secrets a c'), {
      code: 'internal',
    });
  });
  it('opens with none of its bits changed, and not when it is cut', () => {
    const [name = '', content = ''] = sealSecret(keys, 'x', place).split('.');
    const bytes = Buffer.from(content, 'base64');
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      assert.throws(() => openSecret(keys, `${name}.${changed.toString('base64')}`, place), {
        code: 'internal',
      });
    }
    for (const length of [0, 5, 12, 20, bytes.length - 1]) {
      const cut = bytes.subarray(0, length).toString('base64');
      assert.throws(() => openSecret(keys, `${name}.${cut}`, place), { code: 'internal' });
    }
  });
  it('opens with a former key behind the one of today, and says what to set where that is missing', () => {
    const sealed = sealSecret(keys, 'x', place);
    const later: SecretKeys = [randomBytes(32), ...keys];
    assert.equal(openSecret(later, sealed, place), 'x');
    assert.throws(() => openSecret([later[0]], sealed, place), /ROLLCALL_SECRET_KEY/);
  });
  it('takes keys of 32 bytes in base64 and base64url, and no others', () => {
    const key = randomBytes(32);
    for (const form of ['base64', 'base64url'] as const)
      assert.deepEqual(parseSecretKey(` ${key.toString(form)} `), key);
    for (const text of [
      '',
      'x'.repeat(43) + '!',
      randomBytes(31).toString('base64'),
      randomBytes(33).toString('base64'),
    ]) {
      assert.equal(parseSecretKey(text), null, text);
    }
  });
});
