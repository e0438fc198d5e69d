import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';
import { QualificationId } from './ids.ts';

const qualification = z.object({ qualificationId: QualificationId });

export const QualificationCreated = defineFact('qualification.created', {
  says: 'Somebody named a property that workers may be granted.',
  data: qualification.extend({ name: z.string(), description: z.string() }),
});
export const QualificationEdited = defineFact('qualification.edited', {
  says: 'The qualification got another name or description; what is not named here stays.',
  data: qualification.extend({ name: z.string().optional(), description: z.string().optional() }),
});
export const QualificationRetired = defineFact('qualification.retired', {
  says: 'The qualification is granted no more, and its name is free for another; its history stays.',
  data: qualification,
});

export const qualificationFacts = [QualificationCreated, QualificationEdited, QualificationRetired] as const;
export type QualificationFact = FactOf<typeof qualificationFacts>;
