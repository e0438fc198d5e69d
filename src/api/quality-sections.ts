import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoint.ts';
import { aggregations, Figure, Level, Question } from './quality.ts';
import { Scope } from './shapes.ts';

const share = z.number().nullable();
/** What a figure is held against: known answers, what the others gave, the aggregated answers, or the majority of all answers. */
const Reference = z.enum(['gold', 'others', 'aggregated', 'all']);
export type Reference = z.infer<typeof Reference>;
/** A figure with its key, its name in words, what it is held against, if anything, and its 95 % interval where there is one. */
const NamedFigure = z.object({
  key: z.string(),
  name: z.string(),
  reference: Reference.nullable(),
  figure: Figure,
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type NamedFigure = z.infer<typeof NamedFigure>;
const counts = { items: z.int(), workers: z.int(), answers: z.int() };
const Summary = z.object({ ...counts, figures: z.array(NamedFigure) });

/** What the further figures are asked for. */
const SectionQuery = Scope.extend({
  question: z.string().optional(),
  level: Level.optional(),
  method: z.enum(aggregations).default('dawid-skene'),
  /** The key of the item's data by whose values the figures are split. */
  by: z.string().min(1).max(200).optional(),
  /** Another run whose figures stand beside these. */
  beside: z.string().min(1).max(200).optional(),
});

/** Declares further figures: the same query and the same frame for all, with a picture of their own. */
const section = <Name extends string, Path extends string, Picture extends z.ZodType>(declared: {
  name: Name;
  path: Path;
  summary: string;
  picture: Picture;
}) =>
  endpoint({
    name: declared.name,
    method: 'GET',
    path: `/api/quality/${declared.path}`,
    summary: declared.summary,
    role: 'reader',
    query: SectionQuery,
    reply: z.object({
      /** The questions that have these figures, and the one of this reply; null if there is none. */
      questions: z.array(Question),
      question: z.string().nullable(),
      level: Level,
      /** The keys of the item's data that the figures can be split by. */
      keys: z.array(z.string()),
      whole: Summary.extend({ picture: declared.picture }).nullable(),
      beside: Summary.extend({ run: z.string(), picture: declared.picture }).nullable(),
      /** By the values of the key, those with the most answers first; `more` are left out. */
      subsets: z
        .object({
          key: z.string(),
          rows: z.array(z.object({ value: z.string(), whole: Summary.nullable(), beside: Summary.nullable() })),
          more: z.int(),
        })
        .nullable(),
      sequence: z.int(),
    }),
  });

export const furtherAgreement = section({
  name: 'qualityAgreement',
  path: 'agreement',
  summary: 'Every coefficient of agreement on a closed question, with weights and intervals.',
  /** The labels in the order in which their distances are weighed. */
  picture: z.object({ labels: z.array(z.string()) }),
});

export const numberFigures = section({
  name: 'qualityNumbers',
  path: 'numbers',
  summary: 'Mean and median of the numbers given to each item, and how far those of each worker are off.',
  picture: z.object({
    /** What numbers are held against: known answers, or the median of what the others gave. */
    reference: Reference.extract(['gold', 'others']),
    /** The items whose numbers are spread the most; `items_total` counts all. */
    items: z.array(
      z.object({
        item: z.string(),
        answers: z.int(),
        mean: z.number(),
        median: z.number(),
        deviation: share,
        gold: z.number().nullable(),
      }),
    ),
    items_total: z.int(),
    workers: z.array(
      z.object({ worker: z.string(), answers: z.int(), mae: share, rmse: share, bias: share, pearson: share }),
    ),
  }),
});

const Confusion = z.object({
  /** How often each label was given (column) where each was right (row). */
  counts: z.array(z.array(z.int())),
  classes: z.array(
    z.object({ label: z.string(), right: z.int(), given: z.int(), precision: share, recall: share, f1: share }),
  ),
});
export type Confusion = z.infer<typeof Confusion>;

export const classFigures = section({
  name: 'qualityClasses',
  path: 'classes',
  summary: 'Precision, recall and F1 of each label, and which labels are taken for which.',
  picture: z.object({
    /** What answers are held against: known answers, or the aggregated ones. */
    reference: Reference.extract(['gold', 'aggregated']),
    labels: z.array(z.string()),
    /** Of single answers, and of the aggregated ones where there are known answers. */
    answers: Confusion,
    aggregated: Confusion.nullable(),
  }),
});

export const workerPairs = section({
  name: 'qualityPairs',
  path: 'pairs',
  summary: 'How far each pair of workers agrees on the items that both answered.',
  picture: z.object({
    /** The workers with the most answers; `workers_total` counts all. */
    workers: z.array(z.string()),
    workers_total: z.int(),
    pairs: z.array(z.object({ one: z.string(), other: z.string(), items: z.int(), same: z.int(), kappa: share })),
  }),
});

export const enoughAnswers = section({
  name: 'qualityEnough',
  path: 'enough',
  summary:
    'How many answers to an item are enough: by drawing from those there are, and by the Spearman–Brown formula.',
  picture: z.object({
    /** What the majority of fewer answers is held against: known answers, or the majority of all. */
    reference: Reference.extract(['gold', 'all']),
    items: z.int(),
    points: z.array(
      z.object({
        answers: z.int(),
        /** How often the majority of so many answers is right; null with more answers than items have. */
        right: share,
        low: share,
        high: share,
        /** By the formula, how reliable so many answers are together. */
        reliability: share,
      }),
    ),
  }),
});

export const calibration = section({
  name: 'qualityCalibration',
  path: 'calibration',
  summary: 'Whether aggregated answers are right as often as their probability says, on items with a known answer.',
  picture: z.object({
    bins: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        items: z.int(),
        said: z.number(),
        right: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
  }),
});

const overTimePart = { answers: z.int(), agree: share, right: share, seconds: z.number().nullable() };

export const overTime = section({
  name: 'qualityOverTime',
  path: 'over-time',
  summary: 'Agreement, known answers and time per answer over the run, and over the answers of each worker.',
  picture: z.object({
    /** All answers in order, in parts of equal size. */
    parts: z.array(z.object({ from: z.string(), to: z.string(), ...overTimePart })),
    /** By how many answers a worker had given before: the first, second, third to fourth, … */
    places: z.array(z.object({ from: z.int(), to: z.int(), ...overTimePart })),
  }),
});

export const positionFigures = section({
  name: 'qualityPosition',
  path: 'position',
  summary: 'Ties of a pairwise question, and whether one side is chosen more often than the other.',
  picture: z.object({
    left: z.int(),
    right: z.int(),
    ties: z.int(),
    workers: z.array(
      z.object({
        worker: z.string(),
        left: z.int(),
        right: z.int(),
        ties: z.int(),
        share,
        /** How probable a share as far from a half is by chance. */
        chance: share,
      }),
    ),
    /** Strengths with ties and sides taken into account (Davidson). */
    options: z.array(z.object({ option: z.string(), strength: z.number(), low: z.number(), high: z.number() })),
  }),
});

/** All further figures, by the last part of their path. */
export const sections = {
  agreement: furtherAgreement,
  numbers: numberFigures,
  classes: classFigures,
  pairs: workerPairs,
  enough: enoughAnswers,
  calibration,
  'over-time': overTime,
  position: positionFigures,
} as const;
export type SectionName = keyof typeof sections;
/** The reply of one of them. */
export type SectionReply<Name extends SectionName> = z.output<(typeof sections)[Name]['reply']>;
/** The picture of one of them. */
export type Picture<Name extends SectionName> = NonNullable<SectionReply<Name>['whole']>['picture'];

/** One of them by its name, whichever it is. */
export const sectionNamed = (name: SectionName) =>
  sections[name] as unknown as Endpoint<
    z.ZodUndefined,
    typeof SectionQuery,
    z.ZodUndefined,
    z.ZodType<SectionReply<SectionName>>
  >;
