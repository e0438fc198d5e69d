import { useMe } from '../data/me.ts';
import { useReviewerName } from '../data/reviewer-name.ts';

/** Who I am, as facts name me: `reviewer:anna`. */
export function useWhoIAm(): string {
  const me = useMe();
  const name = useReviewerName();
  return me?.by ?? `reviewer:${name ?? 'local'}`;
}
