import { useEffect, useState } from 'react';
import { world } from './page.ts';

/** Whether another tab of this browser has the same unit. */
export function useOtherTab(): boolean {
  const [isElsewhere, setElsewhere] = useState(false);
  useEffect(() => world.manyhandsWork.onOtherTab(setElsewhere), []);
  return isElsewhere;
}
