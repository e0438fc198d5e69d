import type { Conversation } from 'manyhands/hooks/use-conversation';
import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';
import { clockOf } from './clock.ts';
import { Composer } from './composer.tsx';
import { useKeptAtEnd } from './kept-at-end.ts';
import { type OwnThing, offerIn, standingOffer, thingsIn, total, wordsOf } from './offers.ts';
import { Questions } from './questions.tsx';

/** The negotiation: what the things are worth, what was said, and what this worker can do now. */
export function Talk({ talk, children }: { talk: Conversation; children: React.ReactNode }) {
  const things = thingsIn(talk.said);
  return (
    <main className="talk">
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
        {talk.isMyTurn && talk.turnUntil && <TurnTime until={talk.turnUntil} />}
        {children ||
          (talk.form ? (
            <Questions talk={talk} form={talk.form} />
          ) : (
            <Composer talk={talk} things={things} offer={standingOffer(talk.said)} />
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

function Said({ talk, things }: { talk: Conversation; things: readonly OwnThing[] }) {
  const { said, notices, isMyTurn, phase } = talk;
  const log = useKeptAtEnd(`${said.length} ${notices.length} ${isMyTurn}`, said.at(-1)?.isOwn === true);
  const other = talk.members.find(({ name }) => name !== talk.name)?.name ?? 'The other';
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
      {phase === 'talking' && !isMyTurn && <p className="quiet">It is {other}’s turn.</p>}
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

/** How long a turn still takes at most: who lets it pass is out. */
function TurnTime({ until }: { until: Date }) {
  const seconds = useSecondsLeft(until);
  return <p className="quiet">{clockOf(seconds)} left for your turn</p>;
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
