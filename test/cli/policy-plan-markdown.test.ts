import assert from 'node:assert/strict';
import { planMarkdown } from '../../src/cli/policy-plan-markdown.ts';
import type { PolicyPlan } from '../../src/generated/api.ts';

/** Of which nothing may be markup, a mention, a reference to something or a link. */
const hostile = [
  'a|b',
  '<img src=x>',
  '@everyone',
  '[click](https://evil.example)',
  '![i](HTTP://evil.example/a.png)',
  'www.evil.example',
  'WWW.evil.example',
  '`code`',
  'acme/secret#12',
  'GH-12',
  '!12 &12 $12 %12 ~bug',
  'line\n\n# heading',
  '</details>',
  'eve@evil.example',
  '\u202Enimda',
  'a\u2028b',
];

describe('A plan for a pull request', () => {
  for (const name of hostile) {
    it(`shows ${JSON.stringify(name)} as text and nothing else`, () => {
      const markdown = planMarkdown(planOf(name), null);
      const ours = markdown
        .replaceAll(/<\/?(?:details|summary)>/g, '')
        .split('\n')
        .filter((line) => /R |group/.test(line))
        .join('\n');
      const shown = ours
        .replaceAll(/\\([\\`*_{}[\]|~#])/g, '$1')
        .replaceAll(/&[lg]t;/g, '')
        .replaceAll('&amp;', '&');
      assert.doesNotMatch(shown, /[@#!$%~&][\p{L}\p{N}_]|:\/\/|www\.|GH-\d/iu);
      assert.doesNotMatch(ours.replaceAll(/\\[\\`*_{}[\]|~#]/g, ' '), /[<>`[\]\u202E\u2028]/);
      assert.equal(markdown.split('\n').length, planMarkdown(planOf('plain'), null).split('\n').length);
      for (const line of markdown.split('\n').filter((each) => each.startsWith('| 1 '))) {
        assert.equal(line.split(/(?<!\\)(?:\\\\)*\|/).length, 5, line);
      }
      assert.equal(markdown.split('</details>').length, 2);
    });
  }

  it('says also beside the people that they would wait', () => {
    const markdown = planMarkdown(planOf('admins'), null);
    assert.match(
      markdown,
      /<summary>from member to admin, but wait: guard of new administrators: 1<\/summary>/,
    );
  });
});

function planOf(name: string): PolicyPlan {
  return {
    tenant: 'acme',
    hash: '0123456789abcdef0123456789abcdef',
    outcome: 'held',
    base: 1,
    proposal: { version: null, digest: '0' },
    against: null,
    planned_at: '2026-01-15T09:00:00.000Z',
    people: { looked_at: 1, changed: 0, held: 1 },
    testing: [],
    actions: { 'role.changed': 1 },
    groups: [
      {
        action: 'role.changed',
        role: 'admin',
        says: 'from member to admin',
        held_by: 'admin_grants',
        place: { pointer: '/groups/map/0', file: 'acme.policy.yaml', line: 4, text: `- { name: R ${name} }` },
        people: 1,
        named: [
          {
            directory_user_id: null,
            user_id: null,
            external_id: null,
            display_name: null,
            email: null,
            reason: `Role changed from member to admin: is in the group ${name}`,
          },
        ],
      },
    ],
    holds: [{ kind: 'admin_grants', reason: `because each of them is in the group ${name}`, people: 1 }],
    diagnostics: [],
  };
}
