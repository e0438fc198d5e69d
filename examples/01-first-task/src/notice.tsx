import type { ReactNode } from 'react';

/** A page with one sentence and one button. */
export function Notice(props: { title: string; children: ReactNode; action: string; onAction: () => void }) {
  return (
    <section className="card notice" aria-live="polite">
      <h1>{props.title}</h1>
      <p>{props.children}</p>
      <button type="button" onClick={props.onAction}>
        {props.action}
      </button>
    </section>
  );
}
