import type { Terminal } from './terminal.ts';
import { numberText } from './text.ts';

/** Where long work has got to. */
export type Step = { step: string; done?: number; total?: number };

/** Shows where long work has got to, as long as it lasts. */
export type Progress = {
  at(step: Step): void;
  /** Takes the line away; what was said in lines of its own stays. */
  end(): void;
};

const second = 1000;

/** A step as a person reads it: `Reading the log: 12,000 of 50,000 (24 %)`. */
export function sentenceOf({ step, done, total }: Step): string {
  if (done === undefined) return /[.…]$/.test(step) ? step : `${step} …`;
  if (!total) return `${step}: ${numberText(done)}`;
  return `${step}: ${numberText(done)} of ${numberText(total)} (${Math.floor((done / total) * 100)} %)`;
}

/**
 * Progress on stderr: one line that changes where a person watches, else a line for what is new, at most one a second.
 * Nothing is shown of what is over within the first second, unless `patience` (in milliseconds) says otherwise.
 */
export function openProgress(terminal: Terminal, patience = second): Progress {
  const started = Date.now();
  let step: Step | undefined;
  let told = '';

  const show = () => {
    if (!step || Date.now() - started < patience) return;
    const sentence = sentenceOf(step);
    if (terminal.watched) {
      const seconds = Math.floor((Date.now() - started) / second);
      terminal.paint(seconds >= 2 ? `${sentence} (${seconds} s)` : sentence);
    } else if (sentence !== told) {
      terminal.say(sentence);
    }
    told = sentence;
  };
  const ticking = setInterval(show, second);
  ticking.unref();

  return {
    at(next) {
      const isNew = step?.step !== next.step;
      step = next;
      if (isNew && terminal.watched) show();
    },
    end() {
      clearInterval(ticking);
      step = undefined;
      if (terminal.watched) terminal.paint('');
    },
  };
}
