import type { z } from 'zod';
import type { quality } from '../../api/quality.ts';
import type { Sheet } from './sheet.ts';

type Pastes = z.output<typeof quality.reply>['pastes'];

/** How many of each worker's answers had a paste, of those whose page counted them; the highest share first. */
export function pastesOf({ answers }: Pick<Sheet, 'answers'>): Pastes {
  const found = new Map<string, Pastes[number]>();
  for (const { worker, counts, pastes } of answers) {
    if (!counts || pastes === null) continue;
    const { answers, with_pastes } = found.get(worker) ?? { answers: 0, with_pastes: 0 };
    found.set(worker, { worker, answers: answers + 1, with_pastes: with_pastes + Number(pastes > 0) });
  }
  const share = ({ answers, with_pastes }: Pastes[number]) => with_pastes / answers;
  return [...found.values()].sort(
    (one, other) => share(other) - share(one) || other.answers - one.answers || (one.worker < other.worker ? -1 : 1),
  );
}
