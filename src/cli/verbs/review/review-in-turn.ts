import { ApiError } from '../../../api/client.ts';
import { moneyText } from '../../../api/money.ts';
import { signalTexts } from '../../../api/signal-texts.ts';
import { getUnit, type UnitDetail } from '../../../api/units.ts';
import type { Client } from '../../connection/client.ts';
import type { Context } from '../../connection/context.ts';
import { reportFault } from '../../connection/faults.ts';
import { unitsOf } from '../../connection/lookups.ts';
import { wordsFor } from '../../connection/worker-names.ts';
import { openQuestions, type Questions } from '../../terminal/questions.ts';
import type { Colours, Terminal } from '../../terminal/terminal.ts';
import { counted, jsonText, onOneLine } from '../../terminal/text.ts';
import { decide, done, unlessEnded, type Verdict, withReason } from './verdict.ts';

type Choice = { do: Verdict; note?: string } | { do: 'skip' } | { do: 'quit' };

const prompt = "a accept · s pay, don't use · r reject · n note · k skip · q quit > ";
const choices: Record<string, Verdict | 'skip' | 'quit'> = {
  a: 'accept',
  accept: 'accept',
  s: 'soft-reject',
  'soft-reject': 'soft-reject',
  r: 'reject',
  reject: 'reject',
  k: 'skip',
  skip: 'skip',
  q: 'quit',
  quit: 'quit',
};

/** Shows the units to review one after the other and asks what to do with each, until none is left or the reviewer quits. */
export async function reviewInTurn(context: Context, client: Client, signal: AbortSignal, run?: string): Promise<void> {
  const { terminal } = context;
  const questions = openQuestions(terminal, signal);
  let decided = 0;
  let seen = 0;
  try {
    for await (const { id } of unitsOf(client, { run, status: 'completed' })) {
      const unit = await client.call(getUnit, { params: { unit: id } });
      if (unit.status !== 'completed') continue;
      seen++;
      const wordOf = await wordsFor(client, [unit.worker]);
      for (const line of unitLines(unit, terminal.colours, wordOf)) await terminal.print(line);
      const choice = await unlessEnded(context, () => choose(questions, terminal));
      if (choice.do === 'quit') break;
      if (choice.do === 'skip') continue;
      decided += Number(await settle(context, client, id, choice));
    }
  } finally {
    questions.close();
  }
  terminal.notify(seen === 0 ? 'Nothing to review.' : `Reviewed ${counted(decided, 'unit')}.`);
}

async function settle(context: Context, client: Client, id: string, choice: { do: Verdict; note?: string }) {
  try {
    await decide(context, client, id, choice.do, { note: choice.note });
    await context.terminal.print(`${id} is ${done[choice.do]}.`);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.exitCode = reportFault(error, context.terminal);
    return false;
  }
}

async function noteTyped({ demand }: Questions, { notify }: Terminal, said: string, before: string | undefined) {
  const note = said || (await demand('note > '));
  notify(note || before ? 'The note goes with your decision.' : 'No note.');
  return note;
}

async function choose(questions: Questions, terminal: Terminal): Promise<Choice> {
  for (let note: string | undefined; ; ) {
    const line = await questions.ask(prompt);
    if (line === undefined) return { do: 'quit' };
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
    const choice = Object.hasOwn(choices, word.toLowerCase()) ? choices[word.toLowerCase()] : undefined;
    if (choice === 'skip' || choice === 'quit') return { do: choice };
    if (choice) {
      const decided = await withReason(questions, terminal, choice, rest || note);
      if (decided) return decided;
    } else if (word === 'n' || word === 'note') {
      note = (await noteTyped(questions, terminal, rest, note)) || note;
    } else {
      terminal.notify('Type one of the letters a, s, r, n, k or q, then Enter.');
    }
  }
}

type InWords = UnitDetail['in_words'][number];

const hasEvidence = ({ correct, others }: InWords): boolean => correct !== null || others.length > 0;

/** What is known about an answer to a question: whether it is right, and what others said. */
function evidenceLine({ label, answer, expected, correct, others }: InWords): string {
  const known = correct === null ? [] : [correct ? '✓ right' : `✗ wrong; right is ${expected}`];
  const said = others.map((one) => `${one.answer} ${one.count}`).join(', ');
  return onOneLine(
    [`${label}: ${answer ?? 'no short answer'}`, ...known, said && `others: ${said}`].filter(Boolean).join(' · '),
  );
}

/** The lines about a unit for its reviewer: its data, its answer and its history; `wordOf` says a worker. */
export function unitLines(
  unit: UnitDetail,
  { bold, dim }: Colours,
  wordOf: (worker: string) => string = (worker) => worker,
): string[] {
  const files = unit.files.map((file) => jsonText(file));
  const history = unit.history.map(({ at, what, worker, by, note, message, cents }) =>
    onOneLine(
      [
        at,
        what,
        by ?? (worker && wordOf(worker)),
        cents && moneyText(cents, unit.bonuses?.[0]?.currency ?? ''),
        note,
        message && `to the worker: ${message}`,
      ]
        .filter(Boolean)
        .join('  '),
    ),
  );
  return [
    '',
    `${bold(unit.id)}  ${dim(onOneLine(`worker ${unit.worker ? wordOf(unit.worker) : 'unknown'}`))}`,
    dim('data'),
    jsonText(unit.data, 2),
    dim('answer'),
    jsonText(unit.answer, 2),
    ...unit.in_words.filter(hasEvidence).map((question) => dim(evidenceLine(question))),
    ...(unit.signals
      ? [dim(`the page counted: ${signalTexts(unit.signals).join(' · ')} (evidence, not a verdict)`)]
      : []),
    ...(files.length > 0 ? [dim('files'), ...files] : []),
    dim('history'),
    ...history,
  ];
}
