import { itemAgreement } from '../statistics/item-agreement.ts';
import { aggregate, type Method, methodVersions } from './aggregate.ts';
import { finalsOf, namer } from './aggregate-lines.ts';
import { closedQuestions, goldOf, type Sheet, type Study } from './sheet.ts';

/** The figures of one question of an item, with nulls where there are none. */
type ItemFigures = {
  final: string | null;
  aggregated: string | null;
  probability: number | null;
  distribution: Record<string, number> | null;
  answers: number;
  method: Method;
  version: number;
  gold: string | null;
  agreement: number | null;
};

/** The figures of a question, by item; a model that cannot be fitted leaves its places empty. */
function figuresOf({ sheet, matrixFor, once }: Study, question: string, method: Method): (item: string) => ItemFigures {
  const matrix = matrixFor(question);
  const found = once(`${method} of ${question}`, () => aggregate(matrix, method));
  const agreement = itemAgreement(matrix);
  const gold = goldOf(sheet, question);
  const { named } = namer(sheet, question);
  const finalOf = finalsOf(sheet, question);
  const places = new Map(matrix.items.map((item, at) => [item, at]));
  return (item) => {
    const at = places.get(item);
    const model = at === undefined ? undefined : found.value?.items[at];
    return {
      final: finalOf(item)?.label ?? null,
      aggregated: named(item, model && model.tied.length === 0 ? model.label : undefined),
      probability: model?.probability ?? null,
      distribution: model
        ? Object.fromEntries(model.distribution.map(({ label, probability }) => [named(item, label), probability]))
        : null,
      answers: at === undefined ? 0 : matrix.itemStart[at + 1]! - matrix.itemStart[at]!,
      ...{ method, version: methodVersions[method] },
      gold: named(item, gold.get(item)),
      agreement: at === undefined ? null : (agreement[at]?.agreeingPairs.value ?? null),
    };
  };
}

/** The figures of all closed questions, by item and then by question. */
export function itemFigures(study: Study, method: Method): (item: string) => Record<string, ItemFigures> {
  const questions = closedQuestions(study.sheet).map(({ key }) => [key, figuresOf(study, key, method)] as const);
  return (item) => Object.fromEntries(questions.map(([key, figures]) => [key, figures(item)]));
}

/** The sheet with accepted answers alone. */
export function acceptedOnly(sheet: Sheet): Sheet {
  const isAccepted = (place: number) => sheet.answers[place]?.counts && sheet.answers[place].reviewed !== null;
  const columns = [...sheet.columns].map(([key, { at, values }]) => {
    const kept = at.map((place, nth) => ({ place, value: values[nth]! })).filter(({ place }) => isAccepted(place));
    return [key, { at: kept.map(({ place }) => place), values: kept.map(({ value }) => value) }] as const;
  });
  return { ...sheet, columns: new Map(columns) };
}
