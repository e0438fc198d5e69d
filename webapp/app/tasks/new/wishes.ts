import type { TaskWishes } from '../../../../src/api/drafts.ts';
import { maxUnitPay } from '../../../../src/api/money.ts';
import { slugOf } from '../../../../src/api/names.ts';
import {
  type BrowserKind,
  defaultsFor,
  hasLabels,
  hasMedia,
  labelsIn,
  type MediaKind,
  newTaskDefaults,
} from '../../../../src/api/new-task.ts';
import { rulesIn } from '../../rules/rule-lines.ts';

/** The form of a new task; what is undefined follows the kind of the task, or its title. */
export type NewTaskForm = {
  kind: BrowserKind;
  media: MediaKind;
  title?: string;
  question?: string;
  /** With commas between them. */
  labels?: string;
  description: string;
  /** The column with the right answers; empty for none. */
  gold: string;
  hidden: readonly string[];
  unitsPerItem: number | string;
  minutes: number | string;
  reward: number | string;
  currency: string;
  name?: string;
  /** A rule in each line. */
  rules: string;
};

/** The form as it begins. */
export const emptyForm: NewTaskForm = {
  kind: 'choice',
  media: 'text',
  description: newTaskDefaults.description,
  gold: '',
  hidden: [],
  unitsPerItem: newTaskDefaults.unitsPerItem,
  minutes: newTaskDefaults.unitSeconds / 60,
  reward: newTaskDefaults.reward,
  currency: newTaskDefaults.currency,
  rules: '',
};

/** The form with what follows from its kind and its title filled in. */
export function filled(form: NewTaskForm) {
  const { title, question, labels } = defaultsFor(form.kind, form.media);
  const shownTitle = form.title ?? title;
  return {
    ...form,
    title: shownTitle,
    question: form.question ?? question,
    labels: form.labels ?? labels.join(', '),
    name: form.name ?? slugOf(shownTitle),
  };
}

/** The form for a file with these columns: columns of a file that was chosen before cannot be taken back on the screen. */
export const fittingTo = (keys: readonly string[], form: NewTaskForm): NewTaskForm => ({
  ...form,
  gold: keys.includes(form.gold) ? form.gold : '',
  hidden: form.hidden.filter((key) => keys.includes(key)),
});

/** What is wrong with each field, as far as a browser can say. */
export type FieldFaults = Partial<
  Record<
    'title' | 'question' | 'labels' | 'unitsPerItem' | 'minutes' | 'reward' | 'currency' | 'rules' | 'name',
    string
  >
>;

const isBetween = (value: number | string, least: number, most: number) =>
  value !== '' && Number(value) >= least && Number(value) <= most;

/** Finds what is wrong with each field. */
export function faultsOf(form: NewTaskForm): FieldFaults {
  const { kind, title, question, labels, unitsPerItem, minutes, reward, currency, name } = filled(form);
  const isFew = hasLabels(kind) && labelsIn(labels).length < 2;
  return {
    ...(title.trim() === '' ? { title: 'Workers need a title.' } : {}),
    ...(question.trim() === '' ? { question: 'Ask something about each item.' } : {}),
    ...(isFew ? { labels: 'Enter two or more labels, with commas between them.' } : {}),
    ...(isBetween(unitsPerItem, 1, 1000) ? {} : { unitsPerItem: 'Must be from 1 to 1000.' }),
    ...(isBetween(minutes, 0.5, 43_200) ? {} : { minutes: 'Must be half a minute or more.' }),
    ...(isBetween(reward, 0, maxUnitPay) ? {} : { reward: 'Must be 0 or more, and at most 1,000,000.' }),
    ...(/^[A-Z]{3}$/.test(currency) ? {} : { currency: 'Enter three letters, such as USD.' }),
    ...(name !== '' && slugOf(name) === name
      ? {}
      : { name: 'Use small letters and digits, with single hyphens between them.' }),
  };
}

/** What the server is asked for; call it for a form without faults. */
export function wishesOf(form: NewTaskForm): TaskWishes {
  const { kind, media, title, question, labels, description, gold, hidden, ...others } = filled(form);
  const rules = rulesIn(others.rules);
  return {
    kind,
    media: hasMedia(kind) ? media : 'text',
    title: title.trim(),
    description: description.trim() || newTaskDefaults.description,
    question: question.trim(),
    ...(hasLabels(kind) ? { labels: labelsIn(labels) } : {}),
    ...(gold === '' ? {} : { gold }),
    hidden: hidden.filter((key) => key !== gold),
    units_per_item: Math.round(Number(others.unitsPerItem)),
    unit_seconds: Math.round(Number(others.minutes) * 60),
    reward: Number(others.reward),
    currency: others.currency,
    ...(rules === '' ? {} : { rules }),
  };
}
