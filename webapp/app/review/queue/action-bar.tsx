import { Button, Kbd, Menu, VisuallyHidden } from '@mantine/core';
import {
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconCoin,
  IconDots,
  IconHelp,
  IconHistory,
  IconMessage,
  IconRosette,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { dangerous } from '../../components/danger.ts';
import style from './queue.module.css';

type Act =
  | 'accept'
  | 'acceptWith'
  | 'softReject'
  | 'reject'
  | 'undo'
  | 'next'
  | 'previous'
  | 'askOther'
  | 'bonus'
  | 'qualify'
  | 'decisions'
  | 'help';
/** The acts on the current unit. */
export type Acts = Record<Act, () => void>;

/** `undoes` is what the undo would undo, such as "Accept films-1.4.0". */
type Props = { acts: Acts; mayDecide: boolean; mayUndo: boolean; undoes?: string; hasWorker: boolean };
type ActProps = {
  act: () => void;
  name: string;
  sign: string;
  Icon?: ComponentType<{ size?: number }>;
  isOff?: boolean;
  look?: 'main' | 'danger' | 'plain';
  /** Whether the icon stands for the name, which is then for screen readers alone. */
  isShort?: boolean;
  /** What it acts on, if not on the unit on the screen. */
  target?: string;
};

const Key = ({ sign }: { sign: string }) => (
  <Kbd size="xs" aria-hidden>
    {sign}
  </Kbd>
);

const Short = ({ name, Icon }: Pick<ActProps, 'name' | 'Icon'>) => (
  <>
    {Icon && <Icon size={16} aria-hidden />}
    <VisuallyHidden>{name}</VisuallyHidden>
  </>
);

const looks = { main: { variant: 'filled' }, plain: { variant: 'default' }, danger: dangerous } as const;

const ActButton = ({ act, name, sign, Icon, isOff = false, look = 'plain', isShort, target }: ActProps) => (
  <Button
    size="compact-sm"
    {...looks[look]}
    leftSection={Icon && !isShort && <Icon size={16} aria-hidden />}
    rightSection={<Key sign={sign} />}
    disabled={isOff}
    aria-keyshortcuts={sign}
    title={isShort ? name : target && `${name}: ${target}`}
    onClick={act}
  >
    {isShort ? <Short name={name} Icon={Icon} /> : name}
    {target && <VisuallyHidden>: {target}</VisuallyHidden>}
  </Button>
);

/** The buttons of the review with their keys, always at the same place: what is decided often, apart from it the rejection, the way, and a menu of the rest. */
export function ActionBar({ acts, mayDecide, mayUndo, undoes, hasWorker }: Props) {
  const off = !mayDecide;
  return (
    <div className={style.bar} role="toolbar" aria-label="Decide">
      <div className={style.acts}>
        <ActButton look="main" act={acts.accept} name="Accept" sign="a" Icon={IconCheck} isOff={off} />
        <ActButton act={acts.softReject} name="Pay, don't use…" sign="s" isOff={off} />
      </div>
      <div className={style.acts}>
        <ActButton act={acts.undo} name="Undo" sign="u" isOff={!mayUndo} target={undoes} />
        <ActButton isShort act={acts.previous} name="Previous" sign="p" Icon={IconChevronLeft} />
        <ActButton isShort act={acts.next} name="Next" sign="n" Icon={IconChevronRight} />
        <More acts={acts} mayDecide={mayDecide} hasWorker={hasWorker} />
      </div>
      <div className={style.acts}>
        <ActButton look="danger" act={acts.reject} name="Reject…" sign="r" Icon={IconX} isOff={off} />
      </div>
    </div>
  );
}

/** What is done less often. */
function More({ acts, mayDecide, hasWorker }: Pick<Props, 'acts' | 'mayDecide' | 'hasWorker'>) {
  const item = (name: string, sign: string, Icon: ComponentType<{ size?: number }>, act: () => void, isOn = true) => (
    <Menu.Item
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={<Key sign={sign} />}
      aria-keyshortcuts={sign}
      disabled={!isOn}
      onClick={act}
    >
      {name}
    </Menu.Item>
  );
  return (
    <Menu position="top-end" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" aria-label="More" title="More">
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {item('Accept with…', 'A', IconMessage, acts.acceptWith, mayDecide)}
        {item('Second opinion', 'o', IconUsersGroup, acts.askOther, mayDecide)}
        {item('Bonus…', 'b', IconCoin, acts.bonus, hasWorker)}
        {item('Qualifications…', 'q', IconRosette, acts.qualify, hasWorker)}
        <Menu.Divider role="separator" />
        {item('My decisions', 'm', IconHistory, acts.decisions)}
        {item('Shortcuts', '?', IconHelp, acts.help)}
      </Menu.Dropdown>
    </Menu>
  );
}
