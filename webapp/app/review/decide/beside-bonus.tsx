import { Switch } from '@mantine/core';
import { moneyText } from '../../../../src/api/money.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';

type Bonuses = Pick<UnitDetail, 'bonuses'>;

const standing = ({ bonuses }: Bonuses) => bonuses.find(({ state }) => state !== 'withdrawn');

/** What is said where a second bonus is typed and not meant to be one; undefined where there is none yet. */
export function besideFault(unit: Bonuses, isBeside: boolean): string | undefined {
  const before = standing(unit);
  if (!before || isBeside) return undefined;
  return `This answer has a bonus of ${moneyText(before.cents, before.currency)} already. Switch on below to grant another one.`;
}

type Props = { unit: Bonuses; checked: boolean; onChange: (checked: boolean) => void };

/** Asks whether a bonus is granted beside the one there is; nothing where there is none. */
export function BesideBonus({ unit, checked, onChange }: Props) {
  const before = standing(unit);
  if (!before) return null;
  return (
    <Switch
      label={`Grant another bonus beside the one of ${moneyText(before.cents, before.currency)}`}
      checked={checked}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
