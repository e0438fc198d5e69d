import { type ReactNode, useEffect, useRef } from 'react';
import { texts } from '../worker/texts.ts';

type Props = {
  title: string;
  children: ReactNode;
  /** Without it, the dialog cannot be closed. */
  onClose?: () => void;
  /** Whether one of the buttons below closes it, so that none is needed at the top. */
  hasOwnClose?: boolean;
  className?: string;
};

/** A modal dialog; the browser keeps the focus in it and closes it with Escape. */
export function Dialog({ title, children, onClose, hasOwnClose, className }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The browser focuses the button that closes: a blank in what somebody types at once would press it.
    dialog.current?.querySelector('textarea')?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      aria-label={title}
      // Browsers may close it against the page's will, such as at a second Escape.
      onClose={() => (onClose ? onClose() : dialog.current?.showModal())}
    >
      <div className="head">
        <h2>{title}</h2>
        {onClose && !hasOwnClose && (
          <button type="button" className="plain" onClick={onClose}>
            {texts.close}
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}

/** A text of the requester, which the server made from Markdown. */
export function Written({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: HTML in the Markdown was escaped.
  return <div className="written" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
