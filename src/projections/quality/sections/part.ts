import type { NamedFigure, Picture, SectionName } from '../../../api/quality-sections.ts';
import type { Level } from '../../statistics/disagreement.ts';
import type { Matrix } from '../../statistics/ratings.ts';
import type { Method } from '../aggregate.ts';
import type { QuestionSpec } from '../questions.ts';
import { goldOf, openStudy, type Sheet, type Study } from '../sheet.ts';

/** What further figures are computed from: the answers to one question of a run, a task, or a part of either. */
export type Part = {
  sheet: Sheet;
  spec: QuestionSpec;
  level: Level;
  method: Method;
  matrix: Matrix;
  gold: ReadonlyMap<string, string>;
  once: Study['once'];
};

/** Figures with their picture. */
export type Pictured<Name extends SectionName> = { figures: NamedFigure[]; picture: Picture<Name> };

/** Opens a part; its matrix is that of the study. */
export const partOf = (study: Study, spec: QuestionSpec, level: Level, method: Method): Part => ({
  ...{ sheet: study.sheet, spec, level, method, once: study.once },
  matrix: study.matrixFor(spec.key),
  gold: goldOf(study.sheet, spec.key),
});

/** Opens a part of a sheet that is not kept. */
export const partOfSheet = (sheet: Sheet, { spec, level, method }: Pick<Part, 'spec' | 'level' | 'method'>): Part =>
  partOf(openStudy(sheet), spec, level, method);

/** Every label that could be given to the question, in the order of the form, or of numbers or text. */
export function labelsOf({ spec: { offered }, matrix }: Part): string[] {
  const unknown = matrix.labels.filter((label) => !offered?.includes(label));
  return [...(offered ?? []), ...unknown];
}
