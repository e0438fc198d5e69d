import type { QualificationRequirement } from './shapes.ts';
import type { Mturk, Worker } from './state.ts';

/** Qualification types that MTurk itself has. */
export const systemTypes = {
  '000000000000000000L0': 'Worker_PercentAssignmentsApproved',
  '00000000000000000040': 'Worker_NumberHITsApproved',
  '00000000000000000071': 'Worker_Locale',
  '00000000000000000060': 'Worker_Adult',
} as const;

export const localeId = '00000000000000000071';
const masters = { production: '2F1QJWKUDD8XADTFD2Q0G6UTO95ALH', sandbox: '2ARFPLSP75KLA8M8DH1HTEQVJT3SY6' };

/** The id of the Masters qualification; production and sandbox have different ones. */
export const mastersIdOf = ({ isSandbox }: Pick<Mturk, 'isSandbox'>) =>
  isSandbox ? masters.sandbox : masters.production;

/** Whether this is a qualification type of MTurk itself. */
export const isSystemType = (mturk: Mturk, id: string) => Object.hasOwn(systemTypes, id) || id === mastersIdOf(mturk);

type Score = number | { country: string; subdivision?: string } | undefined;

/** What a worker has in a qualification type; undefined if it was not granted. */
export function scoreOf(mturk: Mturk, worker: Worker, typeId: string): Score {
  if (typeId === localeId) return worker;
  if (typeId === mastersIdOf(mturk)) return worker.isMaster ? 1 : undefined;
  if (!Object.hasOwn(systemTypes, typeId)) {
    const grant = mturk.grants.get(`${typeId} ${worker.id}`);
    // A grant without a value still exists; it compares as zero.
    return grant?.status === 'Granted' ? (grant.value ?? 0) : undefined;
  }
  if (typeId === '00000000000000000060') return worker.isAdult ? 1 : 0;
  const { approved, rejected } = recordOf(mturk, worker);
  if (typeId === '00000000000000000040') return approved;
  return approved + rejected === 0 ? 100 : Math.floor((100 * approved) / (approved + rejected));
}

function recordOf(mturk: Mturk, worker: Worker) {
  let [approved, rejected] = [worker.approvedBefore, worker.rejectedBefore];
  for (const { workerId, state } of mturk.assignments.values()) {
    if (workerId !== worker.id) continue;
    if (state === 'Approved') approved++;
    if (state === 'Rejected') rejected++;
  }
  return { approved, rejected };
}

/** Whether a worker has what a requirement asks for. */
export function meets(mturk: Mturk, worker: Worker, requirement: QualificationRequirement): boolean {
  const score = scoreOf(mturk, worker, requirement.QualificationTypeId);
  const { Comparator: comparator, IntegerValues: values = [], LocaleValues: locales = [] } = requirement;
  if (comparator === 'DoesNotExist') return score === undefined;
  if (score === undefined) return false;
  if (comparator === 'Exists') return true;
  const isAmong =
    typeof score === 'number'
      ? values.includes(score)
      : locales.some(
          ({ Country, Subdivision }) =>
            Country === score.country && (Subdivision === undefined || Subdivision === score.subdivision),
        );
  if (comparator === 'EqualTo' || comparator === 'In') return isAmong;
  if (comparator === 'NotEqualTo' || comparator === 'NotIn') return !isAmong;
  const [bound = 0] = values;
  if (typeof score !== 'number') return false;
  if (comparator === 'LessThan') return score < bound;
  if (comparator === 'LessThanOrEqualTo') return score <= bound;
  if (comparator === 'GreaterThan') return score > bound;
  return score >= bound;
}
