import assert from 'node:assert/strict';
import { guideNames } from '../../../src/domain/identity-provider.ts';
import type { DirectoryGuide, DirectorySetup, SetupStep } from '../../../src/generated/api.ts';
import { guideOf } from '../../../src/tenancy/setup/guides/all-guides.ts';
import { guideAnswer } from '../../../src/tenancy/setup/guides/guide-answer.ts';
import { providerOf } from '../../../src/web/parts/identity-provider.ts';
import { fillIn, placeToGoOn, shownBy, wizardSteps } from '../../../src/web/directories/setup-steps.ts';

const reach = { workos: true };

function setupOf(done: readonly string[], change: Partial<DirectorySetup> = {}): DirectorySetup {
  const keys = ['token', 'first_request', 'people', 'groups', 'memberships', 'deactivation', 'first_sync'];
  const steps = keys.map((key): SetupStep => ({
    key,
    state: done.includes(key) ? 'done' : 'waiting',
    at: null,
    says: key,
    next: null,
  }));
  return {
    directory_id: 'directory',
    source: 'scim',
    identity_provider: 'Okta',
    guide: 'okta',
    state: 'setting_up',
    phase: 'not_connected',
    says: '',
    connected_at: null,
    first_synced_at: null,
    progress: {
      people: 0,
      groups: 0,
      memberships: 0,
      events_waiting: 0,
      events_set_aside: 0,
      is_reading: false,
    },
    steps,
    ...change,
  };
}

describe('The pages of a setup', () => {
  const okta = guideAnswer(guideOf('okta'), reach);
  const place = (
    done: readonly string[],
    change: Partial<DirectorySetup> = {},
    guide: DirectoryGuide = okta,
  ) => {
    const setup = setupOf(done, change);
    return placeToGoOn(wizardSteps(setup, guide), setup);
  };

  it('go on behind the last step that has worked, wherever somebody left', () => {
    assert.equal(place(['token']), '1');
    assert.equal(place(['token', 'first_request']), '4');
    assert.equal(place(['token', 'first_request', 'people']), '6');
    assert.equal(place(['token', 'first_request', 'people', 'groups']), '6');
    assert.equal(place(['token', 'first_request', 'people', 'groups', 'memberships']), 'first-sync');
    assert.equal(place([], { phase: 'synced' }), 'first-sync');
    assert.equal(place([], { phase: 'ended' }), 'first-sync');
  });

  it('count what nothing shows as done once something behind it has worked', () => {
    const states = wizardSteps(setupOf(['token', 'first_request']), okta).map(({ state }) => state);
    assert.deepEqual(states, ['done', 'done', 'done', 'open', 'open', 'open', 'open']);
  });

  it('mark the step whose check has a problem', () => {
    const setup = setupOf(['token']);
    const steps = setup.steps.map((step) =>
      step.key === 'first_request' ? { ...step, state: 'problem' as const } : step,
    );
    const marked = wizardSteps({ ...setup, steps }, okta).filter(({ state }) => state === 'problem');
    assert.deepEqual(
      marked.map(({ title }) => title),
      ['Connect', 'Test'],
    );
  });

  it('say of a step that nothing is seen of where it shows that it has worked', () => {
    for (const name of guideNames) {
      const steps = wizardSteps(setupOf([]), guideAnswer(guideOf(name), reach));
      for (const [at, { checks, title, guide }] of steps.entries()) {
        const shows = shownBy(steps, at);
        assert.equal(shows === null, checks.length > 0, `${name}: ${title}`);
        if (guide !== null && guideOf(name).sources.includes('scim'))
          assert.ok(guide.picture, `${name}: ${title}`);
      }
    }
    const steps = wizardSteps(setupOf([]), okta);
    assert.deepEqual(
      [0, 3].map((at) => shownBy(steps, at)?.title),
      ['Connect', 'Assign people'],
    );
  });

  it('give the address and the token to copy also where only a sentence names them', () => {
    const ping = guideAnswer(guideOf('ping'), reach);
    const [first] = ping.steps;
    assert.ok(first);
    const named = { ...first, says: ['Set the URL to {base_url}, with {token}.'], fields: [] };
    const [step] = wizardSteps(setupOf([]), { ...ping, steps: [named] });
    assert.deepEqual(
      step?.guide?.fields.map(({ value }) => value),
      ['{base_url}', '{token}'],
    );
    assert.ok(!step.guide.says.join(' ').includes('{'));
  });

  it('lead through the Admin Portal where it is connected through WorkOS', () => {
    const google = guideAnswer(guideOf('google'), reach);
    const steps = wizardSteps(setupOf([], { source: 'workos' }), google);
    assert.deepEqual(
      steps.map(({ title }) => title),
      ['Open the Admin Portal', 'Choose people and groups', 'First sync'],
    );
  });

  it('fill in what is at hand, and no more', () => {
    assert.equal(fillIn('{base_url} {token}', 'https://x/scim', null), 'https://x/scim ');
    // What an address or a token looks like does not matter.
    assert.equal(fillIn('{token}', null, '$&'), '$&');
  });

  it('call an identity provider by its name, whatever WorkOS calls it', () => {
    assert.equal(providerOf({ idp: 'azure scim v2.0', profile: null }), 'Entra ID');
    assert.equal(providerOf({ idp: 'PingFederate SCIM v2.0', profile: 'ping' }), 'PingFederate');
    assert.equal(providerOf({ idp: 'Keycloak', profile: 'generic' }), 'Keycloak');
    assert.equal(providerOf({ idp: null, profile: 'jumpcloud' }), 'JumpCloud');
    assert.equal(providerOf({ idp: null, profile: 'generic' }), null);
  });
});
