import { useEffect, useRef, useState } from 'react';
import type { PageFrame } from '../../src/api/worker-page.ts';
import { texts } from '../worker/texts.ts';
import { Dialog, Written } from './dialog.tsx';
import { End } from './end.tsx';
import { Opinion, Report } from './feedback.tsx';
import { Figures } from './figures.tsx';
import { useOtherTab } from './other-tabs.ts';
import { world } from './page.ts';
import { returnUnit } from './requests.ts';
import { useWork, type Work } from './use-work.ts';

type Consent = { isAsked: boolean; give: () => void };
type Opened = 'instructions' | 'report' | 'leave' | 'opinion' | undefined;

/** The bar above a worker's page, and what opens from it. */
export function Frame({ frame, consent }: { frame: PageFrame; consent: Consent }) {
  const work = useWork();
  const [isAsked, setAsked] = useState(consent.isAsked);
  const [opened, open] = useState<Opened>();
  const isElsewhere = useOtherTab() && work.stage === 'working';
  const close = () => open(undefined);
  const { agentId } = work;

  return (
    <>
      <header>
        <h1 dir="auto">{frame.title}</h1>
        <Figures frame={frame} work={work} />
        <nav>
          {frame.instructionsHtml && (
            <button type="button" onClick={() => open('instructions')}>
              {texts.instructions}
            </button>
          )}
          <Menu frame={frame} work={work} onOpen={open} />
        </nav>
      </header>
      {isElsewhere && (
        <p className="note" role="status">
          {texts.otherTab}
        </p>
      )}
      {frame.saysReasons && work.isElsewhere && (
        <p className="note" role="status">
          {texts.alreadySubmitted}
        </p>
      )}
      {frame.saysReasons && work.step?.wrong && (
        <p className="note" role="alert">
          {texts.trainingWrong} <span dir="auto">{work.step.explanation}</span>
        </p>
      )}
      <End work={work} frame={frame} />
      {isAsked && frame.consentHtml && (
        <Dialog title={texts.consentTitle}>
          <Written html={frame.consentHtml} />
          <button
            type="button"
            onClick={() => {
              consent.give();
              setAsked(false);
            }}
          >
            {texts.agree}
          </button>
          <p className="quiet">{texts.disagree}</p>
        </Dialog>
      )}
      {opened === 'instructions' && (
        <Dialog title={texts.instructions} onClose={close} className="drawer">
          <Written html={frame.instructionsHtml ?? ''} />
        </Dialog>
      )}
      {opened === 'report' && agentId && (
        <Dialog title={texts.report} onClose={close}>
          <Report agentId={agentId} />
        </Dialog>
      )}
      {opened === 'opinion' && agentId && (
        <Dialog title={texts.opinion} onClose={close}>
          <Opinion agentId={agentId} questions={frame.opinion ?? []} />
        </Dialog>
      )}
      {opened === 'leave' && agentId && <Leave agentId={agentId} onClose={close} />}
    </>
  );
}

type MenuProps = { frame: PageFrame; work: Work; onOpen: (what: Opened) => void };

/** What is needed seldom: leaving, reporting, opinions, whom to ask. */
function Menu({ frame: { contact, opinion }, work, onOpen }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const isInside = details.current && event.composedPath().includes(details.current);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (details.current && (isEscape || (event.type === 'click' && !isInside))) details.current.open = false;
    };
    for (const name of ['click', 'keydown']) document.addEventListener(name, close);
    return () => {
      for (const name of ['click', 'keydown']) document.removeEventListener(name, close);
    };
  }, []);
  // An onboarding is nobody's unit: there is nothing to leave, and nothing is recorded beside its answers.
  const agentId = work.step ? null : work.agentId;
  if (agentId === null && !contact) return null;
  const item = (what: Opened, text: string | undefined) => (
    <button
      type="button"
      onClick={() => {
        if (details.current) details.current.open = false;
        onOpen(what);
      }}
    >
      {text}
    </button>
  );
  return (
    <details ref={details}>
      <summary>{texts.menu}</summary>
      <div className="menu">
        {agentId && item('report', texts.report)}
        {agentId && opinion && item('opinion', texts.opinion)}
        {agentId && work.stage === 'working' && item('leave', texts.leave)}
        {contact && <Contact contact={contact} />}
      </div>
    </details>
  );
}

const Contact = ({ contact }: { contact: string }) => (
  <p>
    {texts.contact}:{' '}
    {/^[^\s@]+@[^\s@]+$/.test(contact) ? (
      <a href={`mailto:${contact}`}>{contact}</a>
    ) : (
      <span dir="auto">{contact}</span>
    )}
  </p>
);

/** Gives a button the focus when its dialog opens, so that Enter at once does no harm. */
const focusFirst = (button: HTMLButtonElement | null) => button?.setAttribute('autofocus', '');

/** Asks before the unit is returned; afterwards there is nothing to do on the page but take another one. */
function Leave({ agentId, onClose }: { agentId: string; onClose: () => void }) {
  const [state, setState] = useState<'asking' | 'sending' | 'failed' | 'left'>('asking');
  async function leave() {
    if (state === 'sending') return;
    setState('sending');
    const isReturned = await returnUnit(agentId);
    if (isReturned) world.manyhandsWork.leave(agentId);
    setState(isReturned ? 'left' : 'failed');
  }
  if (state === 'left') {
    return (
      <Dialog key="left" title={texts.leftTitle}>
        <p>{texts.leftText}</p>
        <button type="button" onClick={() => world.takeNextPiece()}>
          {texts.another}
        </button>
      </Dialog>
    );
  }
  return (
    <Dialog key="asking" title={texts.leaveTitle} onClose={onClose} hasOwnClose>
      <p>{texts.leaveText}</p>
      <p role="status" className="trouble">
        {state === 'failed' ? texts.notSentNow : ''}
      </p>
      <button type="button" aria-disabled={state === 'sending'} onClick={() => void leave()}>
        {texts.leave}
      </button>
      <button type="button" className="plain" ref={focusFirst} onClick={onClose}>
        {texts.cancel}
      </button>
    </Dialog>
  );
}
