import { stringify } from 'yaml';
import { calledAs, quoted } from '../terminal/called-as.ts';
import { htmlPage } from './html-page.ts';
import { defaults, hasOwnPage, type NewTask, type TaskKind } from './kinds.ts';
import { reactFiles } from './react-page.ts';

/** The folder for pictures, sounds and films that items name by their path in it. */
export const filesFolder = 'files';

type Question = { of?: string; pairwise?: Record<string, string>; [key: string]: unknown };

/** The keys of a question that its type needs. */
function typeKeys({ kind, labels, data }: NewTask): Question {
  const { question: label } = defaults[kind];
  const [first = 'text', second = first] = data.keys;
  switch (kind) {
    case 'choice':
    case 'html':
    case 'react':
      return { key: 'answer', label, labels };
    case 'rating':
      return { key: 'rating', label, scale: 5, ends: ['bad', 'excellent'] };
    case 'compare':
      return { key: 'better', label, pairwise: { left: first, right: second } };
    case 'spans':
      return { key: 'spans', label, of: first, labels };
    case 'write':
      return { key: 'text', label, type: 'text' };
  }
}

/** The question of a new task. */
const questionOf = (task: NewTask): Question => ({
  ...typeKeys(task),
  ...(task.gold === undefined || hasOwnPage(task.kind) ? {} : { gold: task.gold }),
});

const block = (values: Record<string, unknown>, comment?: string) =>
  `${comment ? `# ${comment}\n` : ''}${stringify(values, { lineWidth: 0 })}`;

/** What workers see above the question: the keys that the question does not show itself, the first as its medium. */
function shownOf({ kind, media, data }: NewTask, { of, gold, pairwise = {} }: Question): unknown[] {
  if (hasOwnPage(kind)) return [];
  const inQuestion = [of, gold, ...Object.values(pairwise)];
  const [first, ...others] = data.keys.filter((key) => !inQuestion.includes(key));
  if (first === undefined) return [];
  const isMedium = media !== 'text' && kind !== 'compare' && kind !== 'spans';
  return [isMedium ? { key: first, as: media } : first, ...others];
}

/** The config of a new task, short enough to be read and changed by hand. */
function configOf(task: NewTask, hasFiles: boolean): string {
  const { name, kind, title, data } = task;
  const question = questionOf(task);
  const show = shownOf(task, question);
  const description = 'Answer one question about each item. It takes half a minute.';
  const page = hasOwnPage(kind)
    ? [
        block({ page: 'page', ...(kind === 'react' ? { build: 'npx vite build' } : {}) }),
        block(
          { quality: { questions: [question], ...(task.gold ? { gold: task.gold } : {}) } },
          'For the figures about the answers.',
        ),
      ]
    : [
        ...(hasFiles ? [block({ extra_source_dir: filesFolder }, 'The items name files in this folder.')] : []),
        // A config takes no more, and workers would not read them.
        ...(show.length > 0 && show.length <= 50 ? [block({ show }, 'What workers see of each item, in order.')] : []),
        block({ questions: [question] }),
      ];
  return [
    block({ task_name: name, task_title: title, task_description: description }, `Every key: ${calledAs} wut`),
    block({ task_reward: 0, units_per_assignment: 3, assignment_duration_in_seconds: 600 }),
    block({ data: data.file }),
    ...page,
  ].join('\n');
}

/** What the README says of the page that workers see. */
const aboutPage: Partial<Record<TaskKind, string>> = {
  html: ', and `page/index.html` is the page that workers see',
  react:
    ', and `src/main.jsx` is the page that workers see. Vite builds it into `page/` at each launch; the first one installs the packages of `package.json`',
};

const readme = ({ title, kind, data }: NewTask, folder: string) => `# ${title}

\`manyhands.yaml\` describes the task, \`${data.file}\` has the items${aboutPage[kind] ?? ''}.

    ${calledAs} run ${quoted(folder)}

launches it and prints the worker page. Add \`?preview\` to its address to look at it without answering.
`;

/** The text files of a new task, by their path in the folder; the data is not among them. */
export function taskFiles(task: NewTask, folder: string, hasFiles: boolean): Record<string, string> {
  return {
    'manyhands.yaml': configOf(task, hasFiles),
    'README.md': readme(task, folder),
    ...(task.kind === 'html' ? { 'page/index.html': htmlPage(task) } : {}),
    ...(task.kind === 'react' ? reactFiles(task) : {}),
  };
}
