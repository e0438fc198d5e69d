import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DataSummary } from '../../runtime/ports/tasks.ts';
import { buildPage } from './page-build.ts';
import { loadTask } from './task-config.ts';
import { preparePage } from './task-page.ts';

const least = 'task_name: birds\ntask_title: Birds <& "co">\ntask_description: Birds\ndata: birds.json\n';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'manyhands-page-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'birds.json': '[{}]', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Makes files as old as this many minutes. */
const age = async (folder: string, ages: Record<string, number>) => {
  for (const [name, minutes] of Object.entries(ages)) {
    const then = new Date(Date.now() - minutes * 60_000);
    await utimes(join(folder, name), then, then);
  }
};

async function prepare(folder: string, overrides?: Record<string, string>) {
  const target = join(folder, '.manyhands', 'run', 'page');
  const steps: string[] = [];
  await preparePage({ task: await loadTask({ folder, overrides }) }, target, ({ step }) => steps.push(step));
  const read = (name: string) => readFile(join(target, name), 'utf8');
  return { target, steps, read, names: async () => (await readdir(target, { recursive: true })).toSorted() };
}

describe('the page of a task', () => {
  it('is copied with everything in its folder except hidden files and packages', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}page: page`,
      'page/index.html': '<h1>Birds</h1>',
      'page/img/wren.svg': '<svg/>',
      'page/.env': 'SECRET=1',
      'page/node_modules/x/index.js': '',
      'page/bird.js': 'let bird;',
    });
    await symlink('bird.js', join(folder, 'page', 'linked.js'));
    await symlink('img', join(folder, 'page', 'pictures'));
    const { names, read } = await prepare(folder);
    expect(await names()).toEqual([
      'bird.js',
      'img',
      'img/wren.svg',
      'index.html',
      'linked.js',
      'pictures',
      'pictures/wren.svg',
    ]);
    await writeFile(join(folder, 'page', 'bird.js'), 'changed');
    expect(await read('linked.js')).toBe('let bird;');
  });

  describe.skipIf(process.platform === 'win32')('is refused, with the name of what cannot be part of it', () => {
    const whole = {
      'manyhands.yaml': `${least}page: page\nreview_page: review`,
      'page/index.html': '',
      'page/.env': 'SECRET=1',
      'page/img/wren.svg': '',
      'review/index.html': '',
      'secret.txt': 'gold',
    };
    const link = (to: string, at: string) => (folder: string) => symlink(to, join(folder, at));
    const pipe = (at: string) => async (folder: string) => {
      await rm(join(folder, at), { force: true });
      execFileSync('mkfifo', [join(folder, at)]);
    };
    const socket = async (folder: string) => {
      const server = createServer().listen(join(folder, 'page', 'talk'));
      onTestFinished(() => void server.close());
      await once(server, 'listening');
    };

    it.each<[string, (folder: string) => Promise<void>, string]>([
      ['a link to a file outside', link('../secret.txt', 'page/a.txt'), 'page/a.txt cannot be part of a run'],
      ['a link to anywhere', link('/etc/hostname', 'page/img/a.txt'), 'page/img/a.txt cannot be part of a run'],
      ['a link to a folder outside', link('..', 'page/up'), 'page/up cannot be part of a run'],
      ['a link to a hidden file', link('.env', 'page/env.txt'), 'page/env.txt cannot be part of a run'],
      ['a link that leads nowhere', link('nothing', 'page/a'), 'it is a link that leads nowhere'],
      ['a link to itself', link('a', 'page/a'), 'it is a link that leads nowhere'],
      ['a link in a circle', link('..', 'page/img/up'), 'it is a link that leads in a circle'],
      ['a link in the review view', link('../secret.txt', 'review/a'), 'review/a cannot be part of a run'],
      ['a pipe', pipe('page/fifo'), 'page/fifo cannot be part of a run: it is a pipe'],
      ['a socket', socket, 'page/talk cannot be part of a run: it is a socket'],
      ['a pipe as data', pipe('birds.json'), 'birds.json cannot be part of a run: it is a pipe'],
      ['a pipe as config', pipe('manyhands.yaml'), 'manyhands.yaml cannot be part of a run: it is a pipe'],
    ])('such as %s', async (_, spoil, sentence) => {
      const folder = await folderWith(whole);
      await spoil(folder);
      await expect(prepare(folder)).rejects.toMatchObject({
        code: 'task/odd-file',
        message: expect.stringContaining(sentence),
      });
    });

    it('such as data or a bundle that is a link out of the folder', async () => {
      const outside = await folderWith({ 'items.json': '[{}]', 'main.js': '' });
      const folder = await folderWith({ 'manyhands.yaml': `${least}task_source: main.js` });
      await symlink(join(outside, 'main.js'), join(folder, 'main.js'));
      await expect(prepare(folder)).rejects.toMatchObject({ message: expect.stringMatching(/^main\.js cannot be/) });
      await rm(join(folder, 'birds.json'));
      await symlink(join(outside, 'items.json'), join(folder, 'birds.json'));
      await expect(prepare(folder)).rejects.toMatchObject({ message: expect.stringMatching(/^birds\.json cannot be/) });
      // Named by the config, it is meant.
      const { names } = await prepare(folder, {
        data: join(outside, 'items.json'),
        task_source: join(outside, 'main.js'),
      });
      expect(await names()).toEqual(['bundle.js', 'index.html']);
    });
  });

  it('is made of the questions, with the extra files beside it', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}questions: [{key: bird, labels: [wren, owl]}]\nextra_source_dir: extra`,
      'extra/wren.png': 'png',
    });
    const { names, read } = await prepare(folder);
    expect(await names()).toEqual(expect.arrayContaining(['form.css', 'form.js', 'index.html', 'wren.png']));
    expect(await read('index.html')).toContain('"labels":["wren","owl"]');
  });

  it('is made around a bundle, with the extra files beside it', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}task_source: build/main.js\nextra_source_dir: extra`,
      'build/main.js': 'bundle',
      'extra/wren.png': 'png',
    });
    const { names, read } = await prepare(folder);
    expect(await names()).toEqual(['bundle.js', 'index.html', 'wren.png']);
    expect(await read('bundle.js')).toBe('bundle');
    const html = await read('index.html');
    expect(html).toContain('<title>Birds &lt;&amp; &quot;co&quot;&gt;</title>');
    expect(html).toMatch(
      /<div id="app"><\/div>\s*<script src="wrap_crowd_source.js"><\/script>\s*<script src="bundle.js">/,
    );
  });

  it('is made around a form in HTML, with what previews and the onboarding show, and the extra files beside it', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}task_source: task.html\npreview_source: p.html\nonboarding_source: o.html\nextra_source_dir: extra\nprivate: [secret]`,
      'birds.json': '[{"bird": "wren", "secret": "canary"}]',
      ...{ 'task.html': `<b>\${bird}</b></script>`, 'p.html': '<p>Preview</p>', 'o.html': '<p>First</p>' },
      'extra/wren.png': 'png',
    });
    const task = await loadTask({ folder });
    const target = join(folder, '.page');
    const summary = { first: { bird: 'wren', secret: 'canary' } } as unknown as DataSummary;
    await preparePage({ task, summary }, target, () => undefined);
    expect((await readdir(target)).toSorted()).toEqual(['html.css', 'html.js', 'index.html', 'wren.png']);
    const html = await readFile(join(target, 'index.html'), 'utf8');
    const [, json = ''] = /id="html-page">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json)).toEqual({
      ...{ title: 'Birds <& "co">', task: `<b>\${bird}</b></script>` },
      ...{ preview: '<p>Preview</p>', onboarding: '<p>First</p>', sample: { bird: 'wren' } },
    });
    expect(html).not.toContain('canary');
  });

  it.each([
    ['has no "questions", no "page"', ''],
    ['names the folder extra, which does not exist', 'questions: [{key: q}]\nextra_source_dir: extra'],
    ['names the page page, which has no index.html', 'page: page'],
    ['names the bundle b.js, which does not exist', 'task_source: b.js'],
    ['names in "task_source" the file b.html, which does not exist', 'task_source: b.html'],
    ['names the folder extra, which does not exist', 'task_source: birds.json\nextra_source_dir: extra'],
  ])('is missed: manyhands.yaml %s', async (reason, yaml) => {
    const folder = await folderWith({ 'manyhands.yaml': least + yaml });
    await expect(prepare(folder)).rejects.toMatchObject({
      code: 'task/no-page',
      message: expect.stringContaining(`manyhands.yaml ${reason}`),
    });
  });
});

describe('the build of a page', () => {
  const build = 'build: mkdir -p page && cat src/main.js > page/index.html && echo built\npage: page\n';
  const built = 'Building the page: built';

  it('is run in the task folder when there is no page, and says what it prints', async () => {
    const folder = await folderWith({ 'manyhands.yaml': least + build, 'src/main.js': 'one' });
    const { steps, read } = await prepare(folder);
    expect(steps).toContain(built);
    expect(await read('index.html')).toBe('one');
  });

  it('is run again only when a source is newer than the page, or by force', async () => {
    const folder = await folderWith({
      'manyhands.yaml': least + build,
      'src/main.js': 'one',
      'page/index.html': 'old',
    });
    await age(folder, { 'src/main.js': 20, 'page/index.html': 10 });
    expect((await prepare(folder)).steps).not.toContain(built);
    expect((await prepare(folder, { force_rebuild: 'true' })).steps).toContain(built);

    await age(folder, { 'src/main.js': 5, 'page/index.html': 10 });
    expect((await prepare(folder)).steps).toContain(built);
    expect((await prepare(folder)).steps).not.toContain(built);
  });

  it('is run again after it failed, also if it wrote a page before', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}build: mkdir -p page && echo half > page/index.html && test ! -e src/fault.js\npage: page\n`,
      'src/fault.js': '',
    });
    for (let n = 0; n < 2; n++) await expect(prepare(folder)).rejects.toMatchObject({ code: 'task/build-failed' });
    await rm(join(folder, 'src/fault.js'));
    expect(await (await prepare(folder)).read('index.html')).toBe('half\n');
  });

  it('finds the commands of its packages, in this folder or one around it, as npm scripts do', async () => {
    const folder = await folderWith({
      'node_modules/.bin/near': '#!/bin/sh\necho near > page/index.html',
      'node_modules/.bin/both': '#!/bin/sh\nexit 1',
      'tasks/birds/node_modules/.bin/both': '#!/bin/sh\nmkdir -p page',
      'tasks/birds/birds.json': '[]',
      'tasks/birds/manyhands.yaml': `${least}page: page\nbuild: both && near\n`,
    });
    for (const name of ['node_modules/.bin/near', 'node_modules/.bin/both', 'tasks/birds/node_modules/.bin/both'])
      await chmod(join(folder, name), 0o700);
    expect(await (await prepare(join(folder, 'tasks/birds'))).read('index.html')).toBe('near\n');
  });

  it('is run once at a time in a task folder', async () => {
    const folder = await folderWith({
      'manyhands.yaml': `${least}build: echo begin >> .log && sleep 0.2 && mkdir -p page && echo x > page/index.html && echo end >> .log\npage: page\n`,
    });
    const task = await loadTask({ folder, overrides: { force_rebuild: 'true' } });
    await Promise.all(['.a', '.b'].map((name) => preparePage({ task }, join(folder, name), () => undefined)));
    expect(await readFile(join(folder, '.log'), 'utf8')).toBe('begin\nend\n'.repeat(2));
  });

  it('is not run again for new data, another config, or installed packages', async () => {
    const folder = await folderWith({
      'manyhands.yaml': least + build,
      'manyhands.pilot.yaml': least,
      'node_modules/x.js': '',
      'src/main.js': 'one',
      'page/index.html': 'old',
    });
    await age(folder, { 'src/main.js': 20, 'page/index.html': 10 });
    expect((await prepare(folder)).steps).not.toContain(built);
  });

  it('is run again when the hook of a page in React is another, and for nothing else of its packages', async () => {
    const folder = await folderWith({
      'manyhands.yaml': least + build,
      'package.json': '{"peerDependencies":{"manyhands":"*"}}',
      'src/main.js': 'one',
      '.hook/index.js': 'export const useTask = 1;',
    });
    const hook = join(folder, '.hook');
    const isBuilt = async () => {
      const steps: string[] = [];
      await buildPage(await loadTask({ folder }), ({ step }) => steps.push(step), hook);
      return steps.includes(built);
    };
    expect([await isBuilt(), await isBuilt()]).toEqual([true, false]);
    await writeFile(join(hook, 'index.js'), 'export const useTask = 1;');
    await writeFile(join(folder, 'node_modules/other.js'), '');
    expect(await isBuilt()).toBe(false);
    await writeFile(join(hook, 'index.js'), 'export const useTask = 2;');
    expect([await isBuilt(), await isBuilt()]).toEqual([true, false]);
    await writeFile(join(hook, 'use-chat.js'), '');
    expect([await isBuilt(), await isBuilt()]).toEqual([true, false]);
  });

  it('looks at a bundle as it does at a page', async () => {
    const yaml = `${least}task_source: out/bundle.js\nbuild: mkdir -p out && cp main.js out/bundle.js && touch out/map && echo built\n`;
    const folder = await folderWith({ 'manyhands.yaml': yaml, 'main.js': 'one' });
    expect((await prepare(folder)).steps).toContain(built);
    expect((await prepare(folder)).steps).not.toContain(built);
  });

  it('that fails is shown with the last lines it printed', async () => {
    const yaml = `${least}page: page\nbuild: "seq 1 40; echo '\\e[31mno such module\\e[0m' >&2; exit 2"\n`;
    const error = await prepare(await folderWith({ 'manyhands.yaml': yaml })).catch((refused) => refused);
    expect(error).toMatchObject({ code: 'task/build-failed' });
    expect(error.message).toMatch(/ended with code 2; correct it and try again. Its last output:\n/);
    expect(error.message).toContain('\nno such module');
    expect(error.message.split('\n').length).toBeLessThan(20);
  });

  it('that fails is shown with its file and line, whatever the build tool says of its own files', async () => {
    const own = Array.from(
      { length: 30 },
      (_, n) => `    at async step${n} (file:///t/node_modules/tool/${n}.mjs:1:2)`,
    );
    const output = [
      'Expected ">"',
      'src/main.jsx:10:7',
      '    at mine (/t/build.mjs:3:1)',
      ...own,
      '    at node:internal/x:1:2',
    ];
    const folder = await folderWith({
      'manyhands.yaml': `${least}page: page\nbuild: cat said && exit 1\n`,
      said: output.join('\n'),
    });
    const { message } = await prepare(folder).catch((refused) => refused);
    expect(message.split('\n').slice(1)).toEqual(output.slice(0, 3));
  });
});
