import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from './context.ts';
import type { Person } from './from-hooks.ts';
import { useOwnId } from './own-id.ts';

type Props = {
  chatTitle: string;
  /** HTML of the requester's own. */
  taskDescriptionHtml?: string;
  children?: ReactNode;
};

/** What the task is about. */
export const DefaultTaskDescription = ({ chatTitle, taskDescriptionHtml, children }: Props) => (
  <>
    {chatTitle && <h1 dir="auto">{chatTitle}</h1>}
    {taskDescriptionHtml !== undefined && (
      // biome-ignore lint/security/noDangerouslySetInnerHtml: the task's own page says it
      <div dangerouslySetInnerHTML={{ __html: taskDescriptionHtml }} />
    )}
    {children}
  </>
);

/** From which width, in pixels, there is room for it beside the chat. */
const wide = '(min-width: 56rem)';

function useIsWide(): boolean {
  const query = () => typeof matchMedia === 'function' && matchMedia(wide).matches;
  const [isWide, setWide] = useState(query);
  useEffect(() => {
    if (typeof matchMedia !== 'function') return;
    const list = matchMedia(wide);
    const note = () => setWide(list.matches);
    list.addEventListener('change', note);
    return () => list.removeEventListener('change', note);
  }, []);
  return isWide;
}

type PaneProps = {
  title: string;
  /** Whether it begins closed where it stands above the chat. */
  isClosed: boolean;
  children: ReactNode;
};

/** What stands beside the chat, or above it on a telephone, where it can be closed. */
export function SidePane({ title, isClosed, children }: PaneProps) {
  const texts = useTexts();
  const id = useOwnId();
  const isWide = useIsWide();
  const [isOpen, setOpen] = useState(!isClosed);
  useEffect(() => setOpen(!isClosed), [isClosed]);
  const isShown = isWide || isOpen;
  return (
    <aside className="mh-chat-pane" aria-label={texts.about}>
      {!isWide && (
        <div className="mh-chat-bar">
          {title ? <h1 dir="auto">{title}</h1> : <span />}
          <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
            {texts.about}
          </button>
        </div>
      )}
      <div id={id} hidden={!isShown} className="mh-chat-about">
        {children}
      </div>
    </aside>
  );
}

/** Who is in the conversation. */
export function People({ members, ownName }: { members: readonly Person[]; ownName: string | null }) {
  const texts = useTexts();
  if (members.length === 0) return null;
  return (
    <section>
      <h2>{texts.people}</h2>
      <ul className="mh-chat-people">
        {members.map(({ name, role, seat, isAway }) => (
          <li key={seat} data-away={isAway === true}>
            <span dir="auto">{name}</span>
            <span className="mh-chat-role">
              {[name === ownName ? texts.you : '', role ?? '', isAway ? texts.awayMark : ''].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
