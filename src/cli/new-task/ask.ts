import {
  defaultsFor,
  hasLabels,
  hasMedia,
  kindLabels,
  labelsIn,
  type MediaKind,
  mediaKinds,
  type TaskKind,
} from '../../api/new-task.ts';
import type { Questions } from '../terminal/questions.ts';

/** What was said about a new task so far, by options or by answers. */
export type Wishes = { kind?: TaskKind; media?: MediaKind; title?: string; labels?: readonly string[]; gold?: string };

/** Asks until an answer is one of these, by its number or its name; Enter takes the first. */
async function choose<Name extends string>(
  { demand, say }: Questions,
  question: string,
  options: Record<Name, string>,
): Promise<Name> {
  const names = Object.keys(options) as Name[];
  const list = names.map((name, n) => `  ${n + 1}  ${options[name]}`).join('\n');
  for (;;) {
    const answer = await demand(`${question}\n${list}\nNumber [1]: `);
    if (answer === '') return names[0]!;
    const chosen = names[Number(answer) - 1] ?? names.find((name) => name === answer.toLowerCase());
    if (chosen) return chosen;
    await say(`"${answer}" is not in the list. Type a number from 1 to ${names.length}, or press Enter for 1.\n`);
  }
}

const asRecord = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as unknown as Record<Name, string>;

/** Asks for what was not said. */
export async function askForWishes(questions: Questions, said: Wishes): Promise<Wishes> {
  const kind = said.kind ?? (await choose(questions, 'What do workers do?', kindLabels));
  const media =
    said.media ?? (hasMedia(kind) ? await choose(questions, 'What are the items?', asRecord(mediaKinds)) : 'text');
  const proposed = defaultsFor(kind, media);
  const title = said.title ?? ((await questions.demand(`Title [${proposed.title}]: `)) || undefined);
  if (said.labels || !hasLabels(kind)) return { ...said, kind, media, title };
  const typed = await questions.demand(`Labels, with commas [${proposed.labels.join(', ')}]: `);
  const labels = labelsIn(typed);
  return { ...said, kind, media, title, ...(labels.length > 1 ? { labels } : {}) };
}
