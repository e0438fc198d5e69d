import type { Decision } from '../../../../src/api/shapes.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { useCurrency } from '../money.ts';
import { BonusDialog } from './bonus-dialog.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import type { Outcome, Plan } from './perform.ts';
import { QualificationDialog } from './qualification-dialog.tsx';

/** The acts that have a dialog. */
export type UnitAct = Decision | 'bonus' | 'qualify';

type Props = {
  open: UnitAct;
  unit: UnitDetail;
  /** The task or run for "all of this worker". */
  scope: { task?: string; run?: string };
  onClose: () => void;
  onOne: (plan: Plan) => void;
  onAll: (outcome: Outcome) => void;
};

/** The dialog of an act on a unit. */
export function UnitDialog({ open, unit, scope, onClose, onOne, onAll }: Props) {
  const currency = useCurrency(unit.run);
  if (open === 'bonus') return <BonusDialog unit={unit} currency={currency} onClose={onClose} />;
  if (open === 'qualify') {
    return unit.worker ? <QualificationDialog worker={unit.worker} unit={unit.id} onClose={onClose} /> : null;
  }
  return (
    <DecisionDialog
      decision={open}
      unit={unit}
      scope={scope}
      currency={currency}
      onClose={onClose}
      onOne={onOne}
      onAll={onAll}
    />
  );
}
