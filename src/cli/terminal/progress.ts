import type { Terminal } from './terminal.ts';
import { numberText } from './text.ts';

/** How far long work is. */
export type Step = { step: string; done?: number; total?: number };

/** Shows how far long work is, until it ends. */
export type Progress = {
  at(step: Step): void;
  /** Clears the line; whole lines printed before stay. */
  end(): void;
};

const secondMs = 1000;

/** A step as text: `Reading the log: 12,000 of 50,000 (24 %)`. */
export function sentenceOf({ step, done, total }: Step): string {
  if (done === undefined) return /[.…]$/.test(step) ? step : `${step} …`;
  if (!total) return `${step}: ${numberText(done)}`;
  return `${step}: ${numberText(done)} of ${numberText(total)} (${Math.floor((done / total) * 100)} %)`;
}

/**
 * Progress on stderr: one changing line on a terminal, else a line for each change, at most one a second. Nothing is shown
 * before `delayMs`, so that short work prints nothing.
 */
export function openProgress(terminal: Terminal, delayMs = secondMs): Progress {
  const started = Date.now();
  let step: Step | undefined;
  let shown = '';

  const show = () => {
    if (!step || Date.now() - started < delayMs) return;
    const sentence = sentenceOf(step);
    if (terminal.watched) {
      const seconds = Math.floor((Date.now() - started) / secondMs);
      terminal.paint(seconds >= 2 ? `${sentence} (${seconds} s)` : sentence);
    } else if (sentence !== shown) {
      terminal.notify(sentence);
    }
    shown = sentence;
  };
  const ticking = setInterval(show, secondMs);
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
