/** A page of the documentation. */
export type Doc = {
  /** Its file in the package. */
  file: string;
  /** One sentence on what it is good for. */
  says: string;
};

/** All pages of the documentation by heading, in the order in which they are read. */
export const docs: Readonly<Record<string, readonly Doc[]>> = {
  'Make a study': [
    { file: 'README.md', says: 'What Manyhands is, how to start it, and its settings.' },
    { file: 'docs/first-study.md', says: 'From a CSV file to a table of reviewed answers, step by step.' },
    { file: 'docs/pages.md', says: 'What workers see: declared questions, or a page of your own.' },
    { file: 'docs/onboarding.md', says: 'Pages that workers must pass before their first unit, with explanations.' },
    {
      file: 'docs/quality-checks.md',
      says: 'Onboarding, screening and gold units: which comes when, and what follows; and signals, such as pastes.',
    },
    { file: 'docs/rules.md', says: 'What follows from the units of a worker without anybody deciding it.' },
    { file: 'docs/task-code.md', says: "A task's own functions: who may have which item, what an answer earns." },
    {
      file: 'docs/procedures.md',
      says: 'Functions of the code that a page calls while somebody works: a model, a search, a check.',
    },
    {
      file: 'docs/conversations.md',
      says: 'Several workers who talk to each other, led by the code of the task; bots, turns and forms.',
    },
    {
      file: 'docs/worker-links.md',
      says: 'Who a worker is: open links, links for invited workers, accounts, and what is refused.',
    },
    {
      file: 'docs/panels.md',
      says: 'Workers from any service that puts an id into its link and wants them back with a code.',
    },
    { file: 'docs/experiments.md', says: 'Conditions between workers, or counterbalanced within each.' },
    { file: 'docs/settings.md', says: 'Every key of manyhands.yaml.' },
    {
      file: 'docs/text-and-numbers.md',
      says: 'What becomes of numbers, keys and characters: they come out as they went in, or are refused.',
    },
    {
      file: 'docs/from-mephisto.md',
      says: 'What becomes of each key of a Mephisto config, and what to move from a run script.',
    },
  ],
  'Use the answers': [
    {
      file: 'docs/review.md',
      says: 'Reviewing in the app and in a terminal, alone or with others; verdicts and undo.',
    },
    { file: 'docs/quality.md', says: 'Agreement, reliability, aggregation and statistics, with their formulas.' },
    { file: 'docs/statistics.md', says: 'The statistics as a package for programs elsewhere.' },
    {
      file: 'docs/exports.md',
      says: 'The formats of an export, their columns, and manifests that make the same file again.',
    },
    { file: 'docs/money.md', says: 'What workers are owed, payout sheets, bonuses, and recording what was paid.' },
    {
      file: 'docs/providers.md',
      says: 'Accounts at Prolific and MTurk, their keys, and simulated providers to try with.',
    },
    { file: 'docs/archives.md', says: 'Whole runs in one file: to move, to keep, to restore.' },
  ],
  'Write programs': [
    { file: 'docs/api.md', says: 'The HTTP API: authentication, lists, streams, errors.' },
    { file: 'docs/tools.md', says: 'Scripts in JavaScript: the client, launching, and reading data.' },
    {
      file: 'docs/webhooks.md',
      says: 'Other programs that are told of submissions, decisions and the end of runs.',
    },
    { file: 'docs/task-host.md', says: "The protocol of a host of a task's functions, for any language." },
    { file: 'docs/facts.md', says: 'Every fact that is recorded, and how to subscribe to it over NATS.' },
    { file: 'docs/refusals.md', says: 'Every refusal: its code, its HTTP status and its sentence.' },
    { file: 'docs/mephisto-api.md', says: "The paths of Mephisto's review app, and what is different." },
  ],
  'Run the server': [
    { file: 'docs/operations.md', says: 'Metrics, backup, upgrades, and what to do after a loss.' },
    { file: 'docs/access.md', says: 'Accounts, roles, tokens, identity providers, and a public address.' },
  ],
  Examples: [
    { file: 'examples/01-first-task/README.md', says: 'A task with a page of its own.' },
    { file: 'examples/02-mephisto-app/README.md', says: "A page made with Mephisto's packages, unchanged." },
    { file: 'examples/03-subscribe/README.md', says: 'Facts as they happen, over NATS.' },
    { file: 'examples/04-data-tools/README.md', says: 'Answers read and reviewed by a script.' },
    { file: 'examples/05-onboarding/README.md', says: 'Three pages of training before the first unit.' },
    {
      file: 'examples/06-gold-and-screening/README.md',
      says: 'Units with known answers between the others, or first.',
    },
    { file: 'examples/07-allow-list/README.md', says: 'A pilot, then a live batch for the workers chosen there.' },
    { file: 'examples/08-python-host/README.md', says: 'The functions of a task in Python.' },
    { file: 'examples/09-mephisto-folder/README.md', says: "A folder with Mephisto's configs and a form in HTML." },
    { file: 'examples/10-model-in-the-loop/README.md', says: 'A page that asks a model while somebody works.' },
    { file: 'examples/11-chat-two-people/README.md', says: 'Two people who negotiate, with a form at the end.' },
    { file: 'examples/12-chat-with-a-model/README.md', says: 'A conversation with ELIZA, or with any model.' },
    { file: 'examples/13-html-task/README.md', says: 'A form in HTML with a preview, a training and a file.' },
    {
      file: 'examples/14-side-by-side/README.md',
      says: 'Two answers to compare, blind, with figures of who wins.',
    },
    { file: 'examples/15-prolific-study/README.md', says: 'A whole study at a simulated Prolific, with one command.' },
  ],
  Optional: [
    { file: 'docs/parity.md', says: 'Every feature of Mephisto, and which of them are here.' },
    { file: 'GLOSSARY.md', says: 'The terms, one line each.' },
  ],
};

/** All pages of the documentation, in order. */
export const everyDoc: readonly Doc[] = Object.values(docs).flat();

/** The address of a page in the app: `docs/api.md` is at `/docs/api`, and an example below `/docs/examples`. */
export const addressOfDoc = (file: string): string =>
  `/docs/${file
    .replace(/^docs\//, '')
    .replace(/(\/README)?\.md$/, '')
    .toLowerCase()}`;

/** The title of a page: its first heading, without marks. */
export const titleOfDoc = (markdown: string): string =>
  (/^# (.+)$/m.exec(markdown)?.[1] ?? '').replaceAll('`', '').trim();
