import { Button, Group, Kbd, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconCoin,
  IconHelp,
  IconRosette,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import style from './queue.module.css';

/** The acts on the current unit. */
export type Acts = Record<
  'accept' | 'acceptWith' | 'softReject' | 'reject' | 'undo' | 'next' | 'previous',
  () => void
> &
  Record<'askOther' | 'bonus' | 'qualify' | 'decisions' | 'help', () => void>;

/** `undoes` is what the undo would undo, such as "Accept films-1.4.0". */
type Props = { acts: Acts; mayDecide: boolean; mayUndo: boolean; undoes?: string; hasWorker: boolean };
type ActProps = {
  act: () => void;
  name: string;
  sign: string;
  Icon?: ComponentType<{ size?: number }>;
  isOff?: boolean;
  isMain?: boolean;
  /** Whether it is hidden on narrow screens. */
  isRare?: boolean;
  /** What it acts on, if not on the unit on the screen. */
  target?: string;
};

const Act = ({ act, name, sign, Icon, isOff = false, isMain = false, isRare = false, target }: ActProps) => (
  <Button
    size="compact-sm"
    variant={isMain ? 'filled' : 'default'}
    leftSection={Icon && <Icon size={16} aria-hidden />}
    rightSection={
      <Kbd size="xs" aria-hidden>
        {sign}
      </Kbd>
    }
    visibleFrom={isRare ? 'xs' : undefined}
    disabled={isOff}
    aria-keyshortcuts={sign}
    title={target && `${name}: ${target}`}
    onClick={act}
  >
    {name}
    {target && <VisuallyHidden>: {target}</VisuallyHidden>}
  </Button>
);

/** The buttons of the review, each with its key. */
export function ActionBar({ acts, mayDecide, mayUndo, undoes, hasWorker }: Props) {
  const [hasAll, setAll] = useState(false);
  const off = !mayDecide;
  const isRare = !hasAll;
  return (
    <div className={style.bar} role="toolbar" aria-label="Decide">
      <Group gap={6}>
        <Act isMain act={acts.accept} name="Accept" sign="a" Icon={IconCheck} isOff={off} />
        <Act act={acts.acceptWith} name="Accept with…" sign="A" isOff={off} isRare={isRare} />
        <Act act={acts.softReject} name="Pay, don't use…" sign="s" isOff={off} />
        <Act act={acts.reject} name="Reject…" sign="r" Icon={IconX} isOff={off} />
        <Act act={acts.askOther} name="Second opinion" sign="o" Icon={IconUsersGroup} isOff={off} isRare={isRare} />
        <Act act={acts.bonus} name="Bonus…" sign="b" Icon={IconCoin} isOff={!hasWorker} isRare={isRare} />
        <Act act={acts.qualify} name="Qualifications…" sign="q" Icon={IconRosette} isOff={!hasWorker} isRare={isRare} />
        <Act act={acts.undo} name="Undo" sign="u" Icon={IconArrowBackUp} isOff={!mayUndo} target={undoes} />
        <Act act={acts.previous} name="Previous" sign="p" Icon={IconChevronLeft} />
        <Act act={acts.next} name="Next" sign="n" Icon={IconChevronRight} />
        <Act act={acts.help} name="Shortcuts" sign="?" Icon={IconHelp} isRare={isRare} />
        <Button
          size="compact-sm"
          variant="default"
          hiddenFrom="xs"
          aria-expanded={hasAll}
          onClick={() => setAll(!hasAll)}
        >
          {hasAll ? 'Less' : 'More'}
        </Button>
      </Group>
    </div>
  );
}
