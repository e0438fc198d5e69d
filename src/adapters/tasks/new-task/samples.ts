import { stringify } from 'csv-stringify/sync';
import type { MediaKind, TaskKind } from '../../../api/new-task.ts';

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
