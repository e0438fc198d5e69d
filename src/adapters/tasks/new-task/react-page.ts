import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultsFor } from '../../../api/new-task.ts';
import { packageFolder } from '../../package.ts';
import { htmlText } from '../html-text.ts';
import type { NewTask } from './new-task.ts';

/** The files of a page in React, by their path in the task folder. docs/pages.md explains them. */
export const reactFiles = (task: NewTask): Record<string, string> => ({
  'package.json': packageJson(task),
  'vite.config.js': viteConfig,
  'index.html': indexHtml(task),
  'src/main.jsx': mainJsx(task),
  '.gitignore': 'node_modules/\npage/\n',
});

/** Packages in the versions with which this Manyhands was tested. */
function tested(...names: readonly string[]): Record<string, string> {
  const { devDependencies } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return Object.fromEntries(names.map((name) => [name, devDependencies[name] ?? '*']));
}

function packageJson({ name }: NewTask): string {
  const about = {
    ...{ name, private: true, type: 'module' },
    dependencies: tested('react', 'react-dom'),
    devDependencies: tested('@vitejs/plugin-react', 'vite'),
    // The hook is the one of the Manyhands that launches the task; npm does not look for it.
    ...{ peerDependencies: { manyhands: '*' }, peerDependenciesMeta: { manyhands: { optional: true } } },
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

const viteConfig = `import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Wherever Manyhands is installed, its hook uses the React of this page.
  resolve: { dedupe: ['react'] },
  build: { outDir: 'page', target: 'es2020' },
});
`;

const indexHtml = ({ title }: NewTask) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${htmlText(title)}</title>
    <link rel="icon" href="data:,">
    <script vite-ignore src="/wrap_crowd_source.js"></script>
    <script type="module" src="/src/main.jsx"></script>
  </head>
  <body>
    <div id="app"></div>
  </body>
</html>
`;

/** The page: the item, the question, and what became of the answer. */
const mainJsx = ({
  title,
  question = defaultsFor('react').question,
  labels,
  data,
}: NewTask) => `import { useTask } from 'manyhands/hooks/use-task';
import { createRoot } from 'react-dom/client';

const labels = ${JSON.stringify(labels)};

function Page() {
  const task = useTask();
  return (
    <main>
      <h1>{${JSON.stringify(title)}}</h1>
      <Content task={task} />
    </main>
  );
}

/** The item and the question about it, or why there is none. */
function Content({ task }) {
  if (task.blockedReason) return <p role="status">{task.blockedExplanation}</p>;
  if (task.isPreview) return <p>This is a preview; an item is shown here.</p>;
  if (!task.initialTaskData) return <p role="status">One moment…</p>;
  return <Question item={task.initialTaskData} task={task} />;
}

function Question({ item, task }) {
  const isDone = task.submission === 'sending' || task.submission === 'saved';
  function submit(event) {
    event.preventDefault();
    task.handleSubmit(answerIn(event.currentTarget));
  }
  return (
    <form onSubmit={submit} onChange={(event) => task.saveDraft(answerIn(event.currentTarget))}>
      <p>{String(item[${JSON.stringify(data.keys[0] ?? 'text')}])}</p>
      <fieldset>
        <legend>{${JSON.stringify(question)}}</legend>
        {labels.map((label) => (
          <label key={label}>
            <input type="radio" name="answer" value={label} defaultChecked={task.draft?.answer === label} required />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <button disabled={isDone}>Submit</button>
      <p role="status">{statusOf(task)}</p>
    </form>
  );
}

const answerIn = (form) => Object.fromEntries(new FormData(form));

function statusOf({ submission, refusal, failedAttempts }) {
  if (submission === 'refused') return refusal;
  if (failedAttempts > 0) return 'The study cannot be reached. Please keep this page open; it tries again.';
  return submission === 'saved' ? 'Saved.' : '';
}

createRoot(document.getElementById('app')).render(<Page />);
`;
