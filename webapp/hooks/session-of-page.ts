import { providerOfThisPage } from './provider.ts';
import { request } from './request.ts';
import { wakefulPause } from './retry.ts';
import { openSession, type Session } from './session.ts';
import { unsentAnswers } from './unsent.ts';

/** What `work.js` puts on the page. */
type ManyhandsWork = {
  on(listener: (event: { type: string; agentId?: string; isElsewhere?: boolean }) => void): void;
};

// One page is one agent: every component gets the same session, so that the page registers once.
let theSession: Session<unknown, unknown> | undefined;

/** The session of this page, opened at the first call. */
export function sessionOfThisPage<Data, Config>(): Session<Data, Config> {
  theSession ??= openThis();
  return theSession as unknown as Session<Data, Config>;
}

function openThis(): Session<unknown, unknown> {
  const session = openSession<unknown, unknown>({
    provider: providerOfThisPage(),
    request,
    ...wakefulPause(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    unsent: unsentAnswers(),
    userAgent: navigator.userAgent,
  });
  window.addEventListener('beforeunload', (event) => {
    if (session.state().submission === 'sending') event.preventDefault();
  });
  (window as { manyhandsWork?: ManyhandsWork }).manyhandsWork?.on(({ type, agentId, isElsewhere }) => {
    if (type === 'returned') session.leave();
    if (type === 'submitted' && isElsewhere && agentId) session.submittedElsewhere(agentId);
  });
  return session;
}
