import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

const folder = join(packageFolder, 'examples/09-mephisto-folder');

describe('a task of Mephisto with a form in HTML', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let address: string;
  let run: string;

  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    ({ worker_url: address, id: run } = await launchWith(daemon.port, folder, {
      'mephisto.blueprint.units_per_assignment': '1',
      'mephisto.task.allowed_concurrent': '1',
    }));
  });
  afterAll(() => daemon?.end());
  afterAll(() => browser?.close());

  async function answers(): Promise<unknown[]> {
    await settled(daemon.port);
    const found: unknown[] = [];
    for await (const { answer } of lines(daemon.port, 'GET', `/api/export?of=${run}&format=jsonl`)) found.push(answer);
    return found;
  }

  it('shows its preview, its onboarding and its form, and keeps what is submitted with a file', async () => {
    const { page, leave } = await browser.visitor({ viewport: { width: 390, height: 844 } });
    await page.goto(`${address}?preview`);
    await page.getByText('You will see pictures of signs').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);

    await page.goto(`${address}?worker_id=ada`);
    const submit = () => page.getByRole('button', { name: 'Submit' }).click();
    await page.getByLabel('What does ARAF on a road ask').fill('slow');
    await submit();

    await page.getByRole('heading', { name: 'A sign in Aberaeron' }).waitFor();
    await page.getByText('Shwmae, ada!').waitFor();
    const width = (image: unknown) => (image as { naturalWidth: number }).naturalWidth;
    expect(await page.getByAltText('The sign').evaluate(width)).toBe(240);
    const second = await page.context().newPage();
    await second.goto(`${address}?worker_id=ada`);
    for (const tab of [page, second]) await tab.getByText('open in another tab').waitFor();
    await expectFitForEveryone(page);
    await second.close();
    await page.getByText('open in another tab').waitFor({ state: 'detached' });
    await page.getByLabel('What does it say?').fill('ARAF');
    await page.getByLabel('On a road').check();
    await page.getByLabel('On a house').check();
    const photo = { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('a photo') };
    await page.getByLabel('A photo of such a sign').setInputFiles(photo);
    await submit();

    await page.getByRole('heading', { name: 'A sign in Llandysul' }).waitFor();
    await page.getByLabel('What does it say?').fill('YSGOL');
    await submit();
    await page.getByRole('heading', { name: 'A sign in Tregaron' }).waitFor();
    await leave();
    expect(await answers()).toEqual([
      expect.objectContaining({
        ...{ text: 'ARAF', place: ['road', 'house'] },
        file1: { name: 'photo.png', type: 'image/png', size: 7, lastModified: expect.any(Number) },
        files: [expect.objectContaining({ fieldname: 'file1', originalname: 'photo.png', size: 7 })],
      }),
      { text: 'YSGOL', file1: {} },
    ]);
  });
});
