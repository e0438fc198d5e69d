import { type FormEvent, useEffect, useRef, useState } from 'react';
import { FormFoot, FormHead, isOpen } from '../form/form-parts.tsx';
import type { Item } from '../form/item.ts';
import type { ItemTask } from '../form/task.ts';
import { answerIn, toSubmit } from './answer.ts';
import { escaped, fillIn } from './fill-in.ts';
import { runScripts } from './scripts.ts';

const hideKey = 'HIDE_SUBMIT_BUTTON';

type Settings = {
  [hideKey]?: unknown;
  EVENT_EMITTER: { on(name: string, listener: (value: unknown) => void): () => void };
};
const settings = () => (window as { _MEPHISTO_CONFIG_?: Settings })._MEPHISTO_CONFIG_;

/** Whether the HTML asked for no button, since it submits by one of its own. */
function useHiddenButton(): boolean {
  const [isHidden, setHidden] = useState(Boolean(settings()?.[hideKey]));
  useEffect(() => settings()?.EVENT_EMITTER.on(hideKey, (value) => setHidden(Boolean(value))), []);
  return isHidden;
}

/** The HTML of a task as a form, with the values of an item in it; a preview cannot be submitted. */
export function HtmlForm({ html, item, task }: { html: string; item: Item; task: ItemTask }) {
  const form = useRef<HTMLFormElement>(null);
  const isButtonHidden = useHiddenButton();
  const filled = fillIn(html, {
    ...item,
    // Unlike the item, these come from the address of the page, and must not bring HTML with them.
    mephisto_agent_id: escaped(task.agentId ?? ''),
    provider_worker_id: escaped(task.providerWorkerId ?? ''),
  });

  const current = () => new FormData(form.current!);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isOpen(task)) return;
    void task.handleSubmit(task.isOnboarding ? answerIn(current()).values : toSubmit(current()));
  }
  // Submitted automatically when the time runs out (auto_submit_before_expiration_sec).
  const keep = () => task.setTaskSubmitData(toSubmit(current()));

  return (
    <form
      ref={form}
      encType="multipart/form-data"
      onSubmit={submit}
      onInput={keep}
      aria-busy={task.submission === 'sending'}
    >
      <FormHead task={task} />
      <Html html={filled} />
      <FormFoot task={task} hint="" buttonId="html-task-submit-button" isButtonHidden={isButtonHidden} />
    </form>
  );
}

/** HTML that is inserted once, so that what workers type and what scripts change stays. */
export function Html({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current!.innerHTML = html;
    void runScripts(place.current!);
  }, [html]);
  return <div ref={place} />;
}
