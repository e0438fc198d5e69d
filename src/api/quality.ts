import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { File, Scope } from './shapes.ts';

/** A figure, or the reason why there is none. */
export const Figure = z.union([z.object({ value: z.number() }), z.object({ value: z.null(), why: z.string() })]);
const Interval = z.object({ low: z.number(), high: z.number() }).nullable();
/** What may be compared of two answers: whether they are the same, which is higher, or by how much. */
export const Level = z.enum(['nominal', 'ordinal', 'interval']);
/** The ways to aggregate the answers to an item into one. */
export const aggregations = ['majority', 'wawa', 'one-coin', 'dawid-skene', 'mace', 'glad'] as const;
export type Aggregation = (typeof aggregations)[number];
/** How many numbers are at least `from` and less than `to`, or, in the last bin, at most; where all are whole, `to` is the last one that is counted. */
const Bin = z.object({ from: z.number(), to: z.number(), count: z.int() });

/** A question of the task's form; `closed` if it has few possible answers (choices, ratings, yes or no). */
export const Question = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(['choice', 'choices', 'rating', 'number', 'text', 'file']),
  closed: z.boolean(),
  answers: z.int(),
});
export type Question = z.infer<typeof Question>;

export const statistics = endpoint({
  name: 'statistics',
  method: 'GET',
  path: '/api/statistics',
  summary: 'Histograms per question, progress over time, time per unit and answers per worker, of a task or a run.',
  role: 'reader',
  query: Scope,
  reply: z.object({
    questions: z.array(
      Question.extend({
        /** The count of each label for closed questions, bins for numbers, and bins of the length in characters for texts. */
        labels: z
          .array(
            z.object({
              label: z.string(),
              count: z.int(),
              /** What the form of the task shows for it, if it names its options. */
              shown: z.string().optional(),
            }),
          )
          .nullable(),
        bins: z.array(Bin).nullable(),
      }),
    ),
    /** Cumulative units at the end of each interval. */
    progress: z.array(z.object({ at: z.string(), submitted: z.int(), reviewed: z.int() })),
    seconds: z.object({ median: z.number().nullable(), bins: z.array(Bin) }),
    workers: z.array(z.object({ worker: z.string(), submitted: z.int(), median_seconds: z.number().nullable() })),
    workers_total: z.int(),
    sequence: z.int(),
  }),
});

/** An unusual pattern in a worker's answers: a hint to check them, not a verdict. */
export const Evidence = z.object({
  kind: z.enum(['fast', 'streak', 'twins']),
  worker: z.string(),
  other: z.string().nullable(),
  sentence: z.string(),
  units: z.array(z.string()),
});

export const quality = endpoint({
  name: 'quality',
  method: 'GET',
  path: '/api/quality',
  summary: 'Agreement on a closed question, aggregated answers, and the reliability of each worker.',
  role: 'reader',
  query: Scope.extend({
    question: z.string().optional(),
    /** The measurement level; the default is that of the task's config, else `nominal`. */
    level: Level.optional(),
    method: z.enum(aggregations).default('dawid-skene'),
  }),
  reply: z.object({
    /** All closed questions, and the one of this reply; null if the task has none. */
    questions: z.array(Question),
    question: z.string().nullable(),
    /** The level at which alpha was computed. */
    level: Level,
    items: z.int(),
    workers: z.int(),
    answers: z.int(),
    /** How the labels came about, absent where there is no question; the version changes whenever a method would give other labels for the same answers. */
    aggregation: z
      .object({
        method: z.enum(aggregations),
        version: z.int(),
        /** Of Dawid–Skene: `smoothed` where there are too few answers for each worker and label, else `unsmoothed`. */
        variant: z.string().nullable(),
        notes: z.array(z.string()),
      })
      .optional(),
    agreement: z.object({
      pairwise: Figure,
      alpha: Figure,
      alpha_interval: Interval,
      fleiss: Figure,
      /** Only with exactly two workers. */
      cohen: Figure,
      /** Cohen's weighted kappa by steps, and by squared steps; null at the nominal level. */
      cohen_linear: Figure.nullable(),
      cohen_quadratic: Figure.nullable(),
      ac1: Figure,
    }),
    /** Items by their share of agreeing pairs. */
    item_agreement: z.array(Bin),
    labels: z.array(z.object({ label: z.string(), answers: z.int(), aggregated: z.int() })),
    reliability: z.array(
      z.object({
        worker: z.string(),
        answers: z.int(),
        reliability: z.number().nullable(),
        agrees_with_majority: z.number().nullable(),
        gold: z.object({ right: z.int(), of: z.int(), low: z.number(), high: z.number() }).nullable(),
        /** Why rules of these runs flagged the worker: the reason of each rule, or the rule itself; none that was taken back. */
        flags: z.array(z.string()),
      }),
    ),
    gold: z.object({ majority: Figure, aggregated: Figure, items: z.int() }).nullable(),
    /** How many gold units all workers together answered well, with the 95 % interval of the share; null if none is judged. */
    gold_units: z.object({ right: z.int(), of: z.int(), low: z.number(), high: z.number() }).nullable(),
    /** For pairwise questions: the strength of each option (Bradley–Terry); no interval where it cannot be computed. */
    strengths: z
      .array(
        z.object({
          option: z.string(),
          strength: z.number(),
          low: z.number().nullable(),
          high: z.number().nullable(),
        }),
      )
      .nullable(),
    /** Sentences on what the strengths do not rest on, such as parts that were never compared. */
    strengths_notes: z.array(z.string()),
    evidence: z.array(Evidence),
    /** Where pages count pastes: how many of each worker's answers had one, the highest share first; evidence, not a verdict. */
    pastes: z.array(z.object({ worker: z.string(), answers: z.int(), with_pastes: z.int() })),
    sequence: z.int(),
  }),
});

export const aggregates = endpoint({
  name: 'aggregates',
  method: 'GET',
  path: '/api/quality/aggregates',
  summary: 'The aggregated answer of every item, one a line.',
  role: 'reader',
  query: Scope.extend({
    question: z.string(),
    method: z.enum(aggregations).default('dawid-skene'),
  }),
  reply: z.object({
    assignment: z.string(),
    label: z.string().nullable(),
    probability: z.number().nullable(),
    answers: z.int(),
    /** How the label came about; null where there are no answers that count. */
    method: z.enum(aggregations).nullable(),
    version: z.int().nullable(),
    variant: z.string().nullable(),
    gold: z.string().nullable(),
    /** The final answer to the item as a reviewer settled it, and how many answers there were by then; null where nobody did. */
    final: z
      .object({
        label: z.string().nullable(),
        by: z.string(),
        at: z.string(),
        over: z.int(),
        note: z.string().nullable(),
      })
      .nullable(),
  }),
  streams: 'lines',
});

export const opinions = endpoint({
  name: 'opinions',
  method: 'GET',
  path: '/api/opinions',
  summary: 'Feedback from workers: opinions, tips and feedback, the newest first.',
  role: 'reader',
  query: Scope.extend({
    kind: z.enum(['opinion', 'tip', 'feedback']).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().optional(),
  }),
  reply: z.object({
    opinions: z.array(
      z.object({
        kind: z.enum(['opinion', 'tip', 'feedback']),
        unit: z.string(),
        worker: z.string(),
        at: z.string(),
        /** Question and answer pairs; a tip or feedback has one. */
        texts: z.array(z.object({ question: z.string().nullable(), text: z.string() })),
        files: z.array(File),
      }),
    ),
    cursor: z.string().optional(),
    sequence: z.int(),
  }),
});
