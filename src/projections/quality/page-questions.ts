import { z } from 'zod';
import { type PageQuestion, questionTypes, shownAs } from '../../api/question-page.ts';
import { DeclaredQuestion, dataKey, maps, type QualityConfig, text } from './quality-keys.ts';

const maxScale = 11;

const typeNames = questionTypes.join(', ');

/** A value of the items that workers see: its key, or the key with how it is shown. */
export const ShownKey = z.union(
  [
    dataKey,
    z.strictObject(
      {
        key: dataKey.describe('the key of the data'),
        as: z
          .enum(shownAs, `must be one of ${shownAs.join(', ')}`)
          .optional()
          .describe('how the value is shown; by default as the file that it names, else as text'),
        label: text.optional().describe('a heading for the value'),
      },
      maps('key', 'as', 'label'),
    ),
  ],
  'must be a key of the data, or a map with key, as and label',
);

/** A question that the page asks: what is declared for figures, and how it is asked. */
export const AskedQuestion = z
  .strictObject(
    {
      ...DeclaredQuestion.shape,
      key: text
        .regex(/^[A-Za-z][\w-]*$/, 'must be made of letters, digits, hyphens and underscores, and begin with a letter')
        .describe('the field of the answer, such as rating'),
      type: z
        .enum(questionTypes, `must be one of ${typeNames}`)
        .optional()
        .describe(
          'how it is asked: choice (one label), choices (any number of labels), rating, text, pairwise or spans (parts of a text with labels); by default found from the other keys',
        ),
      help: text.optional().describe('a sentence below the question'),
      optional: z.boolean('must be true or false').optional().describe('whether workers may leave it empty'),
      scale: z
        .int('must be a whole number')
        .min(2, 'must be 2 or more')
        .max(maxScale, `must be at most ${maxScale}`)
        .optional()
        .describe('for a rating: the highest number; the lowest is 1'),
      ends: z
        .array(text, 'must be a list of two texts')
        .length(2, 'must be a list of two texts')
        .optional()
        .describe('for a rating: the words at its lowest and its highest number'),
      of: dataKey.optional().describe("for spans: the key of the item's data that holds the text"),
      gold: dataKey.optional().describe("the key of the item's data that holds the right answer; workers never see it"),
    },
    maps('key', 'label', 'type', 'help', 'optional', 'labels', 'scale', 'ends', 'level', 'pairwise', 'of', 'gold'),
  )
  .superRefine((question, { addIssue }) => {
    const type = typeOf(question);
    const needs = { choice: 'labels', choices: 'labels', rating: 'scale', pairwise: 'pairwise', spans: 'of' } as const;
    const needed = type === 'text' ? undefined : needs[type];
    if (needed !== undefined && question[needed] === undefined)
      addIssue({ code: 'custom', path: [needed], message: `is needed by a question of type ${type}` });
    if (type === 'spans' && question.labels === undefined)
      addIssue({ code: 'custom', path: ['labels'], message: 'is needed by a question of type spans' });
    for (const [key, types] of Object.entries(onlyFor))
      if (question[key as keyof typeof onlyFor] !== undefined && !types.includes(type))
        addIssue({ code: 'custom', path: [key], message: `is only for questions of type ${types.join(', ')}` });
  });

/** Keys that only some types of questions have. */
const onlyFor: Record<'labels' | 'scale' | 'ends' | 'pairwise' | 'of', readonly string[]> = {
  labels: ['choice', 'choices', 'spans'],
  scale: ['rating'],
  ends: ['rating'],
  pairwise: ['pairwise'],
  of: ['spans'],
};

export type AskedQuestion = z.infer<typeof AskedQuestion>;

/** How a question is asked: as its config says, else what its keys suggest. */
function typeOf({ type, pairwise, of, scale, labels }: Partial<AskedQuestion>): PageQuestion['type'] {
  if (type) return type;
  if (pairwise) return 'pairwise';
  if (of) return 'spans';
  if (scale) return 'rating';
  return labels ? 'choice' : 'text';
}

/** A question as the page gets it, without its gold answer. */
export function toPageQuestion(question: AskedQuestion): PageQuestion {
  const { key, label = key, help, optional = false, labels = [], scale, ends, pairwise, of } = question;
  return { key, label, type: typeOf(question), help, optional, labels, scale, ends, pairwise, of };
}

/** The same questions for figures. The labels of a rating are its numbers. */
export function toQualityConfig(questions: readonly AskedQuestion[]): QualityConfig {
  const gold = questions.flatMap(({ key, gold }) => (gold === undefined ? [] : [[key, gold] as const]));
  return {
    questions: questions.map(({ key, label, labels, level, pairwise, scale, ...others }) => {
      const type = typeOf({ labels, pairwise, scale, ...others });
      const numbers = scale === undefined ? undefined : Array.from({ length: scale }, (_, n) => String(n + 1));
      return {
        key,
        label,
        pairwise,
        labels: type === 'spans' ? undefined : (labels ?? numbers),
        level: level ?? (type === 'rating' ? 'ordinal' : undefined),
        ...(type === 'text' || type === 'spans' ? { free: true } : {}),
      };
    }),
    ...(gold.length > 0 ? { gold: Object.fromEntries(gold) } : {}),
  };
}
