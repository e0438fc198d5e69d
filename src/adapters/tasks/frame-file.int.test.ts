import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { frameFileIn, readFrameFile, writeFrameFile } from './frame-file.ts';
import { loadTask } from './task-config.ts';

const least =
  'task_name: birds\ntask_title: Birds\ntask_description: Birds\ndata: birds.json\npage: page\nframe: true\n';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-frame-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'birds.json': '[{}]', 'page/index.html': '', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
const read = async (keys: string, files: Record<string, string> = {}) => {
  const folder = await folderWith({ 'manyhands.yaml': `${least}${keys}`, ...files });
  return readFrameFile(await loadTask({ folder }), ['submit', 'next']);
};

describe('the frame of a task', () => {
  it('has instructions and consent as HTML, in which HTML is text', async () => {
    const { instructionsHtml, consentHtml } = await read('instructions: "Read *well*"\nconsent: consent.md\n', {
      'consent.md': '# You agree\n<script>alert(1)</script>\n',
    });
    expect(instructionsHtml).toBe('<p>Read <em>well</em></p>');
    expect(consentHtml).toContain('<h1>You agree</h1>');
    expect(consentHtml).toContain('&lt;script&gt;');
  });
  it('has languages by their tags', async () =>
    expect(
      await read('languages: words\n', { 'words/cy.json': '{"submit":"Cyflwyno"}', 'words/pt-PT.json': '{}' }),
    ).toEqual({
      languages: { cy: { submit: 'Cyflwyno' }, 'pt-PT': {} },
    }));
  it('is kept with the page of a run, and is empty for a run without', async () => {
    const folder = await folderWith({});
    expect(await frameFileIn(folder)).toEqual({});
    await writeFrameFile(folder, { instructionsHtml: '<p>x</p>' });
    expect(await frameFileIn(folder)).toEqual({ instructionsHtml: '<p>x</p>' });
  });
  it.each([
    ['a file that does not exist', 'instructions: none.md\n', {}, '"instructions" names the file none.md'],
    ['a folder that does not exist', 'languages: none\n', {}, '"languages" names the folder none'],
    ['a file that is no language', 'languages: words\n', { 'words/Welsh.json': '{}' }, 'such as cy.json'],
    ['a file whose name is no language tag', 'languages: words\n', { 'words/zh-yue.json': '{}' }, 'such as cy.json'],
    ['a file that is no JSON', 'languages: words\n', { 'words/cy.json': '{' }, 'is no JSON'],
    ['a list', 'languages: words\n', { 'words/cy.json': '[]' }, 'not a map of texts'],
    ['a text that no page has', 'languages: words\n', { 'words/cy.json': '{"sumbit":""}' }, 'the text "sumbit"'],
    ['something that is no text', 'languages: words\n', { 'words/cy.json': '{"next":1}' }, 'no text for "next"'],
  ])('is refused with %s', async (_, keys, files, words) => {
    await expect(read(keys, files)).rejects.toMatchObject({
      code: 'task/bad-config',
      message: expect.stringContaining(words),
    });
  });
  it('is needed for what workers see in it only', async () => {
    const folder = await folderWith({ 'manyhands.yaml': `${least.replace('frame: true\n', '')}consent: Yes or no\n` });
    await expect(loadTask({ folder })).rejects.toMatchObject({
      code: 'task/bad-config',
      message: expect.stringContaining('"consent" needs "frame: true"'),
    });
  });
  it('cannot have a text from outside the task folder', async () => {
    const folder = await folderWith({ 'manyhands.yaml': `${least}instructions: outside.md\n` });
    await symlink('/etc/hostname', join(folder, 'outside.md'));
    await expect(readFrameFile(await loadTask({ folder }), [])).rejects.toMatchObject({ status: 400 });
  });
});
