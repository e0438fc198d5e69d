import { useProcedures } from 'manyhands/hooks/use-procedures';
import type { Task } from 'manyhands/hooks/use-task';
import { useEffect, useRef, useState } from 'react';
import { Drawing } from './drawing.tsx';
import { pictureOf } from './picture.ts';

export type Digit = { digit: number; word: string };
type Reading = { guess: number; probabilities: number[] };
type Read = Reading & { pixels: number[] };

type Props = { digit: Digit; task: Task<Digit, Record<string, unknown>> };

/** A digit to draw, what the model reads, and whether that is right. */
export function DigitForm({ digit: { digit, word }, task }: Props) {
  const { call, connection } = useProcedures();
  const canvas = useRef<HTMLCanvasElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [read, setRead] = useState<Read>();
  const [fault, setFault] = useState('');
  const [isReading, setIsReading] = useState(false);
  const [attempts, setAttempts] = useState(0);

  async function ask() {
    if (!canvas.current || isReading) return;
    setIsReading(true);
    setFault('');
    try {
      const pixels = pictureOf(canvas.current);
      setRead({ pixels, ...(await call<Reading>('classify', { pixels })) });
      setAttempts((before) => before + 1);
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setIsReading(false);
    }
  }
  function drawAnew() {
    setRead(undefined);
    setFault('');
    // The button that was pressed goes, and the task is read again.
    heading.current?.focus();
  }
  const submit = (isRight: boolean) =>
    task.handleSubmit({ guess: read?.guess, isRight, pixels: read?.pixels, attempts });

  return (
    <div className="card">
      <h1 ref={heading} tabIndex={-1}>
        Draw the digit {word} ({digit})
      </h1>
      <Drawing canvas={canvas} isOff={read !== undefined || isReading} />
      {read ? (
        <Reading read={read} onJudge={submit} onAgain={drawAnew} isOff={task.submission !== 'none'} />
      ) : (
        // It keeps the focus while the model reads, which a disabled one would lose.
        <button type="button" className="main" aria-disabled={isReading} onClick={ask}>
          {isReading ? 'Reading…' : 'Read it'}
        </button>
      )}
      <p role="status">{fault || statusOf(task, connection)}</p>
    </div>
  );
}

type ReadingProps = { read: Read; onJudge: (isRight: boolean) => void; onAgain: () => void; isOff: boolean };

function Reading({ read: { guess, probabilities }, onJudge, onAgain, isOff }: ReadingProps) {
  const question = useRef<HTMLParagraphElement>(null);
  // It comes in place of the button that asked, and a screen reader reads it.
  useEffect(() => question.current?.focus(), []);
  return (
    <>
      <p ref={question} tabIndex={-1}>
        The computer reads <strong>{guess}</strong> ({Math.round(100 * (probabilities[guess] ?? 0))} % sure). Is that
        right?
      </p>
      <div className="row">
        <button type="button" className="main" disabled={isOff} onClick={() => onJudge(true)}>
          Right
        </button>
        <button type="button" disabled={isOff} onClick={() => onJudge(false)}>
          Wrong
        </button>
        <button type="button" disabled={isOff} onClick={onAgain}>
          Draw again
        </button>
      </div>
    </>
  );
}

function statusOf({ submission, refusal, failedAttempts }: Props['task'], connection: string): string {
  if (submission === 'refused') return refusal ?? '';
  if (failedAttempts > 0 || connection === 'reconnecting')
    return 'The study cannot be reached just now. Please keep this page open; it tries again.';
  return submission === 'saved' ? 'Saved.' : '';
}
