import { useEffect, useRef } from 'react';
import { useTexts } from './context.ts';
import { useSecondsLeft, type Waiting } from './from-hooks.ts';
import { clock, fill, type Texts } from './texts.ts';

type Props = { waiting: Waiting | null; onConfirm: () => void; ofLast?: string | null };

/** Before the conversation: what became of the last one, who is here, how long it takes at most and what comes then, and whether this worker is still there. */
export function WaitingRoom({ waiting, onConfirm, ofLast }: Props) {
  const texts = useTexts();
  if (waiting?.confirmUntil && !waiting.isConfirmed)
    return <Confirmation until={waiting.confirmUntil} {...{ onConfirm }} />;
  const isPair = (waiting?.seats ?? 2) <= 2;
  return (
    <section className="mh-chat-middle">
      {ofLast && <p>{ofLast}</p>}
      <h2 tabIndex={-1}>{isPair ? texts.waitingTitleOne : texts.waitingTitle}</h2>
      <p role="status">
        {waiting?.isConfirmed && waiting.confirmUntil ? texts.confirmed : waiting && countOf(waiting, texts)}
      </p>
      {waiting && <Wait waiting={waiting} />}
      <p>{texts.keepOpen}</p>
    </section>
  );
}

const countOf = ({ present, seats }: Waiting, texts: Texts) => fill(texts.waitingCount, { present, seats });

function Wait({ waiting: { until, roomsBefore, afterwards, isConfirmed } }: { waiting: Waiting }) {
  const texts = useTexts();
  const seconds = useSecondsLeft(until);
  const then =
    afterwards && { go_on: texts.thenGoOn, bot: texts.thenBot, pay: texts.thenPay, end: texts.thenEnd }[afterwards];
  if (isConfirmed) return null;
  return (
    <>
      {roomsBefore > 0 && <p>{fill(texts.roomsBefore, { count: roomsBefore })}</p>}
      {seconds !== null && (
        <p>
          <span>{seconds > 0 ? fill(texts.waitLeft, { time: clock(seconds) }) : texts.waitOver}</span> {then}
        </p>
      )}
    </>
  );
}

function Confirmation({ until, onConfirm }: { until: Date; onConfirm: () => void }) {
  const texts = useTexts();
  const seconds = useSecondsLeft(until);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <section className="mh-chat-middle">
      <div role="alert">
        <h2>{texts.confirmTitle}</h2>
        <p>{texts.confirmText}</p>
      </div>
      <button ref={button} type="button" className="mh-chat-main" onClick={onConfirm}>
        {texts.confirmButton}
      </button>
      <p>{fill(texts.confirmLeft, { time: clock(seconds ?? 0) })}</p>
    </section>
  );
}
