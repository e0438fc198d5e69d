import type { Movement, MovementKind, Study, Submission, World } from './model.ts';
import { reservedPlaces, submissionsOf } from './places.ts';
import { Refusal } from './refusal.ts';
import { dateOf, nowMs } from './world.ts';

/** What participants get, what the service takes, and the tax on that, in cents. */
export type Cost = { rewards: number; fees: number; vat: number };

export const noCost: Cost = { rewards: 0, fees: 0, vat: 0 };
export const totalOf = ({ rewards, fees, vat }: Cost): number => rewards + fees + vat;
export const addCosts = (one: Cost, other: Cost): Cost => ({
  rewards: one.rewards + other.rewards,
  fees: one.fees + other.fees,
  vat: one.vat + other.vat,
});
export const timesCost = ({ rewards, fees, vat }: Cost, count: number): Cost => ({
  rewards: rewards * count,
  fees: fees * count,
  vat: vat * count,
});

/** The cost of one payment to one participant. Each is rounded by itself, so that sums of payments are exact. */
export function costOf({ feeRate, vatRate }: Pick<World, 'feeRate' | 'vatRate'>, cents: number): Cost {
  const fees = Math.round(cents * feeRate);
  return { rewards: cents, fees, vat: Math.round(fees * vatRate) };
}

/** Puts money into the wallet of a workspace. */
export function deposit(world: World, workspace: string, cents: number): void {
  record(world, { kind: 'deposit', workspace, study: null, submission: null, participant: null, batch: null, cents });
}

function record(world: World, movement: Omit<Movement, 'at'>): void {
  world.movements.push({ at: dateOf(nowMs(world)), ...movement });
}

const kinds = {
  reward: ['reward', 'fee', 'vat'],
  bonus: ['bonus', 'bonus-fee', 'bonus-vat'],
  'screen-out': ['screen-out', 'screen-out-fee', 'screen-out-vat'],
} as const satisfies Record<string, readonly [MovementKind, MovementKind, MovementKind]>;

/** Pays a participant for a submission, with the fee and the tax. Work of test studies moves no money. */
export function payFor(
  world: World,
  submission: Submission,
  what: { kind: keyof typeof kinds; cents: number; batch?: string },
): void {
  const study = world.studies.get(submission.studyId);
  if (!study || study.isTest) return;
  const { rewards, fees, vat } = costOf(world, what.cents);
  const [reward, fee, tax] = kinds[what.kind];
  for (const [kind, cents] of [
    [reward, rewards],
    [fee, fees],
    [tax, vat],
  ] as const)
    record(world, {
      kind,
      workspace: study.workspaceId,
      study: study.id,
      submission: submission.id,
      participant: submission.participantId,
      batch: what.batch ?? null,
      cents,
    });
}

/** What a workspace still owns, reserved or not, in cents. */
export const balanceOf = (world: World, workspaceId: string): number =>
  world.movements
    .filter(({ workspace }) => workspace === workspaceId)
    .reduce((sum, { kind, cents }) => sum + (kind === 'deposit' ? cents : -cents), 0);

/** What is kept for the places of a study, and for those who may be screened out for a fixed reward. */
export function reservedFor(world: World, study: Study): Cost {
  let cost = timesCost(costOf(world, study.fields.reward), reservedPlaces(world, study));
  const isOpen = !study.isTest && !['UNPUBLISHED', 'SCHEDULED', 'COMPLETED'].includes(study.status);
  if (isOpen) cost = addCosts(cost, screenOutReserve(world, study));
  return cost;
}

/** What may still be paid to those who are screened out of a study for a fixed reward. */
export function screenOutReserve(world: World, study: Study): Cost {
  let cost = noCost;
  for (const { code, actions } of study.fields.completion_codes ?? [])
    for (const action of actions)
      if (action.action === 'FIXED_SCREEN_OUT_PAYMENT') {
        const left = Math.max(0, action.slots - screenedOutWith(world, study, code));
        cost = addCosts(cost, timesCost(costOf(world, action.fixed_screen_out_reward), left));
      }
  return cost;
}

/** How many slots of a fixed screen-out are used. */
export const screenedOutWith = (world: World, study: Study, code: string | null): number =>
  submissionsOf(world, study.id).filter((one) => one.isPlaceFreed && one.enteredCode === code).length;

/** A part of the balance that is kept for a study, or for bonuses that will be paid. */
export type Reservation = { study: string; batch: string | null; cost: Cost };

/** All that is kept in the wallet of a workspace. */
export function reservationsOf(world: World, workspaceId: string): Reservation[] {
  const studies = [...world.studies.values()].filter((study) => study.workspaceId === workspaceId);
  const ofStudies = studies.map((study) => ({ study: study.id, batch: null, cost: reservedFor(world, study) }));
  const ofBonuses = [...world.batches.values()]
    .filter(({ studyId }) => world.studies.get(studyId)?.workspaceId === workspaceId)
    .map((batch) => {
      const pending = batch.payments.filter(({ paidAt }) => paidAt === null).length;
      const once = batch.rows.reduce((sum, { cents }) => addCosts(sum, costOf(world, cents)), noCost);
      return { study: batch.studyId, batch: batch.id, cost: timesCost(once, pending) };
    });
  return [...ofStudies, ...ofBonuses].filter(({ cost }) => totalOf(cost) > 0);
}

/** What a workspace may still spend. */
export const availableOf = (world: World, workspaceId: string): number =>
  balanceOf(world, workspaceId) - reservationsOf(world, workspaceId).reduce((sum, { cost }) => sum + totalOf(cost), 0);

/** Refuses to spend more than there is. */
export function assertFunds(world: World, workspaceId: string, cents: number): void {
  if (cents > 0 && cents > availableOf(world, workspaceId))
    throw new Refusal(400, 'You do not have enough funds in this workspace. Top up its balance, and try again.');
}
