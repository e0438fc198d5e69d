import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, runnableModules } from './bundle.mjs';
import { giveUp, notify, programOf, root, runNode } from './steps.mjs';

const workerSources = ['webapp/preact-for-react.ts', 'webapp/hooks', 'webapp/worker', 'src/api', 'package-lock.json'];

const parts = [
  {
    name: 'the server',
    from: ['src', 'bench', 'scripts/build.mjs', 'scripts/bundle.mjs', 'package-lock.json'],
    to: 'dist/src/cli/main.js',
    stamp: 'dist/.server',
    make: buildServer,
  },
  {
    name: 'the pages',
    from: [
      'webapp/app',
      'webapp/hooks',
      'webapp/public',
      'webapp/index.html',
      'webapp/vite.config.ts',
      'src/api',
      'package-lock.json',
    ],
    to: 'webapp/dist/index.html',
    stamp: 'dist/.webapp',
    make: () => runNode(programOf('vite'), ['build', 'webapp', '--logLevel', 'warn']),
  },
  {
    name: 'the hook',
    from: ['webapp/hooks', 'webapp/tsconfig.json', 'package-lock.json'],
    to: 'dist/hooks/index.js',
    stamp: 'dist/.hooks',
    make: buildHooks,
  },
  {
    name: 'what pages without React import',
    from: ['webapp/hooks', 'package-lock.json'],
    to: 'webapp/hooks/dist/manyhands-hooks.js',
    stamp: 'dist/.plain',
    make: () => runNode(programOf('vite'), ['build', 'webapp/hooks', '--logLevel', 'warn']),
  },
  {
    name: 'the chat',
    from: ['webapp/chat', 'webapp/hooks', 'webapp/tsconfig.json', 'package-lock.json'],
    to: 'dist/chat/index.js',
    stamp: 'dist/.chat',
    make: buildChat,
  },
  {
    name: 'the chat for pages without React',
    from: [...workerSources, 'webapp/chat'],
    to: 'webapp/chat/dist/manyhands-chat.js',
    stamp: 'dist/.plain-chat',
    make: () => runNode(programOf('vite'), ['build', 'webapp/chat', '--logLevel', 'warn']),
  },
  {
    name: 'what code of tasks imports',
    from: [
      'src/client/task.ts',
      'src/client/ask-model.ts',
      'src/client/room.ts',
      'src/client/worker.ts',
      'src/client/task/tsconfig.json',
      'package-lock.json',
    ],
    to: 'dist/task/task.js',
    stamp: 'dist/.task',
    make: () => runNode(programOf('typescript', 'tsc'), ['-p', 'src/client/task']),
  },
  {
    name: 'the statistics package',
    from: ['src/projections/statistics', 'tsconfig.json', 'package-lock.json'],
    to: 'dist/statistics/package.js',
    stamp: 'dist/.statistics',
    make: () => runNode(programOf('typescript', 'tsc'), ['-p', 'src/projections/statistics']),
  },
  {
    name: 'the page of questions',
    from: [...workerSources, 'webapp/form'],
    to: 'webapp/form/dist/form.js',
    stamp: 'dist/.form',
    make: () => runNode(programOf('vite'), ['build', 'webapp/form', '--logLevel', 'warn']),
  },
  {
    name: "the page for a task's own HTML",
    from: [...workerSources, 'webapp/form', 'webapp/html'],
    to: 'webapp/html/dist/html.js',
    stamp: 'dist/.html',
    make: () => runNode(programOf('vite'), ['build', 'webapp/html', '--logLevel', 'warn']),
  },
  {
    name: 'the frame of worker pages',
    from: [...workerSources, 'webapp/frame'],
    to: 'webapp/frame/dist/frame.js',
    stamp: 'dist/.frame',
    make: () => runNode(programOf('vite'), ['build', 'webapp/frame', '--logLevel', 'warn']),
  },
];

/** What runs by itself, in a thread, or is imported by users of the package. */
const entries = () => [
  'src/main',
  'src/cli/main',
  'src/client/data-browser',
  'src/client/launching',
  'src/client/scripts',
  'src/reference/pages',
  ...runnableModules(),
  ...sourcesIn('src/api', true),
  ...sourcesIn('bench'),
];

const sourcesIn = (folder, recursive = false) =>
  readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|for-tests\.ts$/.test(name))
    .map((name) => `${folder}/${name.slice(0, -3).replaceAll('\\', '/')}`);

/** Builds beside the present build and takes its place at the end: a build that fails leaves the one before. */
async function buildServer() {
  const next = join(root, 'dist/next');
  rmSync(next, { recursive: true, force: true });
  try {
    await bundle(entries(), next);
  } catch (error) {
    notify(error.message);
    return 1;
  }
  for (const name of ['src', 'bench']) {
    rmSync(join(root, 'dist', name), { recursive: true, force: true });
    renameSync(join(next, name), join(root, 'dist', name));
  }
  rmSync(next, { recursive: true });
  return 0;
}

/** The hooks as a package of their own, in dist/hooks: JavaScript with its types, and what describes it. */
async function buildHooks() {
  const code = await runNode(programOf('typescript', 'tsc'), ['-p', 'webapp/hooks']);
  if (code !== 0) return code;
  for (const name of ['package.json', 'README.md'])
    copyFileSync(join(root, 'webapp/hooks', name), join(root, 'dist/hooks', name));
  return code;
}

/**
 * The chat as a package of its own, in dist/chat, which imports the package of hooks; and the same beside the hooks, in dist/hooks/chat, for
 * pages that have both from this package.
 */
async function buildChat() {
  const compiled = join(root, 'dist/.chat-compiled');
  rmSync(compiled, { recursive: true, force: true });
  const code = await runNode(programOf('typescript', 'tsc'), ['-p', 'webapp/chat']);
  if (code !== 0) return code;
  for (const [folder, hooks] of [
    ['dist/chat', 'manyhands-hooks'],
    ['dist/hooks/chat', '../index.js'],
  ]) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of readdirSync(join(compiled, 'chat'))) {
      const text = readFileSync(join(compiled, 'chat', name), 'utf8');
      writeFileSync(join(root, folder, name), text.replaceAll(/'\.\.\/hooks\/index\.(js|ts)'/g, `'${hooks}'`));
    }
    copyFileSync(join(root, 'webapp/chat/chat.css'), join(root, folder, 'chat.css'));
  }
  for (const name of ['package.json', 'README.md'])
    copyFileSync(join(root, 'webapp/chat', name), join(root, 'dist/chat', name));
  rmSync(compiled, { recursive: true, force: true });
  return code;
}

/** Builds what is missing or older than its sources; with `force`, everything; with `only`, that part. Gives the exit code of what failed first. */
export async function build({ force = false, only = '' } = {}) {
  if (force)
    for (const folder of [
      'dist',
      'webapp/dist',
      'webapp/form/dist',
      'webapp/html/dist',
      'webapp/frame/dist',
      'webapp/hooks/dist',
      'webapp/chat/dist',
    ])
      rmSync(join(root, folder), { recursive: true, force: true });
  for (const { name, from, to, stamp, make } of parts) {
    if (only !== '' && name !== only) continue;
    const print = fingerprint(from);
    if (existsSync(join(root, to)) && textOf(stamp) === print) continue;
    notify(`Building ${name}.`);
    const code = await make();
    if (code !== 0) return code;
    mkdirSync(dirname(join(root, stamp)), { recursive: true });
    writeFileSync(join(root, stamp), print);
  }
  return 0;
}

/** A short text that changes whenever a source comes, goes or changes. */
function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesIn)) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file}\n${mtimeMs}\n${size}\n`);
  }
  return hash.digest('hex');
}

const isBuilt = ({ name }) => name !== 'dist' && name !== 'node_modules' && !/\.(test|contract)\.tsx?$/.test(name);

function filesIn(path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const entries = readdirSync(join(root, path), { withFileTypes: true }).filter(isBuilt);
  return entries
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name }) => filesIn(join(path, name)));
}

function textOf(file) {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const code = await build({ force: process.argv.includes('--force') });
  if (code !== 0) giveUp('The build failed; the reason is above.', code);
}
