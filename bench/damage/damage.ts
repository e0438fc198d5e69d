import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersInRows } from './evidence.ts';
import { type Kind, kindsNamed } from './kinds.ts';
import { copyFolder, type Ending, type Prepared, prepare } from './prepared.ts';
import { seededRandom } from './random.ts';
import { clear, judge, type Result, type Verdict } from './round.ts';

type DamageSettings = {
  rounds: number;
  seed: number;
  /** How many answers the study has that copies are damaged of. */
  answers: number;
  /** Only kinds with these names or prefixes; if empty, all. */
  only: readonly string[];
  /** A folder for the prepared study, made if missing and kept; without it, a temporary one. */
  prepared?: string;
  /** In every how many rounds with a loss to accept it and to put back what is found. */
  wholeEvery: number;
  notify: (sentence: string) => void;
};

/** One round: which kind, by which seed it can be repeated, what was done, and what came of it. */
export type Outcome = Verdict & { kind: string; seed: number; what: string };

const endings: Ending[] = ['stopped', 'killed'];

/** Damages the store of a stopped or killed daemon again and again, and checks each time what the next start does. */
export async function damageStores(settings: DamageSettings): Promise<Outcome[]> {
  const { rounds, seed, answers, only, wholeEvery, notify } = settings;
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-damage-'));
  try {
    const prepared = await prepare({ folder: settings.prepared ?? join(folder, 'prepared'), answers, notify });
    const order = ordered(kindsNamed(only), seed, rounds);
    const outcomes: Outcome[] = [];
    let losses = 0;
    for (const [nth, kind] of order.entries()) {
      const begin = performance.now();
      const isWhole = losses % wholeEvery === 0;
      const outcome = await playRound({ folder, prepared, kind, seed: seed + nth, isWhole });
      if (outcome.notes.some((note) => note.startsWith('Closed: '))) losses++;
      outcomes.push(outcome);
      const seconds = ((performance.now() - begin) / 1000).toFixed(0);
      notify(`${nth + 1}/${rounds} ${outcome.result} (${seconds} s) ${kind.name} [${seed + nth}] ${outcome.what}`);
      for (const note of outcome.notes) notify(`    ${note}`);
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Playing = { folder: string; prepared: Prepared; kind: Kind; seed: number; isWhole: boolean };

async function playRound({ folder, prepared, kind, seed, isWhole }: Playing): Promise<Outcome> {
  const random = seededRandom(seed);
  const data = join(folder, 'data');
  const { folders, acknowledged } = prepared;
  const ending = random.pick(endings);
  clear(folder);
  copyFolder(folders[ending], data);
  const damaged = kind.does({ data, old: folders.old, other: folders.other, random });
  const rows = answersInRows(data);
  const verdict = await judge({ folder, data, acknowledged: acknowledged[ending], damaged, rows, isWhole });
  clear(folder);
  return { ...verdict, kind: kind.name, seed, what: `${ending}; ${damaged.what}` };
}

/** A random order by the seed in which every kind comes once before any comes again. */
function ordered(from: readonly Kind[], seed: number, rounds: number): Kind[] {
  const random = seededRandom(seed);
  const order: Kind[] = [];
  if (from.length === 0) throw new Error('There is no such kind of damage.');
  while (order.length < rounds) {
    const left = [...from];
    while (left.length) order.push(...left.splice(random.below(left.length), 1));
  }
  return order.slice(0, rounds);
}

const results: Result[] = ['harmless', 'reported', 'silent', 'not back', 'hang', 'destroyed', 'crash'];

/** Whether the outcome is a fault. */
export const isFault = ({ result }: Outcome): boolean => result !== 'harmless' && result !== 'reported';

/** A table, as lines, of how often each kind of damage had which result. */
export function table(outcomes: readonly Outcome[]): string[] {
  const names = [...new Set(outcomes.map(({ kind }) => kind))].sort();
  const width = Math.max(...names.map((name) => name.length), 5);
  const line = (first: string, cells: readonly string[]) =>
    [first.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join(' ');
  const count = (result: string, kind?: string) =>
    outcomes.filter((outcome) => outcome.result === result && (kind === undefined || outcome.kind === kind)).length;
  const row = (name: string, kind?: string) =>
    line(
      name,
      results.map((result) => String(count(result, kind) || '')),
    );
  return [line('kind', results), ...names.map((name) => row(name, name)), row('all')];
}
