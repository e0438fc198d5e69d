import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reviewFolderOf } from './review-view.ts';
import { loadTask } from './task-config.ts';
import { preparePage } from './task-page.ts';

const least = 'task_name: birds\ntask_title: Birds\ntask_description: Birds\ndata: birds.json\npage: page\n';

async function prepare(files: Record<string, string>, config: string) {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-review-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const all = { 'birds.json': '[{}]', 'page/index.html': '', 'manyhands.yaml': least + config, ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const page = join(folder, '.frozen', 'run');
  await preparePage({ task: await loadTask({ folder }) }, page, () => undefined);
  const view = reviewFolderOf(page);
  return {
    folder,
    names: async () => (await readdir(view, { recursive: true })).toSorted(),
    read: (name: string) => readFile(join(view, name), 'utf8'),
    isThere: () => stat(view).then(Boolean, () => false),
    pageNames: () => readdir(page),
  };
}

describe('the review view of a task', () => {
  it('is a bundle with a page made for it, apart from the page of workers', async () => {
    const view = await prepare({ 'build/review.js': 'bundle' }, 'task_source_review: build/review.js');
    expect(await view.names()).toEqual(['bundle.js', 'index.html']);
    expect(await view.read('index.html')).toContain('<div id="app"></div>\n    <script src="bundle.js"></script>');
    expect(await view.pageNames()).toEqual(['index.html']);
    await writeFile(join(view.folder, 'build/review.js'), 'changed');
    expect(await view.read('bundle.js')).toBe('bundle');
  });

  it('is a folder with a page of its own', async () => {
    const files = { 'look/index.html': '<h1>Look</h1>', 'look/assets/a.js': 'a', 'look/.env': 'SECRET=1' };
    const view = await prepare(files, 'review_page: look');
    expect(await view.names()).toEqual(['assets', 'assets/a.js', 'index.html']);
  });

  it('is not there if the task names none', async () => {
    expect(await (await prepare({}, '')).isThere()).toBe(false);
  });

  it('is missed at launch, with a sentence', async () => {
    await expect(prepare({}, 'task_source_review: build/review.js')).rejects.toThrow(
      'There is no review view to show to reviewers: manyhands.yaml names the bundle build/review.js, which does not exist.',
    );
    await expect(prepare({ 'look/a.html': '' }, 'review_page: look')).rejects.toMatchObject({ code: 'task/no-review' });
    await expect(prepare({}, 'review_page: look\ntask_source_review: b.js')).rejects.toThrow('exclude each other');
    await expect(prepare({ 'index.html': '' }, 'review_page: .')).rejects.toThrow(
      'without the config, the data, the code',
    );
  });

  it('is built with the page if it is not there yet', async () => {
    const command = `node -e "fs.mkdirSync('build',{recursive:true});fs.writeFileSync('build/review.js','built')"`;
    const view = await prepare({}, `task_source_review: build/review.js\nbuild: ${JSON.stringify(command)}`);
    expect(await view.read('bundle.js')).toBe('built');
  });
});
