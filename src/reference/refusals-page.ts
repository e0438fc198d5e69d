import type { RefusalTable } from '../actors/refusal.ts';
import { refusals as rules } from '../actors/refusals.ts';
import { refusals as archives } from '../adapters/archive/refusals.ts';
import { refusals as dataFolder } from '../adapters/data-folder/refusals.ts';
import { refusals as gateway } from '../adapters/gateway/http/refusals.ts';
import { refusals as nats } from '../adapters/nats/server/refusals.ts';
import { refusals as providers } from '../adapters/providers/refusals.ts';
import { refusals as savedTasks } from '../adapters/saved-tasks/refusals.ts';
import { refusals as tasks } from '../adapters/tasks/refusals.ts';
import { refusals as threads } from '../adapters/threads/refusals.ts';
import { refusals as webhooks } from '../adapters/webhooks/refusals.ts';
import { refusals as commandLine } from '../cli/terminal/refusals.ts';
import { refusals as projections } from '../projections/store/refusals.ts';
import { refusals as runtime } from '../runtime/refusals/refusals.ts';
import { refusals as startup } from '../startup/refusals.ts';
import { refusals as reference } from './refusals.ts';

/** The table of each folder, from the innermost on. */
const tables: Readonly<Record<string, RefusalTable>> = {
  'src/actors': rules,
  'src/projections': projections,
  'src/runtime': runtime,
  'src/adapters/archive': archives,
  'src/adapters/data-folder': dataFolder,
  'src/adapters/gateway': gateway,
  'src/adapters/nats': nats,
  'src/adapters/providers': providers,
  'src/adapters/saved-tasks': savedTasks,
  'src/adapters/tasks': tasks,
  'src/adapters/threads': threads,
  'src/adapters/webhooks': webhooks,
  'src/startup': startup,
  'src/reference': reference,
  'src/cli': commandLine,
};

/** One refusal: its folder, its HTTP status, and its sentence with `<name>` for each detail. */
type ListedRefusal = { code: string; folder: string; status: number; sentence: string };

/** Every refusal, sorted by code; a code that two folders declare is listed twice. */
export function allRefusals(): ListedRefusal[] {
  const inherited = new Map<string, unknown>();
  const found: ListedRefusal[] = [];
  for (const [folder, table] of Object.entries(tables))
    for (const [code, refusal] of Object.entries(table)) {
      if (inherited.get(code) === refusal) continue;
      inherited.set(code, refusal);
      const [status, sentence] = refusal;
      found.push({ code, folder, status, sentence: (sentence as (details: unknown) => string)(placeholders) });
    }
  return found.sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** Placeholder details for any refusal: each is a list of one text, its own name, that also has methods of texts. */
const placeholders = new Proxy(
  {},
  {
    get(_, name) {
      const text = `<${String(name)}>`;
      return Object.assign([text], {
        replace: () => text,
        slice: () => [text],
        endsWith: () => false,
        toString: () => text,
      });
    },
  },
);

/** The page of all refusals, generated from the tables. */
export function refusalsPage(): string {
  const lines = allRefusals().map(
    ({ code, status, sentence }) =>
      `| \`${code}\` | ${status} | ${String(sentence).replaceAll('|', '\\|').replaceAll('\n', ' ')} |`,
  );
  return `# Refusals

A refused request changes nothing. The reply has a code for programs and a sentence for users:
\`{"code": "unit/unknown", "message": "No unit is called \\"films.1.0\\"."}\`, with the HTTP status of the table. On the command line
the sentence goes to stderr and the exit code is 1. This page is generated from the code (\`npm run pages\`); a test checks
that it is current. \`<name>\` is a placeholder for a detail; of sentences with several forms, the longest is shown.

| code | status | sentence |
|---|---|---|
${lines.join('\n')}
`;
}
