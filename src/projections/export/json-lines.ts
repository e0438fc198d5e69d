import type { Format } from './format.ts';

/** Every answer as it was given, one JSON object a line. */
export const jsonLines: Format = {
  extension: 'jsonl',
  type: 'application/x-ndjson; charset=utf-8',
  *write({ rows }) {
    for (const row of rows('Writing')) yield { content: `${JSON.stringify(row)}\n`, rows: 1 };
  },
};

/** The files of answers and of what came beside them, one JSON object a line, with where each can be had. */
export const fileLines: Format = {
  extension: 'files.jsonl',
  type: 'application/x-ndjson; charset=utf-8',
  *write({ rows }) {
    for (const { unit, agent, files, metadata } of rows('Writing')) {
      for (const file of [...files, ...metadata.flatMap((sent) => sent.files)]) {
        const line = { unit, agent, ...file, href: `/api/files/${file.hash}` };
        yield { content: `${JSON.stringify(line)}\n`, rows: 1 };
      }
    }
  },
};
