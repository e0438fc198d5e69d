import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, settled } from '../bench/api.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';
import { openTestDaemon, type TestDaemon } from './daemon.ts';
import { launchWith } from './films.ts';

const files = {
  'hydra_configs/conf/example.yaml': `#@package _global_
defaults:
  - /mephisto/blueprint: static_task
  - /mephisto/architect: local
  - /mephisto/provider: inhouse
mephisto:
  blueprint:
    data_json: \${task_dir}/data.json
    task_source: \${task_dir}/server_files/task.html
    preview_source: \${task_dir}/server_files/preview.html
    onboarding_source: \${task_dir}/server_files/onboarding.html
    onboarding_qualification: reads-signs
    extra_source_dir: \${task_dir}/static
  task:
    task_name: street-signs-html
    task_title: Read the sign
    task_description: What does the sign say?
manyhands:
  onboarding_data: {word: ARAF, expected: {meaning: slow}}
`,
  'data.json': JSON.stringify([
    { sign: 'sign.svg', town: 'Aberaeron' },
    { sign: 'sign.svg', town: 'Llandysul' },
  ]),
  'server_files/preview.html': '<h1>Signs</h1><p>You will read signs.</p>',
  'server_files/onboarding.html': `<h1>First of all</h1>
<label>What does \${word} mean? <input name="meaning" required></label>`,
  'server_files/task.html': `<h1>A sign in \${town}</h1>
<img src="\${sign}" alt="The sign" width="80">
<p><label>What does it say? <input name="text" required></label></p>
<fieldset><legend>What is on it?</legend>
  <label><input type="checkbox" name="seen" value="words"> Words</label>
  <label><input type="checkbox" name="seen" value="picture"> A picture</label>
</fieldset>
<p><label>A photo of your own <input type="file" name="file1"></label></p>
<p id="said"></p>
<script src="words.js"></script>
<script>document.getElementById('said').textContent = window.words.hello + ', \${provider_worker_id}';</script>
`,
  'static/words.js': 'window.words = { hello: "Shwmae" };',
  'static/sign.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>',
};

describe('a task of Mephisto with a form in HTML', () => {
  let daemon: TestDaemon;
  let browser: TestBrowser;
  let address: string;
  let run: string;

  beforeAll(async () => {
    [daemon, browser] = await Promise.all([openTestDaemon(), openBrowser()]);
    const folder = join(daemon.folder, 'signs');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    ({ worker_url: address, id: run } = await launchWith(daemon.port, folder));
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
    await page.getByText('You will read signs.').waitFor();
    expect(await page.getByRole('button').count()).toBe(0);

    await page.goto(`${address}?worker_id=ada`);
    await page.getByLabel('What does ARAF mean?').fill('slow');
    await page.getByRole('button', { name: 'Submit' }).click();

    await page.getByRole('heading', { name: 'A sign in Aberaeron' }).waitFor();
    await page.getByText('Shwmae, ada').waitFor();
    expect(
      await page
        .getByAltText('The sign')
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(80);
    await expectFitForEveryone(page);
    await page.getByLabel('What does it say?').fill('ARAF');
    await page.getByLabel('Words').check();
    await page.getByLabel('A picture').check();
    const photo = { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('a photo') };
    await page.getByLabel('A photo of your own').setInputFiles(photo);
    await page.getByRole('button', { name: 'Submit' }).click();

    await page.getByRole('heading', { name: 'A sign in Llandysul' }).waitFor();
    await page.getByLabel('What does it say?').fill('YSGOL');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('heading', { level: 2 }).waitFor();
    await leave();
    expect(await answers()).toEqual([
      expect.objectContaining({
        ...{ text: 'ARAF', seen: ['words', 'picture'] },
        file1: { name: 'photo.png', type: 'image/png', size: 7, lastModified: expect.any(Number) },
        files: [expect.objectContaining({ fieldname: 'file1', originalname: 'photo.png', size: 7 })],
      }),
      { text: 'YSGOL', file1: {} },
    ]);
  });
});
