import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkerPage } from '../../../api/worker-page.ts';
import type { RunDescription } from '../../../runtime/calls.ts';
import { TaskConfig } from '../../../runtime/config/task-keys.ts';
import { openCrowdScript } from './crowd-script.ts';

const least = { task_name: 'films', task_title: '</script><b>Films', task_description: 'Films' };
const questions = [{ key: 'tone', labels: ['good', 'bad'] }];

/** The script for the page of a run, and what it puts on the page. */
async function scriptOf(keys: object, { frameFile, accepted }: { frameFile?: string; accepted?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-script-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const names = ['always.js', 'signals.js', 'development.js', 'frame.js'] as const;
  const [always, signals, development, frame] = names.map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  await writeFile(signals, 'signals();');
  await writeFile(development, 'develop();');
  await writeFile(always, 'provider();');
  await writeFile(frame, 'frame();');
  if (frameFile !== undefined) await writeFile(join(folder, '.manyhands-frame.json'), frameFile);
  const plain = join(folder, 'plain.js');
  const { scriptFor } = await openCrowdScript(
    { always: [always], signals, development, frame, plain, chat: plain },
    () => folder,
  );
  const config = TaskConfig.parse({ ...least, ...keys });
  const ask = (more: Partial<RunDescription> = {}) =>
    scriptFor({ run: 'films-1', config, ...more } as RunDescription, accepted);
  const script = await ask();
  const page = {} as { manyhandsPage: WorkerPage };
  const nothing = () => {};
  new Function('window', 'provider', 'signals', 'frame', script)(page, nothing, nothing, nothing);
  return { script, page: page.manyhandsPage, folder, ask };
}

describe('the script of a worker page', () => {
  it('puts the run and its texts on the page, and cannot end the script element that it stands in', async () => {
    const { script, page } = await scriptOf({ questions });
    expect(page).toMatchObject({ run: 'films-1', lang: 'en', dir: 'ltr', stays: false });
    expect(page.frame?.title).toBe('</script><b>Films');
    expect(script).not.toContain('</script>');
  });
  it.each([
    ['with the frame for questions', { questions }, true],
    ['without it for a page of the task', { page: 'page' }, false],
    ['with it where the task says so', { page: 'page', frame: true }, true],
    ['without it where the task says so', { questions, frame: false }, false],
  ])('comes %s', async (_, keys, isThere) => {
    const { script, page } = await scriptOf(keys);
    expect([script.includes('frame();'), page.frame !== undefined]).toEqual([isThere, isThere]);
    expect(script).toContain('provider();');
  });
  it('has what workers are told, and not the code that they get at the end', async () => {
    const keys = { questions, contact: 'lab@example.org', task_reward: 0.5, currency: 'EUR', opinion: ['Clear?'] };
    const frameFile = JSON.stringify({ consentHtml: '<p>Yes?</p>', languages: { cy: { submit: 'Cyflwyno' } } });
    const more = { ...keys, consent: 'Yes?', completion_code: 'C-1', assignment_duration_in_seconds: 90 };
    const { script, page } = await scriptOf(more, { frameFile, accepted: 'cy' });
    expect(page.frame).toEqual({
      ...{ title: least.task_title, pay: { amount: 0.5, currency: 'EUR' }, minutes: 2, saysReasons: false },
      ...{ contact: 'lab@example.org', opinion: ['Clear?'], consentHtml: '<p>Yes?</p>' },
    });
    expect([page.lang, page.texts.submit]).toEqual(['cy', 'Cyflwyno']);
    expect(script).not.toContain('C-1');
  });
  it('counts signals where the task says so, and tells workers in their language what', async () => {
    const off = await scriptOf({ questions });
    expect([off.script.includes('signals();'), off.page.signals]).toEqual([false, undefined]);
    const { script, page } = await scriptOf({ page: 'page', signals: ['typing', 'copy'] }, { accepted: 'fr' });
    expect(script).toContain('signals();');
    const says = `Cette page compte combien de fois vous copiez et combien de touches vous pressez. Elle n’enregistre jamais ce que vous tapez, collez ou copiez.`;
    expect(page.signals).toEqual({ names: ['copy', 'typing'], says });
    expect(Object.keys(page.texts).filter((key) => key.startsWith('signal'))).toEqual([]);
  });
  it('lets the page stay where the task says what follows a submission', async () => {
    expect((await scriptOf({ questions, after_submission: 'stay' })).page.stays).toBe(true);
    expect((await scriptOf({ questions, after_submission: 'https://panel.example.org' })).page.stays).toBe(true);
  });
  it('follows the page of a run for development, of which it keeps nothing', async () => {
    const { script, ask, folder } = await scriptOf({ questions }, { frameFile: '{"consentHtml":"<p>Yes?</p>"}' });
    expect(script).not.toContain('develop();');
    const developed = await ask({ developedPage: 'aa' });
    expect(developed).toContain('develop();');
    expect(developed).toContain('"developedPage":"aa"');
    await writeFile(join(folder, '.manyhands-frame.json'), '{"consentHtml":"<p>Indeed?</p>"}');
    expect(await ask({ developedPage: 'bb' })).toContain('Indeed?');
    expect(await ask()).not.toContain('Indeed?');
  });
  it('fails rather than come without the consent of a task, and is made again afterwards', async () => {
    const { folder } = await scriptOf({ questions });
    const path = join(folder, '.manyhands-frame.json');
    await mkdir(path);
    const { scriptFor } = await openCrowdScript(
      {
        ...{ always: [], signals: join(folder, 'signals.js'), development: join(folder, 'development.js') },
        ...{ frame: join(folder, 'frame.js'), plain: '', chat: '' },
      },
      () => folder,
    );
    const ask = () =>
      scriptFor({ run: 'films-1', config: TaskConfig.parse({ ...least, questions }) } as RunDescription);
    await expect(ask()).rejects.toThrow();
    await rm(path, { recursive: true });
    await writeFile(path, '{"consentHtml":"<p>Yes?</p>"}');
    expect(await ask()).toContain('Yes?');
  });
});
