/** What workers do in a new task. */
export const taskKinds = ['choice', 'rating', 'compare', 'spans', 'write', 'html', 'react'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What the items are made of. */
export const mediaKinds = ['text', 'image', 'audio', 'video'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** A kind in words, for a list to choose from. */
export const kindLabels: Record<TaskKind, string> = {
  choice: 'Classify: choose one label for each item',
  rating: 'Rate: give each item a number',
  compare: 'Compare: choose the better of two',
  spans: 'Mark: label parts of a text',
  write: 'Write: answer in own words',
  html: 'A page of your own in plain HTML',
  react: 'A page of your own in React',
};

/** Whether the task has a page of its own, instead of one that is made from its questions. */
export const hasOwnPage = (kind: TaskKind): boolean => kind === 'html' || kind === 'react';

/** What can be made in a browser: everything but a page that has to be built. */
export const browserKinds = ['choice', 'rating', 'compare', 'spans', 'write', 'html'] as const satisfies TaskKind[];
export type BrowserKind = (typeof browserKinds)[number];

type Defaults = { title: string; question: string; labels: readonly string[] };

const defaults: Record<TaskKind, Defaults> = {
  choice: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'mixed', 'negative'] },
  rating: { title: 'How good is this?', question: 'How good is it?', labels: [] },
  compare: { title: 'Which one is better?', question: 'Which one is better?', labels: [] },
  spans: { title: 'Mark people and places', question: 'Mark every person and place', labels: ['person', 'place'] },
  write: { title: 'Describe it in your own words', question: 'Describe it in one sentence', labels: [] },
  html: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'negative'] },
  react: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'negative'] },
};

const seen = { title: 'What does this show?', question: 'What does it show?', labels: ['people', 'animals', 'things'] };
const heard = { title: 'What do you hear?', question: 'What do you hear?', labels: ['speech', 'music', 'noise'] };
const mediaDefaults: Partial<Record<MediaKind, Defaults>> = { image: seen, audio: heard, video: seen };

/** The title, the question and the labels that a kind begins with. */
export const defaultsFor = (kind: TaskKind, media: MediaKind = 'text'): Defaults =>
  (kind === 'choice' ? mediaDefaults[media] : undefined) ?? defaults[kind];

/** What a new task says of itself and asks for until it is changed. */
export const newTaskDefaults = {
  description: 'Answer one question about each item. It takes half a minute.',
  unitsPerItem: 3,
  unitSeconds: 600,
  reward: 0,
  currency: 'USD',
};

/** Kinds of tasks whose items may be pictures, sounds or films. */
export const hasMedia = (kind: TaskKind): boolean => kind === 'choice' || kind === 'rating' || kind === 'write';
/** Kinds of tasks with labels to choose from. */
export const hasLabels = (kind: TaskKind): boolean => kind === 'choice' || kind === 'spans' || hasOwnPage(kind);

/** Labels written with commas between them, each once. */
export const labelsIn = (text: string): string[] =>
  [...new Set(text.split(',').map((label) => label.trim()))].filter(Boolean);

/** The name of a task's data file: that of the file it was made from, unless it could hide or be mistaken for another. */
export function dataFileName(given: string): string {
  const [, stem = '', extension = ''] = /^(.*)(\.[^.]+)$/su.exec(given.normalize('NFC')) ?? [];
  const isPlain =
    /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ ().-]{0,49}$/u.test(stem) && !/^(package(-lock)?|tsconfig|readme)$/i.test(stem);
  return `${isPlain ? stem : 'items'}${extension.toLowerCase()}`;
}
