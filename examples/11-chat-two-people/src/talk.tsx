import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useEffect, useRef } from 'react';
import { Composer } from './composer.tsx';
import { type OwnThing, offerIn, standingOffer, thingsIn, total, wordsOf } from './offers.ts';
import { Questions } from './questions.tsx';

/** The negotiation: what the things are worth, what was said, and what this worker can do now. */
export function Talk({ talk, children }: { talk: Conversation; children: React.ReactNode }) {
  const things = thingsIn(talk.said);
  return (
    <div className="talk">
      <header>
        <h1>
          You are {talk.name}, and {talk.role === 'mover' ? 'move out' : 'stay'}
        </h1>
        <Worth things={things} />
      </header>
      <Said talk={talk} things={things} />
      <footer>
        {talk.refusal && <p role="alert">{talk.refusal}</p>}
        {talk.connection === 'reconnecting' && (
          <p role="status">The connection is lost. What you write is sent when it is back.</p>
        )}
        {children ||
          (talk.form ? (
            <Questions talk={talk} form={talk.form} />
          ) : (
            <Composer talk={talk} things={things} offer={standingOffer(talk.said)} />
          ))}
      </footer>
    </div>
  );
}

const Worth = ({ things }: { things: readonly OwnThing[] }) => (
  <ul className="things" aria-label="What the things are worth to you">
    {things.map(({ name, count, worth }) => (
      <li key={name}>
        <strong>
          {count} × {name}
        </strong>{' '}
        {worth} {worth === 1 ? 'point' : 'points'}
        {count > 1 && ' each'}
      </li>
    ))}
  </ul>
);

function Said({ talk, things }: { talk: Conversation; things: readonly OwnThing[] }) {
  const log = useRef<HTMLDivElement>(null);
  const { said, isMyTurn, phase } = talk;
  const other = talk.members.find(({ name }) => name !== talk.name)?.name ?? 'The other';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is shown whenever something is added
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [said.length, isMyTurn]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard, too
    <div ref={log} className="log" role="log" aria-label="What was said" tabIndex={0}>
      <ol>
        {said.map((one) => (
          <li key={one.id} className={classOf(one)}>
            <span className="who">{one.isOwn ? 'You' : one.by === 'System' ? 'For you alone' : one.by}</span>
            {one.text && <span>{one.text}</span>}
            <OfferLine said={one} things={things} />
            {!one.isSent && <span className="quiet">sending…</span>}
          </li>
        ))}
      </ol>
      {phase === 'talking' && !isMyTurn && <p className="quiet">{other} is on.</p>}
    </div>
  );
}

type SaidOne = Conversation['said'][number];
const classOf = ({ isOwn, by }: SaidOne) => (isOwn ? 'own' : by === 'System' ? 'task' : 'other');

/** What an offer in a message means for this worker. */
function OfferLine({ said, things }: { said: SaidOne; things: readonly OwnThing[] }) {
  const mine = offerIn(said, things);
  if (!mine) return null;
  return (
    <span className="offer">
      Offer: you get {wordsOf(mine, things)} ({total(mine, things)} points).
    </span>
  );
}
