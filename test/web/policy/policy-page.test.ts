import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import {
  assertAccessible,
  assertFits,
  enterConsole,
  openPage,
  showIn,
  takePictures,
  type OpenPage,
} from '../../support/browser.ts';
import { officePolicy, openOffice, type Office } from '../../support/office.ts';

const hostile = 'Eve \u202egnp <img src=x onerror=alert(1)>';
const policy = `# the policy of acme${officePolicy}# about leaving
deactivation:
  mode: immediate # at once
${'# more than the editor is high\n'.repeat(60)}`;

describe('the policy editor', () => {
  let office: Office;
  let opened: OpenPage;
  let page: Page;
  let eve: string;

  before(async () => {
    office = await openOffice(policy);
    await office.hire('ada', ['admins']);
    await office.hire('bob', ['members']);
    eve = (await office.hire(hostile)).user.id;
  });
  after(() => office.stop());

  beforeEach(async () => {
    opened = await openPage(office.rollcall, { width: 1_440 });
    ({ page } = opened);
    await enterConsole(office.rollcall, page);
    await page.goto('/admin/tenants/acme/policy');
    await editor().waitFor();
  });
  afterEach(() => opened.close());

  const editor = () => page.getByRole('textbox', { name: 'Policy as YAML' });
  const findings = () => page.getByRole('list', { name: 'Findings' }).getByRole('button');
  const inForce = async (): Promise<{ version: number; yaml: string; author: string }> =>
    office.api.expect('PolicyVersion', 'GET', '/tenants/acme/policy');
  const putInForce = () => page.getByRole('button', { name: 'Put in force', exact: true });
  const roleOfEve = async (): Promise<string | null> =>
    (await office.api.expect('User', 'GET', `/tenants/acme/users/${eve}`)).role;
  /** Puts the cursor behind a piece of the text, by searching for it as a person does. */
  const goBehind = async (piece: string) => {
    await editor().focus();
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).pressSequentially(piece);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
  };
  const erase = async (characters: number) => {
    for (let at = 0; at < characters; at += 1) await page.keyboard.press('Backspace');
  };
  const replace = async (piece: string, by: string) => {
    await goBehind(piece);
    await erase(piece.length);
    await page.keyboard.insertText(by);
  };

  /** Holds requests that change something back, as a slow service does, until they are let through. */
  const holdBack = async (address: string, isMeant: (body: Record<string, unknown>) => boolean) => {
    const gate = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    await page.route(address, async (route) => {
      if (route.request().method() !== 'GET' && isMeant(route.request().postDataJSON() as never)) {
        asked.resolve(undefined);
        await gate.promise;
      }
      await route.fallback();
    });
    return {
      asked: asked.promise,
      letThrough: async () => {
        gate.resolve(undefined);
        await page.unroute(address);
      },
    };
  };

  it('shows where a text is broken, mends it, plans it on real people, and puts it in force', async () => {
    await page.getByText('Nothing changes for any of 3 people.').waitFor();
    await replace('name: members', 'name: member');
    const unseen = findings().filter({ hasText: 'No directory has a group called "member".' });
    assert.match(
      await unseen.innerText(),
      /Warning, line 11, column 15\n[^]*Did you mean "members"\? No entry maps that group\./,
    );
    assert.ok(await putInForce().isEnabled());
    await replace('# the policy of acme', '# the policy\n# of acme');
    await unseen.filter({ hasText: 'line 12' }).waitFor();
    await replace('name: member', 'name: members');
    await replace('# the policy\n# of acme', '# the policy of acme');
    await page.getByText('Nothing is wrong with this text.').waitFor();
    await replace('default_role: viewer', 'default_role: membr');
    // What was found of the text half written is gone by then.
    await findings().filter({ hasText: 'Error, line 6, column 17' }).first().waitFor();
    await page.getByText('Until then nobody can be decided on.').waitFor();
    assert.ok(await putInForce().isDisabled());
    await page.locator('.cm-lintRange-error').first().waitFor();
    await findings().first().click();
    assert.equal(await page.evaluate('document.activeElement?.getAttribute("aria-label")'), 'Policy as YAML');
    await assertAccessible(page);
    await takePictures(page, 'policy-broken');
    await page.getByRole('button', { name: 'Mend it' }).click();
    await page.getByText('Nothing is wrong with this text.').waitFor();
    await page.getByText('1 person changes, of 3.').waitFor();
    await page.getByText('Of the text as it is').waitFor();
    assert.equal(await page.getByLabel('Find somebody among them').count(), 0);
    await page.getByText('Who it is').click();
    const named = page.getByRole('list', { name: 'What is done' });
    assert.match(await named.innerText(), /from viewer to member[^]*<img src=x onerror=alert\(1\)>/);
    assert.ok((await named.getByRole('img', { name: 'hidden character U+202E' }).count()) > 0);
    for (const theme of ['light', 'dark'] as const) {
      await showIn(page, theme);
      await assertAccessible(page);
    }
    await takePictures(page, 'policy-planned');
    await putInForce().click();
    const dialog = page.getByRole('dialog', { name: 'Put this text in force?' });
    await dialog.getByText('1 person changes, of 3.').waitFor();
    await dialog.getByRole('button', { name: 'Show the difference of the texts' }).click();
    await dialog.getByText('+  default_role: member').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'policy-dialog');
    const slow = await holdBack('**/policy/versions', () => true);
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await slow.asked;
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await dialog.getByRole('button', { name: 'Cancel', disabled: true }).waitFor();
    assert.equal((await inForce()).version, 1);
    await slow.letThrough();
    await page.getByText('Version 2 is in force', { exact: true }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    const { version, yaml } = await inForce();
    assert.equal(version, 2);
    assert.match(yaml, /# the policy of acme[^]*default_role: member[^]*mode: immediate # at once/);
    await office.rollcall.drain();
    assert.equal(await roleOfEve(), 'member');
    await page.getByText('As in force').waitFor();
  });

  it('goes back to an older version, after the two were compared', async () => {
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('heading', { name: 'Policy versions' }).waitFor();
    await page.getByRole('radio', { name: 'Compare version 1 as the old one' }).check();
    await page.getByRole('radio', { name: 'Compare version 2 as the new one' }).check();
    const comparison = page.getByRole('region', { name: 'From version 1 to version 2' });
    await comparison.getByText('+  default_role: member').waitFor();
    await page.waitForURL(/before=1&after=2$/);
    await page.getByRole('button', { name: 'Details of version 1' }).click();
    await page.getByText('# the policy of acme').first().waitFor();
    await assertAccessible(page);
    await takePictures(page, 'policy-versions');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await page.getByRole('button', { name: 'Put version 1 in force again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Put version 1 in force again?' });
    await dialog.getByText('1 person changes, of 3.').waitFor();
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('row', { name: /Version 1 In force/ }).waitFor();
    assert.equal((await inForce()).version, 1);
    await office.rollcall.drain();
    assert.equal(await roleOfEve(), 'viewer');
  });

  it('keeps a text over a reload, and when somebody else puts a version in force meanwhile', async () => {
    await replace('mode: immediate', 'mode: read_only');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('read_only: { for: 7d }');
    await page.getByText('Nothing is wrong with this text.').waitFor();
    await page.reload();
    await page.getByText('This is the text that you were writing.').waitFor();
    await editor().getByText('read_only: { for: 7d }').waitFor();
    await page.getByText('Nothing is wrong with this text.').waitFor();

    const { yaml, version } = await inForce();
    const pushed = await office.rollcall.api('POST', '/tenants/acme/policy/versions', {
      yaml: yaml.replace('# about leaving', '# about leavers'),
      over: version,
      author: 'Mallory \u202e<b>',
    });
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body));
    await putInForce().click();
    const dialog = page.getByRole('dialog', { name: 'Put this text in force?' });
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('Version 3 was put in force while you were writing').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await editor().getByText('read_only: { for: 7d }').waitFor();
    assert.ok(await putInForce().isDisabled());
    await page.getByRole('button', { name: 'What my text would change of it' }).click();
    await page.getByText('+  mode: read_only # at once').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'policy-overtaken');
    await page.getByRole('button', { name: 'Go on with my text, over version 3' }).click();
    await putInForce().click();
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('Version 4 is in force', { exact: true }).waitFor();
    assert.match((await inForce()).yaml, /mode: read_only # at once\n {2}read_only: \{ for: 7d \}/);
  });

  it('keeps a text for the token that wrote it, not for another of its name, and in no tab after signing out', async () => {
    const { token } = await office.api.expect('TokenOnce', 'POST', '/tokens', {
      body: { name: 'operator', scopes: ['read'] },
    });
    const drafts = () =>
      page.evaluate('Object.keys(sessionStorage).filter((key) => /draft/.test(key)).length');
    const changed = page.getByText('Changed, not in force');
    await goBehind('deactivation:');
    await page.keyboard.insertText(' # of mine');
    await changed.waitFor();
    await enterConsole(office.rollcall, page);
    await page.reload();
    await changed.waitFor();
    await editor().getByText('# of mine').waitFor();
    await enterConsole(office.rollcall, page, token);
    await page.reload();
    await page.getByText('Signed in as operator').first().waitFor();
    await editor().waitFor();
    assert.deepEqual([await changed.count(), await drafts()], [0, 0]);

    await goBehind('deactivation:');
    await page.keyboard.insertText(' # of theirs');
    await changed.waitFor();
    assert.equal(await drafts(), 1);
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.locator('.cm-content').first().click();
    await second.keyboard.insertText('# ');
    await second.getByText('Changed, not in force').waitFor();
    await second.getByRole('button', { name: 'Sign out' }).click();
    const asked = second.getByRole('dialog', { name: 'Sign out with something unsaved?' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'hidden' });
    assert.equal(await drafts(), 1);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await asked.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You signed out' }).waitFor();
    assert.equal(await drafts(), 0);
    await assertAccessible(page);
    await second.waitForURL('**/admin/sign-in**');
    await second.close();
  });

  it('is left by keys, completes, helps, and asks before changes are left behind', async () => {
    await goBehind('mode: read_only');
    await page.getByRole('region', { name: 'At the cursor' }).getByText('deactivation.mode').waitFor();
    await erase('read_only'.length);
    await page.keyboard.press('Control+Space');
    await page.getByRole('option', { name: 'grace' }).waitFor();
    await page.locator('.cm-completionInfo').getByText('No sign-in from that moment').waitFor();
    await takePictures(page, 'policy-completion');
    await page.getByRole('option', { name: 'grace' }).click();
    await editor().getByText('never_grant').hover();
    await page.locator('.cm-rc-help').getByText('Roles that nothing in this policy may give.').waitFor();
    await page.keyboard.press('Control+Home');
    await findings().getByText(/grace/).first().waitFor();
    await goBehind('- { name: admins, role: ');
    await page.keyboard.press('Control+Space');
    await page.getByRole('option', { name: /^owner/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    assert.notEqual(
      await page.evaluate('document.activeElement?.getAttribute("aria-label")'),
      'Policy as YAML',
    );
    await page.getByRole('link', { name: 'Activity' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave with changes that are not in force?' });
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
    await page.goBack();
    await editor().getByText('mode: grace').waitFor();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click();
    await editor().getByText('mode: read_only').waitFor();
  });

  it('asks for one plan at a time, and of what is typed meanwhile only for the latest', async () => {
    const asked: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    await page.clock.install();
    await page.reload();
    await page.getByText('Of the text as it is').waitFor();
    await page.route('**/policy/plans', async (route) => {
      asked.push((route.request().postDataJSON() as { yaml: string }).yaml);
      await gate.promise;
      await route.continue();
    });
    /** Until the text is checked, and everyone would have been looked at. */
    const pause = async () => {
      await page.getByText('Nothing is wrong with this text.').waitFor();
      await page.clock.runFor(2_000);
    };
    const first = page.waitForRequest('**/policy/plans');
    await replace('default_role: viewer', 'default_role: member');
    await pause();
    await first;
    await replace('about leaving', 'about staying');
    await pause();
    await replace('about staying', 'about both');
    await pause();
    await page.getByText('Everyone is being looked at').waitFor();
    assert.equal(asked.length, 1);
    const second = page.waitForRequest('**/policy/plans');
    gate.resolve(undefined);
    await second;
    await page.clock.runFor(2_000);
    await page.getByText('Of the text as it is').waitFor();
    await page.getByText('1 person changes, of 3.').waitFor();
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', /# about both/);
  });

  it('lets who may only look try a text, and not put it in force', async () => {
    const made = await office.rollcall.api('POST', '/tokens', { name: 'viewer', scopes: ['read'] });
    await enterConsole(office.rollcall, page, (made.body as { token: string }).token);
    await page.reload();
    await replace('mode: read_only', 'mode: immediate');
    await page.getByText('Of the text as it is').waitFor();
    await page.getByText('Changed, not in force').waitFor();
    assert.equal(await putInForce().count(), 0);
    await page.goto('/admin/tenants/acme/policy/versions?before=1&after=4');
    await page.getByRole('region', { name: 'From version 1 to version 4' }).waitFor();
    await page.getByRole('button', { name: 'Details of version 1' }).click();
    await page.getByRole('button', { name: 'Go on from this text in the editor' }).click();
    const question = page.getByRole('dialog', { name: 'Lose the text that you were writing?' });
    await question.getByRole('button', { name: 'Go on from this text in the editor' }).waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.getByRole('button', { name: /in force again/ }).count(), 0);
  });

  it('has forms that edit the text, runs tests of it, says it in words, and proposes it', async () => {
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('May read for').fill('21 days');
    await page.getByText('Write a number and s, m, h or d, such as 30d.').waitFor();
    await page.getByLabel('May read for').fill('21d');
    // What the form was left with stays while the text changes, and while another tab is looked at.
    await replace('default_role: viewer', 'default_role: member');
    await page.getByRole('tab', { name: 'In words' }).click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.locator('input[type=hidden][value=member]').waitFor({ state: 'attached' });
    assert.equal(await page.getByLabel('May read for').inputValue(), '21d');
    const slow = await holdBack('**/policy/edits', ({ set }) => (set as unknown[]).length > 0);
    await page.getByRole('button', { name: 'Write into the text' }).click();
    await slow.asked;
    await replace('# about leaving', '# typed meanwhile');
    await slow.letThrough();
    await editor().getByText('read_only: { for: 21d }').waitFor();
    await editor().getByText('# at once').waitFor();
    await editor().getByText('# typed meanwhile').waitFor();
    await replace('default_role: member', 'default_role: viewer');
    await assertAccessible(page);
    await takePictures(page, 'policy-settings');

    await page.getByRole('tab', { name: 'Tests' }).click();
    await page.getByRole('button', { name: 'Write the first test' }).click();
    await page.getByText('0 of 1 hold').waitFor();
    await page.getByText('role: expected member, got viewer').waitFor();
    await page.getByRole('textbox', { name: 'Tests as YAML' }).focus();
    await page.keyboard.insertText('# more than the editor is high\n'.repeat(30));
    await page.getByText('0 of 1 hold').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'policy-tests');

    await page.getByRole('tab', { name: 'In words' }).click();
    await page
      .getByText(/21 days/)
      .first()
      .waitFor();
    await takePictures(page, 'policy-words');

    await page.getByRole('tab', { name: 'Proposal' }).click();
    await page.getByText('Nothing is proposed').waitFor();
    await page.getByRole('button', { name: 'Propose this text' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Propose this text' }).click();
    await page.getByText('Version 5 is proposed').waitFor();
    const proposal = await office.api.expect('PolicyProposal', 'GET', '/tenants/acme/policy/proposal');
    assert.match(proposal.yaml, /read_only: \{ for: 21d \}/);
    assert.equal((await inForce()).version, 4);
    await assertAccessible(page);
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page);
    await takePictures(page, 'policy-proposal');
    await page.setViewportSize({ width: 1_440, height: 900 });

    await page.getByRole('button', { name: 'Withdraw it' }).click();
    const question = page.getByRole('dialog', { name: 'Withdraw the proposal?' });
    await question.getByText('What was counted is gone.').waitFor();
    await assertAccessible(page);
    await question.getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByText('Nothing is proposed').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Withdraw it' }).count(), 0);
    await office.api.refused(404, 'not_found', 'GET', '/tenants/acme/policy/proposal');
    assert.equal((await inForce()).version, 4);
  });

  it('goes from a finding to the next by F8, round and back', async () => {
    const atCursor = page.getByRole('region', { name: 'At the cursor' });
    await replace('default_role: viewer', 'default_role: membr');
    await replace('mode: read_only', 'mode: read_onl');
    await findings().nth(1).waitFor();
    await page.keyboard.press('Control+Home');
    for (const [key, place] of [
      ['F8', 'groups.default_role'],
      ['F8', 'deactivation.mode'],
      ['F8', 'deactivation.read_only'],
      ['F8', 'groups.default_role'],
      ['Shift+F8', 'deactivation.read_only'],
    ] as const) {
      await page.keyboard.press(key);
      await atCursor.getByText(place).waitFor();
    }
  });

  it('begins from a template with its tests, and puts nothing in force by it', async () => {
    for (let at = 1; at <= 12; at += 1) await office.hire(`someone${at}`);
    await page.getByRole('tab', { name: 'Tests' }).click();
    await page.getByRole('button', { name: 'Write the first test' }).click();
    await replace('# at once', '# of mine');
    await page.getByRole('button', { name: 'Start from a template' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start from a template' });
    const use = dialog.getByRole('button', { name: 'Use it' });
    assert.ok(await use.isDisabled());
    await dialog.getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: 'okta-basic' }).click();
    await dialog.getByLabel('Domain of their addresses').fill('initech.com');
    await assertAccessible(page);
    await takePictures(page, 'policy-template');
    const slow = await holdBack('**/policy/drafts', () => true);
    await use.click();
    await slow.asked;
    await dialog.getByRole('button', { name: 'Cancel', disabled: true }).waitFor();
    await page.keyboard.press('Escape');
    await slow.letThrough();
    const question = page.getByRole('dialog', { name: 'Lose the text and the tests that you were writing?' });
    await question.getByText('The tests are in this tab and nowhere else.').waitFor();
    await assertAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await editor().getByText('# of mine').waitFor();
    await page.getByRole('textbox', { name: 'Tests as YAML' }).getByText('Somebody in no group').waitFor();
    await page.getByRole('button', { name: 'Start from a template' }).click();
    await use.click();
    await question.getByRole('button', { name: 'Replace' }).click();
    await question.waitFor({ state: 'hidden' });
    await page.getByText('Changed, not in force').waitFor();
    await editor()
      .getByText(/initech\.com/)
      .first()
      .waitFor();
    await page.getByText(/^\d+ of \d+ hold$/).waitFor();
    await page.getByRole('tab', { name: 'Effect' }).click();
    await page.getByText('Of the text as it is').waitFor();
    await page.getByLabel('Find somebody among them').fill('SOMEONE12@');
    await page.getByText('1 person of that name would change.').waitFor();
    await page.locator('main').getByText('someone12@acme.com').waitFor();
    await assertAccessible(page);
    await takePictures(page, 'policy-people');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all as CSV' }).click(),
    ]);
    const csv = readFileSync(await file.path(), 'utf8');
    assert.match(file.suggestedFilename(), /^rollcall-plan-acme-.*\.csv$/);
    assert.equal(new Set(csv.match(/someone\d+@acme\.com/g)).size, 12);
    assert.equal((await inForce()).version, 4);
  });
});
