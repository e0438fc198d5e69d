import type { GoldAnswer, Sheet } from './sheet.ts';

/** How many gold units of a worker were answered well, of those that say something about the question. */
type Right = { right: number; of: number };

/** How each worker did in gold units: by the answer to the question that is known to be right or, where none is known, as the unit was judged. */
export function goldUnitsOf({ golds }: Pick<Sheet, 'golds'>, question?: string): Map<string, Right> {
  const workers = new Map<string, Right>();
  for (const answer of golds) {
    const isRight = judgedBy(answer, question);
    if (isRight === null) continue;
    const { right = 0, of = 0 } = workers.get(answer.worker) ?? {};
    workers.set(answer.worker, { right: right + Number(isRight), of: of + 1 });
  }
  return workers;
}

function judgedBy({ right, correct }: GoldAnswer, question: string | undefined): boolean | null {
  return question === undefined || right.size === 0 ? correct : (right.get(question) ?? null);
}
