import type { NamedFigure, Picture, SectionName } from '../../../api/quality-sections.ts';
import type { AggregatedItem } from '../../statistics/aggregation.ts';
import type { Level } from '../../statistics/disagreement.ts';
import { type Figure, figure } from '../../statistics/figure.ts';
import type { Matrix } from '../../statistics/ratings.ts';
import { aggregate, type Method } from '../aggregate.ts';
import type { QuestionSpec } from '../questions.ts';
import { goldOf, openStudy, type Sheet, type Study } from '../sheet.ts';
import { subsetOf } from '../subset.ts';

/** What further figures are computed from: the answers to one question of a run, a task, or a part of either. */
export type Part = {
  sheet: Sheet;
  spec: QuestionSpec;
  level: Level;
  method: Method;
  matrix: Matrix;
  gold: ReadonlyMap<string, string>;
  once: Study['once'];
  /** The aggregated answers; those of a subset are found together with all others, since more answers say more of each worker. */
  aggregated: () => Figure<readonly AggregatedItem[]>;
  /** How often answers are drawn. */
  draws: number;
};

/** A question and how its answers are compared. */
export type Asked = Pick<Part, 'spec' | 'level' | 'method'>;

/** Figures with their picture. */
export type Pictured<Name extends SectionName> = { figures: NamedFigure[]; picture: Picture<Name> };

const draws = 200;
/** The figures of a subset have no curve. */
const drawsOfSubset = 40;

/** Opens a part; its matrix is that of the study. */
export function partOf(study: Study, { spec, level, method }: Asked): Part {
  const matrix = study.matrixFor(spec.key);
  return {
    ...{ sheet: study.sheet, spec, level, method, matrix, draws, once: study.once },
    gold: goldOf(study.sheet, spec.key),
    aggregated() {
      const found = study.once(`${method} of ${spec.key}`, () => aggregate(matrix, method));
      return found.value === null ? found : figure(found.value.items);
    },
  };
}

/** Opens the part of a study with the answers to some of its items. */
export function subsetPart(study: Study, asked: Asked, isKept: (item: string) => boolean): Part {
  const whole = partOf(study, asked);
  return {
    ...partOf(openStudy(subsetOf(study.sheet, asked.spec.key, isKept)), asked),
    draws: drawsOfSubset,
    aggregated() {
      const found = whole.aggregated();
      return found.value === null ? found : figure(found.value.filter(({ item }) => isKept(item)));
    },
  };
}
