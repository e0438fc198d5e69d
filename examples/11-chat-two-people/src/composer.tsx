import type { Conversation } from 'manyhands/hooks/use-conversation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type OwnThing, offerIn, type Share, total, wordsOf } from './offers.ts';

type Props = { talk: Conversation; things: readonly OwnThing[]; offer: Conversation['said'][number] | undefined };

/** What this worker says: a text, with an offer if they like, or that they accept the offer of the other. */
export function Composer({ talk, things, offer }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [share, setShare] = useState<Share | null>(null);
  const { isMyTurn } = talk;
  const mine = offer && offerIn(offer, things);
  // It comes in place of a button that had the focus.
  useEffect(() => field.current?.focus(), []);
  // Who reads, or prepares an offer, goes on with it.
  useEffect(() => {
    if (isMyTurn && document.activeElement === document.body) field.current?.focus();
  }, [isMyTurn]);

  const isEmpty = text.trim() === '' && share === null;
  function send(event?: FormEvent) {
    event?.preventDefault();
    if (!isMyTurn || isEmpty) return;
    talk.say(text.trim(), share ? { offer: share } : {});
    setText('');
    setShare(null);
    // The button that was pressed does nothing from now on.
    field.current?.focus();
  }
  const accept = () => {
    talk.say('I accept your offer.', { accepts: true });
    setShare(null);
    field.current?.focus();
  };
  return (
    <form className="composer" onSubmit={send}>
      {mine && isMyTurn && !share && (
        <button type="button" onClick={accept}>
          Accept: {wordsOf(mine, things)} for you ({total(mine, things)} points)
        </button>
      )}
      {share && <Steppers things={things} share={share} onChange={setShare} />}
      <label className="unseen" htmlFor="text">
        Your message
      </label>
      <textarea
        id="text"
        ref={field}
        rows={2}
        maxLength={1000}
        placeholder={isMyTurn ? 'Your message' : 'Write now, and send when it is your turn'}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div className="row">
        <button type="button" aria-expanded={share !== null} onClick={() => setShare(share ? null : half(things))}>
          {share ? 'Without an offer' : 'Make an offer'}
        </button>
        <button type="submit" className="main" disabled={!isMyTurn || isEmpty}>
          Send
        </button>
      </div>
    </form>
  );
}

/** Where an offer begins: half of everything, rounded up. */
const half = (things: readonly OwnThing[]): Share =>
  Object.fromEntries(things.map(({ name, count }) => [name, Math.ceil(count / 2)]));

type SteppersProps = { things: readonly OwnThing[]; share: Share; onChange: (share: Share) => void };

/** How many of each thing this worker wants. */
function Steppers({ things, share, onChange }: SteppersProps) {
  const add = (name: string, more: number) => onChange({ ...share, [name]: share[name]! + more });
  return (
    <fieldset className="steppers">
      <legend>You would get {total(share, things)} points</legend>
      {things.map(({ name, count }) => (
        <div key={name} className="row">
          <span className="name">{name}</span>
          <Step label={`One ${name} less`} isOver={share[name] === 0} onStep={() => add(name, -1)}>
            −
          </Step>
          <output aria-label={`${name} for you`}>
            {share[name]} of {count}
          </output>
          <Step label={`One ${name} more`} isOver={share[name] === count} onStep={() => add(name, 1)}>
            +
          </Step>
        </div>
      ))}
    </fieldset>
  );
}

type StepProps = { label: string; isOver: boolean; onStep: () => void; children: string };

/** A button that does nothing at its limit, and keeps the focus there, which a disabled one would lose. */
const Step = ({ label, isOver, onStep, children }: StepProps) => (
  <button type="button" aria-label={label} aria-disabled={isOver} onClick={isOver ? undefined : onStep}>
    {children}
  </button>
);
