import { useSecondsLeft } from 'manyhands/hooks/use-seconds-left';

/** The time left for this film: in minutes, and in seconds only towards the end. */
export function TimeLeft({ deadline }: { deadline: Date | null }) {
  const seconds = useSecondsLeft(deadline);
  if (seconds === null) return null;
  const isShort = seconds <= 60;
  const minutes = Math.ceil(seconds / 60);
  return (
    <>
      <p className={isShort ? 'time short' : 'time'}>{isShort ? `${seconds} s left` : `${minutes} min left`}</p>
      <p className="unseen" role="status">
        {isShort && 'Less than a minute is left for this film.'}
      </p>
    </>
  );
}
