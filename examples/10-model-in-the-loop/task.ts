import { defineTask, ProcedureError } from 'manyhands/task';
import { pixelCount, probabilitiesOf } from './model.ts';

type Digit = { id: number; digit: number; word: string };
type Answer = { guess: number; isRight: boolean; pixels: number[]; attempts: number };

/** The pixels that a page sent, whoever wrote it. */
function pixelsIn(sent: unknown): number[] {
  const isPixel = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 255;
  if (!Array.isArray(sent) || sent.length !== pixelCount || !sent.every(isPixel))
    throw new ProcedureError('The drawing could not be read. Clear it, and draw again.');
  if (!sent.some((pixel) => pixel > 0)) throw new ProcedureError('There is nothing to read yet. Draw the digit first.');
  return sent;
}

export default defineTask<Digit, Answer>({
  procedures: {
    /** What the model takes a drawing for, and how sure it is. */
    classify({ pixels }: { pixels: unknown }) {
      const probabilities = probabilitiesOf(pixelsIn(pixels));
      const guess = probabilities.indexOf(Math.max(...probabilities));
      return { guess, probabilities: probabilities.map((one) => Number(one.toFixed(4))) };
    },
  },
});
