import { stringify } from 'yaml';
import { defaultsFor, hasOwnPage, newTaskDefaults, type TaskKind } from '../../../api/new-task.ts';
import { htmlPage } from './html-page.ts';
import type { NewTask } from './new-task.ts';
import { reactFiles } from './react-page.ts';

/** The folder for pictures, sounds and films that items name by their path in it. */
export const filesFolder = 'files';

/** How its reader calls the program and names the folder, as words of a shell. */
type Called = { program: string; folder: string };

type Question = { of?: string; pairwise?: Record<string, string>; [key: string]: unknown };

/** The keys of a question that its type needs. */
function typeKeys({
  kind,
  media,
  question: label = defaultsFor(kind, media).question,
  labels,
  data,
}: NewTask): Question {
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

/** What most tasks want next, to be filled in. */
const aboutFrame = `# Workers find these above the page, at any time:
# instructions: What to look for, in Markdown.
# contact: you@example.org
`;

/** The config of a new task, short enough to be read and changed by hand. */
function configOf(task: NewTask, program: string, hasFiles: boolean): string {
  const { name, kind, title, data, rules, hidden = [], description = newTaskDefaults.description } = task;
  const { unitsPerItem = newTaskDefaults.unitsPerItem, unitSeconds = newTaskDefaults.unitSeconds } = task;
  const { reward = newTaskDefaults.reward, currency = newTaskDefaults.currency } = task;
  const question = questionOf(task);
  const show = shownOf(task, question);
  const page = hasOwnPage(kind)
    ? [
        block({ page: 'page', ...(kind === 'react' ? { build: 'vite build' } : {}) }),
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
    block({ task_name: name, task_title: title, task_description: description }, `Every key: ${program} wut`),
    block({
      task_reward: reward,
      ...(currency === newTaskDefaults.currency ? {} : { currency }),
      ...{ units_per_assignment: unitsPerItem, assignment_duration_in_seconds: unitSeconds },
    }),
    ...(hasOwnPage(kind) ? [] : [aboutFrame]),
    block({ data: data.file, ...(hidden.length > 0 ? { private: [...hidden] } : {}) }),
    ...page,
    ...(rules ? [block({ rules }, "What follows from a worker's units without anybody deciding it.")] : []),
  ].join('\n');
}

/** What the README says of the page that workers see. */
const aboutPage: Partial<Record<TaskKind, string>> = {
  html: ', and `page/index.html` is the page that workers see',
  react:
    ', and `src/main.jsx` is the page that workers see. Vite builds it into `page/` at each launch; the first one installs the packages of `package.json`',
};

const readme = ({ title, kind, data }: NewTask, { program, folder }: Called) => `# ${title}

\`manyhands.yaml\` describes the task, \`${data.file}\` has the items${aboutPage[kind] ?? ''}.

    ${program} dev ${folder}

shows it while you change it.

    ${program} run ${folder}

launches it and prints the worker page. Add \`?preview\` to its address to look at it without answering.
`;

/** The text files of a new task, by their path in the folder; the data is not among them. */
export function taskFiles(task: NewTask, called: Called, hasFiles: boolean): Record<string, string> {
  return {
    'manyhands.yaml': configOf(task, called.program, hasFiles),
    'README.md': readme(task, called),
    ...(task.kind === 'html' ? { 'page/index.html': htmlPage(task) } : {}),
    ...(task.kind === 'react' ? reactFiles(task) : {}),
  };
}
