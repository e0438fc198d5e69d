import type { Blueprint } from '../blueprints/blueprint.ts';
import { blueprints } from '../blueprints/blueprints.ts';
import type { TaskConfig } from '../config/task-keys.ts';

type Key = keyof TaskConfig;

/** What a conversion may look at beside the value: the type of the provider. */
export type Around = { provider?: unknown };

/** What becomes of a key of a Mephisto config. `onlyWith` names a switch of the same section without which the key changes nothing. */
export type Fate = { onlyWith?: string } & (
  | {
      /** The key of `manyhands.yaml` that means the same. */
      to: Key;
      /** What differs, such as the unit. */
      says?: string;
      convert?: (value: unknown, around: Around) => unknown;
      /** What Mephisto takes if the key is not set, where that differs from here. */
      default?: unknown;
    }
  | {
      /** Why the key is read and changes nothing. */
      noEffect: string;
    }
  | {
      /** Why the key is refused. */
      refused: string;
      /** What to use instead. */
      instead?: string;
      /** The value with which the key asks for nothing, so that it is not refused. */
      unless?: unknown;
    }
  | {
      /** The values that the key may have here, and what each means. */
      values: Readonly<Record<string, string>>;
      /** What some of them set here. */
      sets?: Readonly<Record<string, Partial<TaskConfig>>>;
      /** Why the other values of Mephisto are refused. */
      others: Readonly<Record<string, string>>;
    }
);

const to = (key: Key, more: { says?: string; convert?: (value: unknown, around: Around) => unknown } = {}): Fate => ({
  to: key,
  ...more,
});
const noEffect = (because: string, onlyWith?: string): Fate => ({ noEffect: because, ...(onlyWith && { onlyWith }) });
const refused = (because: string, instead?: string, unless?: unknown): Fate => ({
  refused: because,
  ...(instead && { instead }),
  ...(unless === undefined ? {} : { unless }),
});

/** A path of Mephisto, without the task folder that it begins with: relative paths begin there. */
const path = (key: Key): Fate =>
  to(key, {
    says: 'relative to the task folder',
    convert: (value) => (typeof value === 'string' ? value.replace(/^\$\{task_dir\}\/+/, '') : value),
  });

const inCents = new Set<unknown>(['prolific']);
const toWholeUnits = (value: unknown, { provider }: Around) =>
  typeof value === 'number' && inCents.has(provider) ? value / 100 : value;

/** A key that has the same name in `manyhands.yaml`, and counts only with another. */
const toWith = (key: Key, onlyWith: string): Fate => ({ ...to(key), onlyWith });

const inMephisto = ({ name, inMephisto: other = name }: Blueprint) => other;
const isPlain = ({ name }: Blueprint) => name.startsWith('static');
const inCode = 'the code of the task leads conversations here, not a world in Python';
const noServer = 'Manyhands serves the pages itself';
const byLink = 'workers get a link from you';
const noProlific = 'there is no Prolific yet';

/**
 * Every key of a Mephisto config by its section, and what becomes of it. Docs, messages and the table that a launch prints are made from
 * this one.
 */
export const mephistoKeys: Readonly<Record<string, Readonly<Record<string, Fate>>>> = {
  '': {
    task_dir: noEffect(`it is only for \${task_dir} in other values; without it, that is the task folder`),
    num_tasks: noEffect('only a run script reads it; here the data alone say how many items there are'),
    hydra: noEffect('it sets up Hydra itself'),
  },
  mephisto: {
    log_level: noEffect('the log of Manyhands has no levels'),
    datapath: refused('all runs are in one data folder', 'the environment variable MANYHANDS_DATA'),
  },
  'mephisto.database': {
    _database_type: noEffect('all is kept in the log of facts'),
  },
  'mephisto.task': {
    task_name: to('task_name'),
    task_title: to('task_title'),
    task_description: to('task_description'),
    task_tags: to('task_tags'),
    task_reward: to('task_reward', {
      says: 'dollars stay as they are; cents of Prolific become whole units of the currency',
      convert: toWholeUnits,
    }),
    assignment_duration_in_seconds: to('assignment_duration_in_seconds'),
    allowed_concurrent: { to: 'allowed_concurrent', default: 0 },
    maximum_units_per_worker: to('maximum_units_per_worker'),
    max_num_concurrent_units: to('max_num_concurrent_units'),
    force_rebuild: to('force_rebuild'),
    auto_submit_before_expiration_sec: to('auto_submit_before_expiration_sec'),
    aux_parameters: to('aux_parameters'),
    task_lifetime_in_seconds: noEffect('units stay open until they are done or you stop the run'),
    no_submission_patience: noEffect('a run stays open until it is complete or you stop it'),
    submission_timeout: noEffect('a late answer counts as long as nobody else has the unit'),
    resume_incomplete_run: noEffect('every start resumes, and the same `run` command goes on with its run'),
    post_install_script: refused('packages are installed by the build command', 'build'),
  },
  'mephisto.blueprint': {
    _blueprint_type: {
      values: Object.fromEntries(blueprints.map((one) => [inMephisto(one), one.says])),
      // A config has it only where its pages or its keys depend on it.
      sets: Object.fromEntries(blueprints.map((one) => [inMephisto(one), isPlain(one) ? {} : { blueprint: one.name }])),
      others: {},
    },
    units_per_assignment: to('units_per_assignment'),
    data_csv: path('data'),
    data_json: path('data'),
    data_jsonl: path('data'),
    task_source: path('task_source'),
    task_source_review: path('task_source_review'),
    extra_source_dir: path('extra_source_dir'),
    block_qualification: to('block_qualification'),
    link_task_source: noEffect('a run keeps the page of its launch; `run --watch` and `dev` reload on save'),
    preview_source: path('preview_source'),
    tips_location: refused('tips are part of what the page gets', 'task_config'),
    onboarding_qualification: to('onboarding_qualification'),
    onboarding_source: path('onboarding_source'),
    use_screening_task: to('use_screening_task'),
    passed_qualification_name: toWith('passed_qualification_name', 'use_screening_task'),
    max_screening_units: toWith('max_screening_units', 'use_screening_task'),
    use_golds: to('use_golds'),
    gold_qualification_base: toWith('gold_qualification_base', 'use_golds'),
    max_gold_units: toWith('max_gold_units', 'use_golds'),
    min_golds: toWith('min_golds', 'use_golds'),
    max_incorrect_golds: toWith('max_incorrect_golds', 'use_golds'),
    world_file: refused(inCode, 'code'),
    task_description_file: refused('what workers read first is in Markdown', 'instructions'),
    custom_source_bundle: path('task_source'),
    custom_source_dir: refused('the page is built by a command', 'build'),
    context_csv: path('data'),
    context_jsonl: path('data'),
    num_conversations: refused('each item of the data has one conversation', 'data'),
    num_assignments: refused('the data alone say how many items there are', 'data'),
    use_onboarding: refused('only a test of Mephisto has it', 'onboarding_qualification', false),
    timeout_time: noEffect('it is for tests of Mephisto'),
    is_concurrent: noEffect('it is for tests of Mephisto'),
  },
  'mephisto.architect': {
    _architect_type: {
      values: { local: noServer, mock: noServer },
      others: {
        ec2: 'there is no hosting on EC2; a proxy gives Manyhands a public address, see docs/access.md',
        heroku: 'there is no hosting on Heroku; a proxy gives Manyhands a public address, see docs/access.md',
      },
    },
    server_type: noEffect(noServer),
    server_source_path: refused(noServer, 'a proxy before it, see docs/access.md'),
    hostname: noEffect(`${noServer}; docs/access.md has other addresses`),
    port: noEffect(`${noServer}, at MANYHANDS_PORT`),
    should_run_server: noEffect(noServer),
    profile_name: noEffect('it is for EC2'),
    subdomain: noEffect('it is for EC2'),
    instance_type: noEffect('it is for EC2'),
    _deploy_type: noEffect('it is for EC2'),
    use_hobby: noEffect('it is for Heroku'),
    heroku_team: noEffect('it is for Heroku'),
    heroku_app_name: noEffect('it is for Heroku'),
    heroku_config_args: noEffect('it is for Heroku'),
  },
  'mephisto.provider': {
    _provider_type: {
      values: { inhouse: byLink, mock: byLink },
      others: {
        mturk: 'there is no MTurk yet; with inhouse, workers get a link from you',
        mturk_sandbox: 'there is no MTurk yet; with inhouse, workers get a link from you',
        prolific: `${noProlific}; with inhouse, workers get a link from you`,
      },
    },
    requester_name: noEffect('workers with links need no account of a requester'),
    ui_base_url: noEffect('the launch prints the address; docs/access.md has others'),
    prolific_external_study_url: refused(noProlific, 'the worker link that the launch prints'),
    prolific_id_option: refused(noProlific, 'worker_identity'),
    prolific_estimated_completion_time_in_minutes: refused(noProlific, 'assignment_duration_in_seconds'),
    prolific_eligibility_requirements: refused(noProlific, 'qualifications'),
    prolific_workspace_name: refused(noProlific),
    prolific_project_name: refused(noProlific),
    prolific_allow_list_group_name: refused(noProlific, 'allow_list_qualification'),
    prolific_block_list_group_name: refused(noProlific, 'block_qualification'),
  },
};

/** The full name of a key in a section. */
export const nameIn = (section: string, key: string): string => (section ? `${section}.${key}` : key);

/** Every key with its section and its full name, in the order of the table. */
export const everyKey: readonly { section: string; key: string; name: string; fate: Fate }[] = Object.entries(
  mephistoKeys,
).flatMap(([section, keys]) =>
  Object.entries(keys).map(([key, fate]) => ({ section, key, name: nameIn(section, key), fate })),
);
