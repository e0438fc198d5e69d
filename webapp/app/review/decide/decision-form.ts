import { readAmount } from '../../../../src/api/money.ts';
import type { Decision } from '../../../../src/api/shapes.ts';
import type { DialogDefaults } from './dialog-defaults.ts';
import type { Plan } from './perform.ts';

/** The form of a decision. */
export type Form = DialogDefaults & {
  revokes: string[];
  isBlock: boolean;
  blockReason: string;
  isForAll: boolean;
  /** Whether the bonus is granted beside the one there is. */
  isBeside: boolean;
};

/** A sentence for each invalid field. */
export type Faults = Partial<Record<'note' | 'bonus' | 'blockReason', string>>;

/** The initial form. */
export const blankForm = (defaults: DialogDefaults): Form => ({
  ...defaults,
  revokes: [],
  isBlock: false,
  blockReason: '',
  isForAll: false,
  isBeside: false,
});

/** The plan of a form, or its faults. What is decided against the work needs a reason, and so does a block. */
export function planOf(decision: Decision, form: Form): { plan: Plan } | { faults: Faults } {
  const faults: Faults = {};
  const note = form.note.trim();
  if (decision !== 'accepted' && note === '') faults.note = 'Give a reason.';
  const bonus = decision === 'accepted' && form.bonus.trim() !== '' ? readAmount(form.bonus) : undefined;
  if (bonus && 'fault' in bonus) faults.bonus = bonus.fault;
  const isBlock = decision === 'rejected' && form.isBlock;
  if (isBlock && form.blockReason.trim() === '') faults.blockReason = 'Give a reason for the block.';
  if (Object.keys(faults).length > 0) return { faults };
  return {
    plan: {
      decision,
      note: note || undefined,
      message: form.message.trim() || undefined,
      bonusCents: bonus && 'cents' in bonus ? bonus.cents : undefined,
      beside: bonus && form.isBeside ? true : undefined,
      grants: decision === 'rejected' ? [] : form.grants,
      revokes: decision === 'rejected' ? form.revokes : [],
      explanation: form.explanation.trim() || undefined,
      block: isBlock ? form.blockReason.trim() : undefined,
    },
  };
}
