import { stringify } from 'csv-stringify/sync';

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

/** What a new task is made from. */
export type NewTask = {
  name: string;
  kind: TaskKind;
  media: MediaKind;
  title: string;
  /** The labels to choose from, for a choice and for spans. */
  labels: readonly string[];
  /** The key of the data with the right answers. */
  gold?: string;
  /** The name of the data file in the folder, and the keys of its items in order. */
  data: { file: string; keys: readonly string[] };
};

/** The title, the question and the labels that a kind begins with. */
export const defaults: Record<TaskKind, { title: string; question: string; labels: readonly string[] }> = {
  choice: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'mixed', 'negative'] },
  rating: { title: 'How good is this?', question: 'How good is it?', labels: [] },
  compare: { title: 'Which one is better?', question: 'Which one is better?', labels: [] },
  spans: { title: 'Mark people and places', question: 'Mark every person and place', labels: ['person', 'place'] },
  write: { title: 'Describe it in your own words', question: 'Describe it in one sentence', labels: [] },
  html: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'negative'] },
  react: { title: 'How does this sound?', question: 'How does it sound?', labels: ['positive', 'negative'] },
};

const texts = [
  'Lovely cake, friendly people, and a cat by the window.',
  'The coffee was cold, but the music was good.',
  'We waited for forty minutes, and nobody came.',
];
const sentences = [
  'Ada Lovelace met Charles Babbage in London.',
  'Alan Turing worked at Bletchley Park.',
  'Grace Hopper was born in New York.',
];

/** Small drawings, so that a task with pictures can be tried at once. */
const drawing = (shape: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><rect width="320" height="200" fill="#dce8f5"/>${shape}</svg>\n`;
const drawings: Record<string, string> = {
  'circle.svg': drawing('<circle cx="160" cy="100" r="70" fill="#1a5fb4"/>'),
  'square.svg': drawing('<rect x="95" y="35" width="130" height="130" fill="#a3330b"/>'),
  'triangle.svg': drawing('<path d="M160 30 240 170H80z" fill="#2b7a3d"/>'),
};

/** The keys of the sample items. */
export const sampleKeys = (kind: TaskKind, media: MediaKind): string[] =>
  kind === 'compare' ? ['left', 'right'] : [media === 'image' ? 'image' : 'text'];

/** Items to begin with, and the files that they name; undefined for media of which there is no sample. */
export function sampleOf(kind: TaskKind, media: MediaKind): { csv: string; files: Record<string, string> } | undefined {
  if (media === 'audio' || media === 'video') return undefined;
  const names = Object.keys(drawings);
  const values = media === 'image' ? names : kind === 'spans' ? sentences : texts;
  const [key = ''] = sampleKeys(kind, media);
  const rows =
    kind === 'compare'
      ? values.map((value, n) => ({ left: value, right: values[(n + 1) % values.length] }))
      : values.map((value) => ({ [key]: value }));
  return { csv: stringify(rows, { header: true }), files: media === 'image' ? drawings : {} };
}
