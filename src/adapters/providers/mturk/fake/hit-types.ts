import { z } from 'zod';
import { requestError } from './errors.ts';
import { centsOf } from './money.ts';
import { type Operation, operation } from './operation.ts';
import { requireRequirements } from './requirements.ts';
import { CurrencyAmount, EntityId, QualificationRequirement } from './shapes.ts';
import type { HitType, Mturk } from './state.ts';

const year = 31_536_000;
const thirtyDays = 2_592_000;

/** A duration that HITs can have, in seconds. */
export const Duration = z.int().min(30).max(year);

/** What makes a HIT type. */
export const hitTypeMembers = {
  AutoApprovalDelayInSeconds: z.int().min(0).max(thirtyDays).optional(),
  AssignmentDurationInSeconds: Duration,
  Reward: CurrencyAmount,
  Title: z.string().min(1).max(128),
  Keywords: z.string().max(1000).optional(),
  Description: z.string().min(1).max(2000),
  QualificationRequirements: z.array(QualificationRequirement).optional(),
};

const HitTypeInput = z.strictObject(hitTypeMembers);

/** The HIT type with these properties: the one that has them already, or else a new one. */
export function typeWith(mturk: Mturk, input: z.output<typeof HitTypeInput>): HitType {
  const requirements = input.QualificationRequirements ?? [];
  requireRequirements(mturk, requirements);
  const properties = {
    title: input.Title,
    description: input.Description,
    ...(input.Keywords === undefined ? {} : { keywords: input.Keywords }),
    rewardCents: centsOf(input.Reward),
    assignmentSeconds: input.AssignmentDurationInSeconds,
    autoApprovalSeconds: input.AutoApprovalDelayInSeconds ?? thirtyDays,
    requirements,
  };
  const content = JSON.stringify(properties);
  const known = mturk.hitTypesByContent.get(content);
  if (known) return known;
  const type = { id: mturk.newId(), groupId: mturk.newId(), ...properties };
  mturk.hitTypesByContent.set(content, type);
  mturk.hitTypes.set(type.id, type);
  return type;
}

/** The HIT type of an id; refuses one that there is not. */
export function typeNamed(mturk: Mturk, id: string): HitType {
  const type = mturk.hitTypes.get(id);
  if (!type) throw requestError(`HITType ${id} does not exist.`, 'HITTypeDoesNotExist');
  return type;
}

export const hitTypeOperations: Record<string, Operation> = {
  CreateHITType: operation(HitTypeInput, z.strictObject({ HITTypeId: EntityId }), (mturk, input) => ({
    HITTypeId: typeWith(mturk, input).id,
  })),
};
