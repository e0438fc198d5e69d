import { useEffect } from 'react';
import type { ChatTask, Conversation } from './context.ts';
import { useStored } from './stored.ts';

type Fate = 'handed-in' | 'lost';

/** What this tab remembers of its last conversation until it is in the next one: that it talked there, or that it handed in. */
type Kept = '' | 'talking' | 'handed-in';

/**
 * What became of this worker's last conversation, for a page that was loaded again since: it was handed in, or went on without them.
 * Null without one, while they are in one, and while it is not known yet whether they still are.
 */
export function useLastOne(task: ChatTask, { phase, endReason, waiting }: Conversation): Fate | null {
  const [kept, keep] = useStored(`mh-chat.last.${task.providerWorkerId ?? ''}`);
  const next = nextOf(task, { phase, endReason });
  useEffect(() => {
    if (next !== undefined && next !== kept) keep(next);
  }, [next, kept, keep]);
  const hasNewOne = phase === 'waiting' && waiting !== null;
  if (!hasNewOne && !task.blockedReason) return null;
  return kept === '' ? null : kept === 'talking' ? 'lost' : 'handed-in';
}

function nextOf({ submission }: ChatTask, { phase, endReason }: Pick<Conversation, 'phase' | 'endReason'>) {
  if (submission === 'saved') return 'handed-in' satisfies Kept;
  // The page says itself why somebody is no longer in it.
  if (endReason === 'left' || endReason === 'waited') return '' satisfies Kept;
  return phase === 'talking' ? ('talking' satisfies Kept) : undefined;
}
