import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../src/adapters/package.ts';
import { expectFitForEveryone, openBrowser, type TestBrowser } from './browser.ts';

describe('a task while it is written (manyhands dev)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-journey-'));
  // A folder of its own for what the command keeps while it runs.
  const env = { ...process.env, TMPDIR: folder, MANYHANDS_DATA: join(folder, 'data'), NO_COLOR: '1' };
  const config = join(folder, 'cafes/manyhands.yaml');
  let browser: TestBrowser;
  let command: ChildProcess;
  let page: Page;
  const start = (...words: string[]) =>
    spawn(process.execPath, [join(packageFolder, 'bin/manyhands'), ...words], { cwd: folder, env });

  beforeAll(async () => {
    const building = spawn(process.execPath, [join(packageFolder, 'scripts/build.mjs')], { stdio: 'inherit' });
    expect(await once(building, 'exit')).toEqual([0, null]);
    browser = await openBrowser();
    const making = start('new', 'cafes', '--kind', 'choice');
    making.stdin?.end();
    expect(await once(making, 'exit')).toEqual([0, null]);
    command = start('dev', 'cafes', '--port', '0');
    let url = '';
    for await (const line of createInterface({ input: command.stdout! })) {
      [url = ''] = /http:\S+/.exec(line) ?? [];
      if (url) break;
    }
    ({ page } = await browser.visitor());
    await page.goto(url);
  });
  afterAll(async () => {
    await browser?.close();
    if (command.exitCode === null) {
      command.kill('SIGTERM');
      await once(command, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const worker = () => page.frameLocator('iframe');
  const rewrite = (from: string, to: string) => writeFileSync(config, readFileSync(config, 'utf8').replace(from, to));

  it('is shown with its real items, and each answer as JSON beside it', async () => {
    await worker().getByRole('radio', { name: /mixed/ }).click();
    await worker().getByRole('button', { name: 'Submit' }).click();
    await page.getByText('"answer": "mixed"').waitFor();
    await worker().getByText('The coffee was cold').waitFor();
    await expectFitForEveryone(page);
  });

  it('is shown anew when a file is saved, and keeps its page while it has a fault', async () => {
    rewrite('How does it sound?', 'What is the mood?');
    await worker().getByText('What is the mood?').waitFor();
    rewrite('  - text', '  - txet');
    await page.getByText('did you mean "text"?').waitFor();
    expect(await worker().getByText('What is the mood?').count()).toBe(1);
    rewrite('  - txet', '  - text');
    await page.getByText('did you mean "text"?').waitFor({ state: 'hidden' });
  });

  it('shows its onboarding first, and beside it whether an answer was right', async () => {
    const training = ['{"text": "Lovely.", "expected": "positive", "explanation": "It is praise."}'];
    writeFileSync(
      config,
      `${readFileSync(config, 'utf8')}\nonboarding_qualification: trained\nonboarding_max_mistakes: 1\nonboarding_data: [${training}]\n`,
    );
    await worker().getByRole('heading', { name: 'Training' }).waitFor();
    await worker().getByRole('radio', { name: /mixed/ }).click();
    await worker().getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('heading', { name: 'Page 1 of the onboarding: wrong' }).waitFor();
    await page.getByText('"explanation": "It is praise."').waitFor();
    await expectFitForEveryone(page);
    await worker()
      .getByRole('radio', { name: /positive/ })
      .click();
    await worker().getByRole('button', { name: 'Submit' }).click();
    await worker().getByText('You have passed the training.').waitFor();
    await page.getByRole('heading', { name: 'Page 1 of the onboarding: right' }).waitFor();
  });

  it('leaves nothing behind when it ends', async () => {
    await page.goto('about:blank');
    command.kill('SIGINT');
    expect(await once(command, 'exit')).toEqual([0, null]);
    expect(readdirSync(folder).filter((name) => !/^(cafes|playwright|\.)/.test(name))).toEqual([]);
  });
});
