import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';
import type { ReactNode, RefObject } from 'react';
import { clockOf } from './clock.ts';
import { Composer } from './composer.tsx';
import { useKeptFocus } from './focus.ts';
import { useKeptAtEnd } from './kept-at-end.ts';
import { type OwnThing, offerIn, standingOffer, thingsIn, total, wordsOf } from './offers.ts';
import { Questions } from './questions.tsx';

/** The negotiation: what the things are worth, what was said, and what this worker can do now. */
export function Talk({ talk, children }: { talk: Conversation; children: ReactNode }) {
  const things = thingsIn(talk.said);
  const { said, notices } = talk;
  const log = useKeptAtEnd(`${said.length} ${notices.length}`, said.at(-1)?.isOwn === true);
  useKeptFocus(log);
  const hasAnswered = said.some(({ isOwn, data }) => isOwn && data.form_responses);
  return (
    <main className="talk">
      <header>
        <h1>
          You are {talk.name}, and {talk.role === 'mover' ? 'move out' : 'stay'}
        </h1>
        <Worth things={things} />
      </header>
      <Said talk={talk} things={things} log={log} />
      <footer>
        {talk.refusal && <p role="alert">{talk.refusal}</p>}
        {talk.connection === 'reconnecting' && (
          <p role="status">The connection is lost. What you write is sent when it is back.</p>
        )}
        {talk.phase === 'talking' && <Turn talk={talk} hasAnswered={hasAnswered} />}
        {children ||
          (talk.form ? (
            <Questions talk={talk} form={talk.form} />
          ) : (
            !hasAnswered && <Composer talk={talk} things={things} offer={standingOffer(said)} />
          ))}
      </footer>
    </main>
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

type SaidProps = { talk: Conversation; things: readonly OwnThing[]; log: RefObject<HTMLDivElement | null> };

function Said({ talk, things, log }: SaidProps) {
  const { said, notices } = talk;
  const noticesAt = (place: number) =>
    notices
      .filter(({ after }) => after === place)
      .map((notice) => (
        <li key={notice.id} className="notice-line">
          {sentenceOf(notice)}
        </li>
      ));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard, too
    <div ref={log} className="log" role="log" aria-label="What was said" tabIndex={0}>
      <ol>
        {said.flatMap((one, place) => [
          ...noticesAt(place),
          <li key={one.id} className={classOf(one)}>
            <span className="who">{one.isOwn ? 'You' : one.by === 'System' ? 'For you alone' : one.by}</span>
            {one.text && <span>{one.text}</span>}
            <OfferLine said={one} things={things} />
            {!one.isSent && <span className="quiet">sending…</span>}
          </li>,
        ])}
        {noticesAt(said.length)}
      </ol>
    </div>
  );
}

/** What happened to the other. */
const sentenceOf = ({ what, name }: Conversation['notices'][number]) =>
  ({
    away: `${name} is away at the moment.`,
    back: `${name} is back.`,
    left: `${name} has left.`,
    joined: `${name} has joined.`,
  })[what];

/** Whose turn it is, which a screen reader says when it changes, and how long it still takes at most. */
function Turn({ talk, hasAnswered }: { talk: Conversation; hasAnswered: boolean }) {
  const { isMyTurn, turnUntil } = talk;
  return (
    <p className="quiet">
      <span role="status">{turnOf(talk, hasAnswered)}</span> {isMyTurn && turnUntil && <TurnTime until={turnUntil} />}
    </p>
  );
}

function turnOf({ name: own, members, isMyTurn, form }: Conversation, hasAnswered: boolean): string {
  const other = members.find(({ name }) => name !== own)?.name ?? 'the other';
  if (form) return 'Please answer.';
  if (isMyTurn) return 'It is your turn.';
  return hasAnswered ? `It ends when ${other} has answered, too.` : `It is ${other}’s turn.`;
}

/** Who lets the time pass is out. It is said aloud once, when it becomes short, and not each second. */
function TurnTime({ until }: { until: Date }) {
  const seconds = useSecondsLeft(until);
  return (
    <>
      <span>{clockOf(seconds)} left for your turn</span>
      <span className="unseen" role="status">
        {seconds !== null && seconds <= 30 && 'Half a minute is left for your turn.'}
      </span>
    </>
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
