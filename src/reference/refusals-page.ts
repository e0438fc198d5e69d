import type { RefusalTable } from '../actors/refusal.ts';
import { refusals as rules } from '../actors/refusals.ts';
import { refusals as archives } from '../adapters/archive/refusals.ts';
import { refusals as dataFolder } from '../adapters/data-folder/refusals.ts';
import { refusals as gateway } from '../adapters/gateway/http/refusals.ts';
import { refusals as nats } from '../adapters/nats/server/refusals.ts';
import { refusals as tasks } from '../adapters/tasks/refusals.ts';
import { refusals as threads } from '../adapters/threads/refusals.ts';
import { refusals as commandLine } from '../cli/terminal/refusals.ts';
import { refusals as projections } from '../projections/store/refusals.ts';
import { refusals as runtime } from '../runtime/refusals/refusals.ts';
import { refusals as startup } from '../startup/refusals.ts';
import { refusals as reference } from './refusals.ts';

/** The table of each room, from the innermost on. */
const tables: Readonly<Record<string, RefusalTable>> = {
  'src/actors': rules,
  'src/projections': projections,
  'src/runtime': runtime,
  'src/adapters/archive': archives,
  'src/adapters/data-folder': dataFolder,
  'src/adapters/gateway': gateway,
  'src/adapters/nats': nats,
  'src/adapters/tasks': tasks,
  'src/adapters/threads': threads,
  'src/startup': startup,
  'src/reference': reference,
  'src/cli': commandLine,
};

/** One code of a table: where it is declared, its HTTP status, and its sentence with `<name>` for each detail. */
export type ListedRefusal = { code: string; room: string; status: number; sentence: string };

/** Every refusal that a room declares itself, in the order of the codes; a code that two rooms declare is in it twice. */
export function allRefusals(): ListedRefusal[] {
  const inherited = new Map<string, unknown>();
  const found: ListedRefusal[] = [];
  for (const [room, table] of Object.entries(tables))
    for (const [code, refusal] of Object.entries(table)) {
      if (inherited.get(code) === refusal) continue;
      inherited.set(code, refusal);
      const [status, sentence] = refusal;
      found.push({ code, room, status, sentence: (sentence as (details: unknown) => string)(placeholders) });
    }
  return found.sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** Stands in for the details of any refusal: each is a list of one text, its own name, that also does what texts do. */
const placeholders = new Proxy(
  {},
  {
    get(_, name) {
      const text = `<${String(name)}>`;
      return Object.assign([text], { replace: () => text, endsWith: () => false, toString: () => text });
    },
  },
);

/** The page of all refusals, made from the tables of the rooms. */
export function refusalsPage(): string {
  const lines = allRefusals().map(
    ({ code, status, sentence }) =>
      `| \`${code}\` | ${status} | ${String(sentence).replaceAll('|', '\\|').replaceAll('\n', ' ')} |`,
  );
  return `# Refusals

When Manyhands says no, nothing has happened, and the answer has a code for programs and a sentence for people:
\`{"code": "unit/unknown", "message": "No unit is called \\"films.1.0\\"."}\`, with the HTTP status of the table. On the command line
the sentence goes to stderr and the exit code is 1. This page is made from the tables of the code (\`npm run pages\`); a test checks
that it is current. \`<name>\` stands for a detail that differs from case to case; some sentences have more than one form, and the
longest is shown.

| code | status | sentence |
|---|---|---|
${lines.join('\n')}
`;
}
