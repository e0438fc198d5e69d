import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import type { Choice } from './choices.ts';
import { connectedGroups } from './connected.ts';
import { shuffled } from './fixtures.ts';

const times = (count: number, better: string, worse: string): Choice[] => Array(count).fill({ better, worse });

/** Games between seven teams of the American League in 1987, who (row) beat whom (column) how often (Agresti 2002, page 438). */
const teams = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore'];
const baseball = [
  [0, 7, 9, 7, 7, 9, 11],
  [6, 0, 7, 5, 11, 9, 9],
  [4, 6, 0, 7, 7, 8, 12],
  [6, 8, 6, 0, 6, 7, 10],
  [6, 2, 6, 7, 0, 7, 12],
  [4, 4, 5, 6, 6, 0, 6],
  [2, 4, 1, 3, 1, 7, 0],
].flatMap((row, winner) => row.flatMap((count, loser) => times(count, teams[winner]!, teams[loser]!)));

describe("Bradley and Terry's model", () => {
  it('finds the strengths that Agresti (2002, table 10.11) finds for seven baseball teams', () => {
    const { value } = bradleyTerry(baseball);
    const last = value?.options.at(-1);
    expect(last?.option).toBe('Baltimore');
    const apart = value?.options.map(({ option, strength }) => [option, (strength - last!.strength).toFixed(2)]);
    expect(apart).toEqual([
      ['Milwaukee', '1.58'],
      ['Detroit', '1.44'],
      ['Toronto', '1.29'],
      ['New York', '1.25'],
      ['Boston', '1.11'],
      ['Cleveland', '0.68'],
      ['Baltimore', '0.00'],
    ]);
  });
  it('says how sure a preference is: the error of a difference is about 0.3 there', () => {
    const { value } = bradleyTerry(baseball);
    const preference = value?.preferred('Milwaukee', 'Baltimore').value;
    expect(preference?.probability).toBeCloseTo(1 / (1 + Math.exp(-1.58)), 2);
    const { low, high } = preference?.interval.value ?? { low: 0, high: 0 };
    const logit = (share: number) => Math.log(share / (1 - share));
    expect((logit(high) - logit(low)) / (2 * 1.96)).toBeCloseTo(0.34, 2);
    expect(value?.preferred('Milwaukee', 'Oakland')).toEqual({
      value: null,
      why: expect.stringContaining('“Oakland”'),
    });
  });
  it('comes to the odds themselves where there are two options', () => {
    const { value } = bradleyTerry([...times(30, 'a', 'b'), ...times(10, 'b', 'a')]);
    expect(value?.preferred('a', 'b').value?.probability).toBeCloseTo(0.75, 9);
    // The variance of a logit is 1/(n p q); half of the difference lies on either side.
    expect(value?.options[0]?.standardError.value).toBeCloseTo(Math.sqrt(1 / (40 * 0.75 * 0.25)) / 2, 9);
  });
  it('says what keeps options apart, and takes a small prior instead', () => {
    const oneSided = [...times(3, 'a', 'b'), ...times(2, 'b', 'a'), ...times(4, 'a', 'c')];
    expect(bradleyTerry(oneSided)).toEqual({ value: null, why: expect.stringContaining('do not link “c”') });
    expect(
      bradleyTerry([...times(1, 'a', 'b'), ...times(1, 'b', 'a'), ...times(1, 'c', 'd'), ...times(1, 'd', 'c')]).value,
    ).toBeNull();
    const { value } = bradleyTerry(oneSided, { prior: 0.1 });
    expect(value?.options.map(({ option }) => option)).toEqual(['a', 'b', 'c']);
    expect(value?.options[2]?.standardError.value).toBeGreaterThan(value?.options[0]?.standardError.value ?? 9);
    expect(bradleyTerry(times(3, 'a', 'a'))).toEqual({ value: null, why: expect.stringContaining('no choices') });
  });
  it('says which option nobody had to choose about, whichever side it is on', () => {
    const { value } = bradleyTerry([...times(3, 'a', 'b'), ...times(1, 'b', 'a')]);
    const why = (one: string, other: string) => value?.preferred(one, other);
    for (const preference of [why('x', 'a'), why('a', 'x'), why('x', 'y')])
      expect(preference).toEqual({ value: null, why: 'Nobody had to choose about “x”.' });
  });
  it('counts what was won and lost, and leaves out choices between one and the same', () => {
    const { value } = bradleyTerry([...times(3, 'a', 'b'), ...times(1, 'b', 'a'), ...times(5, 'b', 'b')]);
    expect(value?.options).toMatchObject([
      { option: 'a', won: 3, lost: 1 },
      { option: 'b', won: 1, lost: 3 },
    ]);
    expect(value?.options.reduce((sum, { strength }) => sum + strength, 0)).toBeCloseTo(0, 12);
  });
  it('says whether it came to an end in the rounds it had', () => {
    const full = bradleyTerry(baseball).value;
    expect([full?.converged, (full?.rounds ?? 0) > 1]).toEqual([true, true]);
    const { rounds, converged } = bradleyTerry(baseball, { rounds: 2 }).value ?? {};
    expect([rounds, converged]).toEqual([2, false]);
  });
  it('names three of many options that are not linked with the rest', () => {
    const linked = [...times(1, 'a', 'b'), ...times(1, 'b', 'a')];
    const ring = (names: string[]) => names.flatMap((name, at) => times(1, name, names[(at + 1) % names.length]!));
    const whyOf = (...names: string[]) =>
      bradleyTerry([...linked, ...ring(['a', 'b', 'c', 'd', 'e', 'f']), ...ring(names), ...times(1, 'a', names[0]!)]);
    const advice = 'with the rest in both directions; have more pairs compared, or use a small prior.';
    expect(whyOf('x', 'y', 'z')).toEqual({
      value: null,
      why: expect.stringMatching(new RegExp(`^The choices do not link “[xyz]” and “[xyz]” and “[xyz]” ${advice}$`)),
    });
    expect(whyOf('v', 'x', 'y', 'z')).toEqual({
      value: null,
      why: expect.stringMatching(
        new RegExp(`^The choices do not link “[vxyz]”, “[vxyz]”, “[vxyz]” and others ${advice}$`),
      ),
    });
  });
  it('notes with a prior what the choices do not tell', () => {
    const both = (one: string, other: string) => [...times(2, one, other), ...times(1, other, one)];
    const notesOf = (choices: Choice[], options = {}) => bradleyTerry(choices, { prior: 0.1, ...options }).value?.notes;
    expect(notesOf(both('a', 'b'))).toEqual([]);
    expect(notesOf([...both('a', 'b'), ...both('c', 'd'), ...both('d', 'e')])).toEqual([
      'The choices fall into 2 parts that were never compared with each other, such as that of “a” and “b”; compare strengths within a part only.',
    ]);
    expect(notesOf([...both('a', 'b'), ...times(4, 'a', 'c')])).toEqual([
      '“c” won, or lost, every choice against the options linked both ways; how far apart they are is not known from the choices.',
    ]);
    expect(notesOf(baseball, { rounds: 2 })).toEqual([
      'The strengths had not come to rest after 2 rounds; they may still be off.',
    ]);
  });
  it('computes no errors for more than 400 options, and still the strengths', () => {
    const ring = (count: number) =>
      bradleyTerry(
        Array.from({ length: count }, (_, at) => ({ better: `${at}`, worse: `${(at + 1) % count}` })),
        { rounds: 3 },
      );
    expect(ring(400).value?.options[0]?.standardError.value).not.toBeNull();
    const large = ring(401).value;
    expect(large?.options[0]?.standardError).toEqual({
      value: null,
      why: expect.stringContaining('more than 400 options'),
    });
    expect(large?.notes).toContainEqual(expect.stringContaining('more than 400 options'));
    expect(large?.preferred('0', '1').value).toMatchObject({
      probability: expect.closeTo(0.5, 6),
      interval: { value: null },
    });
  });
  it('with a prior of its own keeps options between its imagined choices', () => {
    const { value } = bradleyTerry(times(2, 'a', 'b'), { prior: 1 });
    // Each has met the imagined option of strength 1 twice and won once; λ solves (3 or 1) = 2λ/(λ+1) + 2λ/(λ+λ').
    const [a, b] = value?.options ?? [];
    const worth = Math.exp((a!.strength - b!.strength) / 2);
    expect((2 * worth) / (worth + 1) + (2 * worth) / (worth + 1 / worth)).toBeCloseTo(3, 6);
    expect(a?.standardError.value).toBeCloseTo(b?.standardError.value ?? 9, 9);
  });
  it('goes from even strengths to wins over half the meetings in its first round, as by Hunter (2004)', () => {
    const choices = [...times(2, 'a', 'b'), ...times(1, 'b', 'a'), ...times(2, 'b', 'c'), ...times(1, 'c', 'b')];
    const { value } = bradleyTerry(choices, { rounds: 1 });
    // They won 2, 3 and 1 of 3, 6 and 3 meetings.
    const logs = [4 / 3, 1, 2 / 3].map(Math.log);
    const mean = logs.reduce((sum, log) => sum + log) / 3;
    expect(value?.options.map(({ option, strength }) => [option, strength])).toEqual(
      ['a', 'b', 'c'].map((option, at) => [option, expect.closeTo(logs[at]! - mean, 12)]),
    );
  });
  it('uses all its rounds where no step is small enough', () => {
    const even = [...times(1, 'a', 'b'), ...times(1, 'b', 'a')];
    const { rounds, converged } = bradleyTerry(even, { rounds: 7, tolerance: 0 }).value ?? {};
    expect([rounds, converged]).toEqual([7, false]);
  });
  it.each([0.1, 0.5, 1, 3])('with a prior of %d wins as often as expected, the imagined choices included', (prior) => {
    const sigma = (x: number) => 1 / (1 + Math.exp(-x));
    const choices = [...times(4, 'a', 'b'), ...times(1, 'b', 'a'), ...times(3, 'a', 'c')];
    const options = bradleyTerry(choices, { prior }).value?.options ?? [];
    expect(options).toHaveLength(3);
    // Strengths are told from their mean. The imagined option stands where the expected wins against it sum to those imagined.
    let [low, high] = [-50, 50];
    for (let halving = 0; halving < 100; halving++) {
      const middle = (low + high) / 2;
      const wins = options.reduce((sum, { strength }) => sum + 2 * prior * sigma(strength - middle), 0);
      if (wins > 3 * prior) low = middle;
      else high = middle;
    }
    for (const { option, strength, won } of options) {
      const met = choices.filter(({ better, worse }) => better === option || worse === option);
      const expected = met.reduce((sum, { better, worse }) => {
        const other = options.find((one) => one.option === (better === option ? worse : better))!;
        return sum + sigma(strength - other.strength);
      }, 0);
      expect(expected + 2 * prior * sigma(strength - low)).toBeCloseTo(won + prior, 6);
    }
  });
  it.each([0.5, 2])('with a prior of %d has the errors of the inverse of the Fisher information', (prior) => {
    const { value } = bradleyTerry([...times(2, 'a', 'b'), ...times(5, 'c', 'd'), ...times(1, 'd', 'c')], { prior });
    const of = (name: string) => value?.options.find(({ option }) => option === name);
    // Two pairs that do not meet: in each the strengths are s and -s, so that the information of one of them is
    // prior + between on the diagonal and -between beside it, and the inverse is known.
    const pair = (strong: string, meetings: number) => {
      const s = of(strong)!.strength;
      const share = (x: number) => 1 / (2 + 2 * Math.cosh(x));
      return { alone: 2 * prior * share(s), between: meetings * share(2 * s) };
    };
    const pairs = [
      { names: ['a', 'b'], ...pair('a', 2) },
      { names: ['c', 'd'], ...pair('c', 6) },
    ];
    const variance = ({ alone, between }: { alone: number; between: number }) =>
      (alone + between) / (alone * (alone + 2 * between));
    const all = pairs.reduce((sum, { alone }) => sum + 2 / alone, 0);
    for (const { names, alone, ...rest } of pairs)
      for (const name of names) {
        const centred = variance({ alone, ...rest }) - (2 / 4) * (1 / alone) + all / 16;
        expect(of(name)?.standardError.value).toBeCloseTo(Math.sqrt(centred), 6);
      }
    const widthOf = (one: string, other: string) => {
      const { low, high } = value?.preferred(one, other).value?.interval.value ?? { low: 0, high: 0 };
      const logit = (share: number) => Math.log(share / (1 - share));
      return (logit(high) - logit(low)) / (2 * 1.959964);
    };
    expect(widthOf('a', 'd')).toBeCloseTo(Math.sqrt(variance(pairs[0]!) + variance(pairs[1]!)), 4);
    expect(widthOf('a', 'b')).toBeCloseTo(Math.sqrt(2 / (pairs[0]!.alone + 2 * pairs[0]!.between)), 4);
  });
  it('makes won choices as many as are to be expected, in whatever order they come', () => {
    const choice = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(fc.array(choice, { minLength: 20, maxLength: 60 }), fc.integer(), (drawn, seed) => {
        const choices = drawn.map(([better, worse]) => ({ better, worse }));
        const { value } = bradleyTerry(choices);
        if (value === null) return;
        const mixed = bradleyTerry(shuffled(choices, seed)).value;
        for (const { option, won } of value.options) {
          const others = choices.flatMap(({ better, worse }) => {
            if (better === worse || (better !== option && worse !== option)) return [];
            return [better === option ? worse : better];
          });
          const expected = others.reduce(
            (sum, other) => sum + (value.preferred(option, other).value?.probability ?? 0),
            0,
          );
          expect(expected).toBeCloseTo(won, 4);
          const again = mixed?.options.find((other) => other.option === option)?.strength;
          expect(again).toBeCloseTo(value.options.find((other) => other.option === option)!.strength, 5);
        }
      }),
    );
  });
});

describe('groups of what can reach each other', () => {
  it('are found along long chains, too', () => {
    const ring = Array.from({ length: 20_000 }, (_, at) => [(at + 1) % 20_000]);
    expect(connectedGroups(ring)).toHaveLength(1);
    expect(connectedGroups([...ring, [0]]).map(({ length }) => length)).toEqual([20_000, 1]);
  });
  it('are those of the definition', () => {
    const graph = fc.array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: 7, maxLength: 7 });
    const reaches = (arrows: number[][], from: number) => {
      const seen = [from];
      for (const point of seen) for (const next of arrows[point] ?? []) if (!seen.includes(next)) seen.push(next);
      return seen;
    };
    fc.assert(
      fc.property(graph, (arrows) => {
        const groupOf = new Map(
          connectedGroups(arrows).flatMap((group, at) => group.map((point) => [point, at] as const)),
        );
        for (let one = 0; one < 7; one++)
          for (let other = 0; other < 7; other++) {
            const both = reaches(arrows, one).includes(other) && reaches(arrows, other).includes(one);
            expect(groupOf.get(one) === groupOf.get(other)).toBe(both);
          }
      }),
    );
  });
});
