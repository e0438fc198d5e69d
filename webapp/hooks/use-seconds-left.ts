import { useEffect, useState } from 'react';

const secondsUntil = (deadline: Date) => Math.max(0, Math.ceil((deadline.getTime() - Date.now()) / 1000));

/** Seconds until the deadline, counted down once a second; null without a deadline. */
export function useSecondsLeft(deadline: Date | null): number | null {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!deadline) return;
    const timer = setInterval(() => tick((ticks) => ticks + 1), 1000);
    return () => clearInterval(timer);
  }, [deadline]);
  return deadline && secondsUntil(deadline);
}
