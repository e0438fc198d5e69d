import { useMe } from '../data/me.ts';
import { useReviewerName } from '../data/reviewer-name.ts';

/** The user, as facts name them: `reviewer:anna`. */
export function useWhoIAm(): string {
  const me = useMe();
  const name = useReviewerName();
  return me?.by ?? `reviewer:${name ?? 'local'}`;
}
