import { createInterface } from 'node:readline';
import { refuse } from './refusals.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './text.ts';

/** Asks a person, or a script that pipes its answers in, one line after the other. */
export type Questions = {
  /** The next line, trimmed; undefined when there will be none. */
  ask(prompt: string): Promise<string | undefined>;
  /** The next line, trimmed; throws `input/ended` when there will be none, since the end of input decides nothing. */
  demand(prompt: string): Promise<string>;
  /** Writes a text between questions. */
  say(text: string): Promise<void>;
  close(): void;
};

/** Begins to read; lines that come before their question are kept for it. */
export function openQuestions(terminal: Terminal, signal: AbortSignal): Questions {
  const lines = createInterface({ input: terminal.input, signal });
  const answers = lines[Symbol.asyncIterator]();
  async function ask(prompt: string) {
    await terminal.write(prompt);
    const { value, done } = await answers.next();
    // A piped answer is not echoed, so the next output would continue on the line of the question.
    if (done || !terminal.input.isTTY) await terminal.write('\n');
    return done ? undefined : String(value).trim();
  }
  return {
    ask,
    async demand(prompt) {
      const answer = await ask(prompt);
      signal.throwIfAborted();
      if (answer === undefined) throw refuse('input/ended');
      return answer;
    },
    say: (text) => terminal.write(visible(text)),
    close: () => lines.close(),
  };
}

/** Whether a person can be asked: somebody types here and sees the question. */
export const hasPerson = ({ input, seen }: Terminal): boolean => Boolean(input.isTTY) && seen;

/** Asks a person for a yes; anything else is a no. */
export async function isConfirmed(terminal: Terminal, question: string, signal: AbortSignal): Promise<boolean> {
  const questions = openQuestions(terminal, signal);
  try {
    const answer = await questions.ask(`${question} [y/N] `);
    signal.throwIfAborted();
    return /^y(es)?$/i.test(answer ?? '');
  } finally {
    questions.close();
  }
}
