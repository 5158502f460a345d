import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearest } from '../../src/policy/did-you-mean.ts';
import { OPERATORS } from '../../src/policy/vocabulary.ts';

const ROLES = ['owner', 'admin', 'member', 'viewer'];

describe('did you mean', () => {
  const cases: [string, readonly string[], string | null][] = [
    ['membr', ROLES, 'member'],
    ['memebr', ROLES, 'member'],
    ['Admin', ROLES, 'admin'],
    ['admins', ROLES, 'admin'],
    ['administrator', ROLES, null],
    ['superuser', ROLES, null],
    ['startsWith', OPERATORS, 'starts_with'],
    ['not-equals', OPERATORS, 'not_equals'],
    ['greaterthan', OPERATORS, 'greater_than'],
    ['equal', OPERATORS, 'equals'],
    ['resembles', OPERATORS, null],
    ['', ROLES, null],
    ['x', ROLES, null],
  ];
  for (const [written, candidates, expected] of cases) {
    it(`finds ${String(expected)} for ${JSON.stringify(written)}`, () =>
      assert.equal(nearest(written, candidates), expected));
  }

  it('finds a name again after any one slip in it', () => {
    const name = fc.constantFrom('department', 'employee_type', 'external_id', 'never_grant', 'display_name');
    fc.assert(
      fc.property(
        name,
        fc.nat(),
        fc.constantFrom('drop', 'double', 'swap', 'replace'),
        (right, where, slip) => {
          const at = where % right.length;
          const [before, here, next, after] = [
            right.slice(0, at),
            right[at],
            right[at + 1] ?? '',
            right.slice(at + 2),
          ];
          const written = {
            drop: `${before}${next}${after}`,
            double: `${before}${here}${here}${next}${after}`,
            swap: `${before}${next}${here}${after}`,
            replace: `${before}x${next}${after}`,
          }[slip];
          assert.equal(
            nearest(written, ['department', 'employee_type', 'external_id', 'never_grant', 'display_name']),
            right,
          );
        },
      ),
    );
  });

  it('gives up on a text that is far too long, at once', () => {
    assert.equal(nearest('a'.repeat(1_000_000), ROLES), null);
  });
});
