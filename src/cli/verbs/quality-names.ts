import type { z } from 'zod';
import type { quality } from '../../api/quality.ts';
import type { SectionName, SectionReply } from '../../api/quality-sections.ts';
import { nameIn } from '../connection/worker-names.ts';

type Quality = z.output<typeof quality.reply>;

/** The workers whom figures name. */
export const workersIn = ({ reliability, pastes, evidence }: Quality) =>
  [...reliability, ...pastes, ...evidence.flatMap(({ worker, other }) => [{ worker }, { worker: other }])].map(
    ({ worker }) => worker,
  );

/** The figures with the names of workers beside their ids. */
export function withNamesIn(found: Quality, names: ReadonlyMap<string, string>) {
  const named = <Row extends { worker: string }>(row: Row) => ({ ...row, ...nameIn(names, row.worker) });
  const { reliability, pastes, evidence } = found;
  return {
    ...found,
    reliability: reliability.map(named),
    pastes: pastes.map(named),
    evidence: evidence.map((remark) => ({
      ...named(remark),
      ...(remark.other ? { other_name: names.get(remark.other) } : {}),
    })),
  };
}

/** The figures with names in place of ids, also in remarks. */
export function inWords(found: Quality, names: ReadonlyMap<string, string>): Quality {
  const wordOf = (worker: string) => names.get(worker) ?? worker;
  const said = <Row extends { worker: string }>(row: Row): Row => ({ ...row, worker: wordOf(row.worker) });
  return {
    ...found,
    reliability: found.reliability.map(said),
    pastes: found.pastes.map(said),
    evidence: found.evidence.map((remark) => ({
      ...said(remark),
      sentence: [remark.worker, ...(remark.other ? [remark.other] : [])].reduce(
        (sentence, worker) => sentence.replaceAll(worker, () => wordOf(worker)),
        remark.sentence,
      ),
    })),
  };
}

/** The workers whom further figures name. */
export const workersInSection = ({ whole, beside }: SectionReply<SectionName>): string[] =>
  [whole?.picture, beside?.picture].flatMap((picture) =>
    picture && 'workers' in picture ? picture.workers.map((one) => (typeof one === 'string' ? one : one.worker)) : [],
  );
