import { nearestOf } from '../projections/spelling/nearest.ts';
import { everyKey, type Fate, mephistoKeys } from '../runtime/mephisto/keys.ts';
import { refuse } from './refusals.ts';

/** What becomes of a key, in one sentence without a full stop. */
export function fateText(fate: Fate): string {
  const switched = fate.onlyWith ? ` (counts only with ${fate.onlyWith})` : '';
  if ('to' in fate) {
    const unset = fate.default === undefined ? '' : `; not set, it is ${JSON.stringify(fate.default)} as in Mephisto`;
    return `becomes "${fate.to}"${fate.says ? `: ${fate.says}` : ''}${unset}${switched}`;
  }
  if ('noEffect' in fate) return `no effect: ${fate.noEffect}${switched}`;
  if ('values' in fate) {
    const here = Object.entries(fate.values).map(([value, meaning]) => `${value}: ${meaning}`);
    const others = Object.entries(fate.others).map(([value, reason]) => `${value} is refused: ${reason}`);
    return [...here, ...others].join('. ');
  }
  const free = fate.unless === undefined ? '' : `; ${JSON.stringify(fate.unless)} has no effect`;
  return `refused: ${fate.refused}${fate.instead ? `; the nearest here is ${fate.instead}` : '; nothing here comes near it'}${free}${switched}`;
}

/** The keys of this name, or of this section, and what becomes of each; refuses an unknown one with the nearest. */
export function mephistoNamed(name: string): { key: string; becomes: string }[] {
  const found = everyKey.filter((one) => one.name === name || one.section === name || one.name.startsWith(`${name}.`));
  if (found.length > 0) return found.map(({ name: key, fate }) => ({ key, becomes: fateText(fate) }));
  const names = everyKey.map((one) => one.name);
  const last = name.slice(name.lastIndexOf('.') + 1);
  const meant = everyKey.find(({ key }) => key === last)?.name ?? nearestOf(name, names);
  throw refuse('task/unknown-key', { key: name, meant });
}

const line = (key: string, fate: Fate) => `| \`${key}\` | ${fateText(fate).replaceAll('|', '\\|')} |`;

const table = (section: string): string => {
  const rows = everyKey.filter((one) => one.section === section).map(({ key, fate }) => line(key, fate));
  const title = section === '' ? 'The top level' : `\`${section}\``;
  return [`### ${title}`, '', '| key | what becomes of it |', '|---|---|', ...rows].join('\n');
};

/** The page about task folders of Mephisto, with the table of its keys. */
export function mephistoPage(): string {
  return `# Task folders of Mephisto

A folder with \`hydra_configs/conf/*.yaml\` and no \`manyhands.yaml\` is a task folder, too. This page is generated from the code
(\`npm run pages\`); a test checks that it is current.

\`\`\`
$ ./bin/manyhands run my-mephisto-task --dry-run
$ ./bin/manyhands run my-mephisto-task conf=pilot mephisto.task.task_reward=0.5
\`\`\`

Both print what became of each key: the key here and its value, or why it has no effect. What has no counterpart is refused by name, with
the nearest key or that there is none, and all mistakes are told at once, each with its file and line. \`./bin/manyhands wut mephisto.task.task_reward\` explains one key.

## What is read

- \`conf=NAME\` or \`--config NAME\` takes \`hydra_configs/conf/NAME.yaml\`. Without it, the only config is taken, or \`example\`.
- \`defaults\`: \`/mephisto/blueprint: static_react_task\` and the like, other files below \`hydra_configs\`, \`_self_\`, \`optional\` and \`override\`. A file
  counts in the package that its \`#@package\` names; those in \`conf\` are \`_global_\` also without it.
- References: \`\${task_dir}\` is the task folder, \`\${mephisto.task.task_name}\` another key, \`\${.key}\` one beside it, \`\${now:%Y-%m-%d}\` the local time.
  Variables of the environment (\`oc.env\`) are refused, since configs are recorded for good: [secrets](settings.md#secrets).
- Settings of the command line: \`mephisto.task.units_per_assignment=3\`, \`mephisto/architect=local\`, \`num_tasks=5\`; \`+\` and \`++\` before a key mean
  nothing here. The names of \`manyhands.yaml\` work as well, such as \`units_per_assignment=3\`. Profiles (\`+profile=\`) and \`~key\` are refused.
- Paths begin in the task folder. A bundle must be there, unless \`manyhands.build\` makes it. \`static_task\` is [a form in HTML](pages.md#a-form-in-html).
- Keys of your own at the top level, which a run script would read, go to \`aux_parameters\`.

## What comes from the run script

\`run_task.py\` is not executed. What it has beside the config goes below a key \`manyhands\` of the same file, or you go on with a
\`manyhands.yaml\`: \`./bin/manyhands config RUN > manyhands.yaml\` writes one from a run.

| in the script | here |
|---|---|
| building the page (\`build_custom_bundle\`) | \`build\`, such as \`build: cd webapp && npm install && npm run build\` |
| \`static_task_data\` | \`data\`: a file, or code that makes the items ([pages](pages.md)) |
| \`task_config\` of the shared state | \`task_config\` |
| \`qualifications\` of the shared state | \`qualifications\`, in the same form ([pages](pages.md#who-may-work)) |
| \`onboarding_data\` of the shared state | \`onboarding_data\`, with the right answers ([onboarding](onboarding.md)) |
| \`validate_onboarding\` | \`validateOnboarding\` in \`task.ts\`, or in the file of \`code\` ([onboarding](onboarding.md)) |
| \`screening_data_factory\`, \`get_gold_for_worker\` | \`screening_data\` and \`gold_data\`, with the right answers, or code ([settings](settings.md)) |
| \`worker_can_do_unit\`, \`on_unit_submitted\` | \`mayWork\` and \`onSubmitted\` in \`task.ts\` ([code of a task](task-code.md)) |
| \`worker_needs_gold\`, \`worker_qualifies\`, and functions that validate units | \`gold.isDue\`, \`gold.keepsQualified\`, \`gold.isCorrect\` and \`screening.passes\` in \`task.ts\` |
| \`function_registry\` | \`procedures\` in \`task.ts\` ([procedures](procedures.md)): each takes the arguments, and who calls about which item |
| worlds of chats | \`conversation\` in \`task.ts\` ([conversations](conversations.md)) |
| \`num_tasks\` | nothing: the data alone say how many items there are |

\`\`\`yaml
#@package _global_
defaults:
  - /mephisto/blueprint: static_react_task
  - /mephisto/architect: local
  - /mephisto/provider: inhouse
mephisto:
  blueprint:
    data_csv: \${task_dir}/data/items.csv
    task_source: \${task_dir}/webapp/build/bundle.js
  task:
    task_name: street-signs
    task_title: Read the sign
    task_description: What does the sign say?
manyhands:
  build: cd webapp && npm install && npm run build
\`\`\`

## The same command again

\`task_name\` gathers runs: \`status\`, \`export\` and limits for workers take all runs of the name. A run goes on by itself at each start. \`run\` with the
same folder, config, settings and data as a run that is not over goes on with that run instead of launching another, also when the command was
interrupted or the machine crashed; it says so. \`--new\` launches another. A reference to the time (\`\${now:…}\`) makes another config of it. For data that code makes, only its file is compared. Launches over the
API are always new, unless they ask for this with \`go_on\`.

## Every key

${Object.keys(mephistoKeys).map(table).join('\n\n')}
`;
}
