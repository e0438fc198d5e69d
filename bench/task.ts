import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A task folder with `items` small items; gives its path. */
export function writeTask(
  folder: string,
  name: string,
  items: Iterable<Record<string, unknown>>,
  settings: Record<string, unknown> = {},
): string {
  mkdirSync(join(folder, 'page'), { recursive: true });
  writeFileSync(
    join(folder, 'page/index.html'),
    '<!doctype html><title>Bench</title><script src="wrap_crowd_source.js"></script>',
  );
  writeFileSync(join(folder, 'items.jsonl'), Array.from(items, (item) => `${JSON.stringify(item)}\n`).join(''));
  const config = {
    task_name: name,
    task_title: name,
    task_description: 'A bench.',
    data: 'items.jsonl',
    page: 'page',
    // Workers of benches and journeys may take several units before they submit one.
    allowed_concurrent: 0,
    ...settings,
  };
  writeFileSync(join(folder, 'manyhands.yaml'), JSON.stringify(config));
  return folder;
}

/** Items of the size that sentences to be judged have. */
export function* sentences(count: number): Iterable<Record<string, unknown>> {
  for (let n = 0; n < count; n++) {
    yield {
      id: n,
      text: `Sentence number ${n} says something that a person has to read before they can judge it.`,
      hint: 'yes or no',
    };
  }
}
