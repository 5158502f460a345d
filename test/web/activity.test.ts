import { enterPortal, openPage, takePictures, assertAccessible } from '../support/browser.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('x', () => {
  let office: Office;
  before(async () => {
    office = await openOffice();
    await office.hire('Ada Lovelace', ['admins']);
    await office.hire('Grace \u202eHopper <script>alert(1)</script>', ['members']);
    for (let i = 0; i < 12; i++) await office.hire('Person Number' + i, ['members']);
  });
  after(() => office.stop());
  it('y', async () => {
    const { page, close } = await openPage(office.rollcall);
    await enterPortal(office.rollcall, page, 'acme');
    await page.getByText('Account made').nth(1).waitFor();
    await takePictures(page, 'activity');
    await page
      .getByRole('button', { name: /Details of/ })
      .nth(2)
      .click();
    await takePictures(page, 'activity-open');
    await assertAccessible(page);
    await page.setViewportSize({ width: 360, height: 900 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByText('Sign out').nth(1).waitFor();
    await takePictures(page, 'menu');
    await close();
  });
});
