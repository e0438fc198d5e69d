import { z } from 'zod';
import { unitPay } from '../../api/money.ts';
import { clearNameRule, isClearName, slugOf } from '../../api/names.ts';
import { AskedQuestion, ShownKey } from '../../projections/quality/page-questions.ts';
import { dataKey, QualityConfig, requireOwnKeys } from '../../projections/quality/quality-keys.ts';
import { requireBlueprint } from '../blueprints/blueprints.ts';
import { agreementKeys, asRange } from './agreement-keys.ts';
import { assessmentKeys, requireAssessmentKeys } from './assessment-keys.ts';
import { codeKeys } from './code-keys.ts';
import { conversationKeys, requireConversationKeys } from './conversation-keys.ts';
import { frameKeys, hasFrame, inFrame } from './frame-keys.ts';
import { identityKeys, requireIdentityKeys } from './identity-keys.ts';
import { orderKeys } from './order-keys.ts';
import { pageKeys, requireHtml } from './page-keys.ts';
import { qualificationName, RequiredQualification, requirePossible } from './requirement-keys.ts';
import { requireRuleKeys, ruleKeys } from './rule-keys.ts';
import { signalKeys } from './signal-keys.ts';
import { treatmentKeys } from './treatment-keys.ts';

const TEN_YEARS = 315_360_000;
const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;

const text = z.string('must be text; put it in quotes').trim().min(1, 'must not be empty');
const name = text.refine(isClearName, clearNameRule);
const wholeNumber = (least: number, most: number, error: Parameters<typeof z.int>[0] = 'must be a whole number') =>
  z
    .int(error)
    .min(least, `must be ${least} or more`)
    .max(most, `must be at most ${most.toLocaleString('en')}`);
const record = z.record(z.string(), z.json('must be plain data: texts, numbers, true, false, lists, maps'), {
  error: 'must be a map of keys and values',
});
const splitAtCommas = (tags: string) =>
  tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');

/** Rules on several keys are checked even if other keys are wrong, so that all faults are reported at once. */
const always = () => true;

/** Every key of a task's config: its type, default and description. */
export const TaskConfig = z
  .strictObject({
    task_name: name
      .refine((name) => slugOf(name) !== '', 'needs a letter from a to z or a digit, as addresses are made from it')
      .describe('the name that groups all runs of this task'),
    task_title: name.describe('the title shown to workers'),
    task_description: text.describe('the description shown to workers'),
    task_tags: z
      .union(
        [z.array(name), z.string().transform(splitAtCommas).pipe(z.array(name))],
        'must be a list, or text with commas',
      )
      .default([])
      .describe('words by which workers find the task: a list, or text with commas'),
    task_reward: unitPay.default(0).describe('the pay for one unit, in whole units of the currency (0.5 = 50 cents)'),
    currency: z
      .string('must be text')
      .regex(/^[A-Za-z]{3}$/, 'must be three letters, like USD')
      .toUpperCase()
      .default('USD')
      .describe('the currency of the pay, as three letters'),
    units_per_assignment: wholeNumber(1, 100_000, { error: ({ input }) => asRange(input) })
      .default(1)
      .describe('how many workers do each item of the data'),
    ...agreementKeys,
    ...orderKeys,
    ...treatmentKeys,
    assignment_duration_in_seconds: wholeNumber(1, TEN_YEARS)
      .default(1800)
      .describe('the time for one unit, in seconds'),
    maximum_units_per_worker: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .default(0)
      .describe('how many units one worker may do over all runs of this task name; 0 = no limit'),
    allowed_concurrent: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .default(1)
      .describe(
        'how many units one worker may hold at the same time; in a further tab or on another device they go on with the one they hold; 0 = no limit',
      ),
    max_num_concurrent_units: wholeNumber(0, Number.MAX_SAFE_INTEGER)
      .default(0)
      .describe('how many units are offered or in progress at the same time; 0 = all'),
    draft_interval_in_seconds: wholeNumber(0, 86_400)
      .default(15)
      .describe(
        'how often a page sends what a worker has so far, so that it is there on other devices, too; 0 = never, then only the browser has it',
      ),
    auto_submit_before_expiration_sec: wholeNumber(1, TEN_YEARS)
      .optional()
      .describe('how many seconds before the deadline an unfinished unit is submitted automatically'),
    qualifications: z
      .array(RequiredQualification, 'must be a list')
      .max(50, 'must not have more than 50 entries')
      .optional()
      .describe(
        'the requirements that workers must all meet to get units: names of qualifications, or maps with name, comparator, value, providers and mode; see docs/pages.md',
      ),
    block_qualification: qualificationName.optional().describe('the qualification whose holders get no units'),
    allow_list_qualification: qualificationName
      .optional()
      .describe('the qualification that workers must hold; with find_new_workers, those who hold it get no units'),
    find_new_workers: z
      .boolean('must be true or false')
      .default(false)
      .describe('whether units are for workers who are not on the allow list yet, as in a pilot that fills it'),
    ...assessmentKeys,
    ...ruleKeys,
    ...identityKeys,
    reoffer_returned_units: z
      .boolean('must be true or false')
      .default(false)
      .describe(
        'whether units that were returned or ran out of time are offered to the same worker again when nothing else is free',
      ),
    ...codeKeys,
    ...conversationKeys,
    questions: z
      .array(AskedQuestion, 'must be a list')
      .min(1, 'must have at least one question')
      .max(100, 'must not have more than 100 questions')
      .superRefine(requireOwnKeys)
      .optional()
      .describe('the questions about each item; Manyhands makes the page from them'),
    show: z
      .array(ShownKey, 'must be a list')
      .max(50, 'must not have more than 50 entries')
      .optional()
      .describe(
        'what workers see of each item, in order, above the questions; by default every value that is not private',
      ),
    private: z
      .array(dataKey, 'must be a list of keys of the data')
      .optional()
      .describe('keys of the data that are never sent to workers; those of gold answers never are'),
    ...pageKeys,
    ...frameKeys,
    ...signalKeys,
    build: text.optional().describe('the shell command that builds the page, run in the task folder'),
    force_rebuild: z
      .boolean('must be true or false')
      .default(false)
      .describe('whether to build at every launch, also when the page is newer than its sources'),
    task_config: record.default({}).describe('free values that the page reads from /task_config.json'),
    aux_parameters: record
      .default({})
      .describe("free values for the task's own code; {secret: NAME} stands for the environment variable NAME"),
    block_mobile: z.boolean('must be true or false').default(false).describe('whether phones and tablets are refused'),
    max_answer_bytes: wholeNumber(1, 3 * MEBIBYTE)
      .default(MEBIBYTE)
      .describe('the largest answer accepted from a worker, in bytes, without files'),
    max_upload_bytes: wholeNumber(0, GIBIBYTE)
      .default(25 * MEBIBYTE)
      .describe('the largest file accepted from a worker, in bytes'),
    max_upload_bytes_in_all: wholeNumber(0, 1024 * GIBIBYTE)
      .optional()
      .describe(
        'the most that all files of one unit may have in total, in bytes; by default ten times max_upload_bytes',
      ),
    quality: QualityConfig.optional().describe(
      'which questions are compared, and which data holds gold answers; see docs/quality.md',
    ),
  })
  .refine((config) => !(config.code && config.code_command), {
    path: ['code_command'],
    message: 'and "code" exclude each other; leave one out',
    when: always,
  })
  .refine((config) => !(config.page && config.task_source), {
    path: ['task_source'],
    message: 'and "page" exclude each other; leave one out',
    when: always,
  })
  .refine((config) => !(config.review_page && config.task_source_review), {
    path: ['task_source_review'],
    message: 'and "review_page" exclude each other; leave one out',
    when: always,
  })
  .refine((config) => !(config.questions && (config.page || config.task_source)), {
    path: ['questions'],
    message: 'and a page of your own ("page" or "task_source") exclude each other; leave one out',
    when: always,
  })
  .refine((config) => !(config.questions && config.quality?.questions), {
    path: ['quality'],
    message: 'must not have "questions" of its own beside the questions of the page; leave one out',
    when: always,
  })
  .refine((config) => config.questions || !config.show, {
    path: ['show'],
    message: 'needs "questions"; a page of your own shows the item itself',
    when: always,
  })
  .superRefine(requireIdentityKeys)
  .superRefine(requireConversationKeys)
  .superRefine(requireBlueprint)
  .superRefine(requireHtml)
  .refine((config) => config.questions || config.task_source || !config.extra_source_dir, {
    path: ['extra_source_dir'],
    message: 'needs "questions" or "task_source"; the files of a page are in its own folder',
    when: always,
  })
  .superRefine((config, { addIssue }) => {
    const [key] = hasFrame(config) ? [] : inFrame.filter((key) => config[key] !== undefined);
    if (key)
      addIssue({ code: 'custom', path: [key], message: 'needs "frame: true", since workers see it in the frame' });
  })
  .superRefine(requirePossible)
  .superRefine(requireAssessmentKeys)
  .superRefine(requireRuleKeys)
  .superRefine(({ agreement, units_per_assignment, questions, quality }, { addIssue }) => {
    const fault = (path: string, message: string) => addIssue({ code: 'custom', path: ['agreement', path], message });
    if (!agreement) return;
    if (agreement.max_units <= units_per_assignment) fault('max_units', 'must be more than units_per_assignment');
    const declared = (questions ?? quality?.questions)?.map(({ key }) => key);
    if (declared && !declared.includes(agreement.question))
      fault('question', `must be one of the questions: ${declared.join(', ')}`);
    const asked = questions?.find(({ key }) => key === agreement.question);
    if (asked && !asked.labels && !asked.pairwise && asked.scale === undefined)
      fault(
        'question',
        `is "${agreement.question}", whose answers are texts; compare one with labels, a scale or pairwise`,
      );
  })
  .refine((config) => config.treatments?.within === undefined || config.round_robin === undefined, {
    path: ['round_robin'],
    message: 'and "treatments.within" exclude each other; leave one out',
    when: always,
  })
  .refine((config) => config.unit_order === 'random' || config.unit_order_seed === undefined, {
    path: ['unit_order_seed'],
    message: 'needs "unit_order: random"',
    when: always,
  })
  .refine((config) => config.allow_list_qualification || !config.find_new_workers, {
    path: ['find_new_workers'],
    message: 'needs "allow_list_qualification"',
    when: always,
  })
  .refine(
    ({ auto_submit_before_expiration_sec: early, assignment_duration_in_seconds: all }) =>
      early === undefined || early < all,
    {
      path: ['auto_submit_before_expiration_sec'],
      message: 'must be less than assignment_duration_in_seconds',
    },
  );

export type TaskConfig = z.infer<typeof TaskConfig>;
