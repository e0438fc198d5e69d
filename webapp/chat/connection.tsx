import type { ReactNode } from 'react';
import { useTexts } from './context.ts';
import { CONNECTION_STATUS, type ConversationState } from './from-hooks.ts';

type Connection = ConversationState['connection'];

/** Whether the page is connected, in a word. */
export function ConnectionIndicator({ connection }: { connection: Connection }) {
  const texts = useTexts();
  return (
    <p className="mh-chat-connection" data-connection={connection}>
      {connection === 'reconnecting' ? texts.connecting : texts[connection]}
    </p>
  );
}

/** Says that the connection is lost, for as long as it is. */
export function ConnectionBanner({ connection }: { connection: Connection }) {
  const texts = useTexts();
  return (
    <div role="status" className="mh-chat-banner">
      {connection === 'reconnecting' && <p>{texts.reconnecting}</p>}
    </div>
  );
}

type BoundaryProps = { status: string; children: ReactNode };

/** Shows its children once the page is connected; a lost connection takes nothing away. */
export function ConnectionStatusBoundary({ status, children }: BoundaryProps) {
  const texts = useTexts();
  const isFirst = status === '' || status === CONNECTION_STATUS.INITIALIZING;
  return isFirst ? <p role="status">{texts.connecting}</p> : children;
}
