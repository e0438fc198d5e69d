import { readFileSync } from 'node:fs';

/** The weights of one layer, as whole numbers from -127 to 127 in base64, and what each of them is multiplied with. */
type StoredLayer = { weights: string; scale: number; biases: number[] };
type Layer = { weights: Int8Array; scale: number; biases: number[] };

const stored = JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')) as {
  hidden: StoredLayer;
  output: StoredLayer;
};
const layerOf = ({ weights, ...layer }: StoredLayer): Layer => ({
  ...layer,
  weights: new Int8Array(Buffer.from(weights, 'base64')),
});
const [hidden, output] = [layerOf(stored.hidden), layerOf(stored.output)];

const sums = ({ weights, scale, biases }: Layer, inputs: readonly number[]): number[] =>
  biases.map((bias, unit) => {
    let sum = 0;
    for (let at = 0; at < inputs.length; at++) sum += (weights[unit * inputs.length + at] ?? 0) * (inputs[at] ?? 0);
    return bias + scale * sum;
  });

/** How many pixels a picture has: 28 rows of 28. */
export const pixelCount = 28 * 28;

/** The probability of each digit, from 0 to 9, for a picture of 28 × 28 pixels, row by row, from 0 (paper) to 255 (ink). */
export function probabilitiesOf(pixels: readonly number[]): number[] {
  const inputs = pixels.map((pixel) => pixel / 255);
  const logits = sums(
    output,
    sums(hidden, inputs).map((sum) => Math.max(0, sum)),
  );
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
