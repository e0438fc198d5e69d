import { type FormEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { FormFoot, FormHead, isOpen } from '../form/form-parts.tsx';
import type { Item } from '../form/item.ts';
import type { ItemTask } from '../form/task.ts';
import { useDraft } from '../form/use-draft.ts';
import { answerIn, toSubmit } from './answer.ts';
import { type Entered, enter, enteredIn, keptControls } from './entered.ts';
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
  const onInserted = useFormDraft(form, task);

  return (
    <form ref={form} encType="multipart/form-data" onSubmit={submit} aria-busy={task.submission === 'sending'}>
      <FormHead task={task} />
      <Html html={filled} onInserted={onInserted} />
      <FormFoot task={task} hint="" buttonId="html-task-submit-button" isButtonHidden={isButtonHidden} />
    </form>
  );
}

/** Keeps what is entered in a form, and enters it again. */
function useFormDraft(form: RefObject<HTMLFormElement | null>, task: ItemTask) {
  const seen = useRef(new WeakSet<Element>());
  /** What was in the form when that was last looked at, as JSON. */
  const last = useRef('');
  const isEntering = useRef(false);

  /** Enters texts, and tells the scripts of the HTML as if they had been typed. */
  function enterInto(controls: ReturnType<typeof keptControls>, entered: Entered) {
    isEntering.current = true;
    for (const control of enter(controls, entered))
      for (const name of ['input', 'change']) control.dispatchEvent(new Event(name, { bubbles: true }));
    isEntering.current = false;
  }
  const draft = useDraft<Entered>(task, (entered) => {
    if (form.current) enterInto(keptControls(form.current), entered);
  });

  /** Scripts change inputs when something else is clicked, too, and a file that was chosen is no text. */
  function onTouched({ type }: Event) {
    if (!form.current || task.isPreview) return;
    const entered = enteredIn(form.current);
    const text = JSON.stringify(entered);
    if (text === last.current && type !== 'change') return;
    // Submitted automatically when the time runs out (auto_submit_before_expiration_sec).
    task.setTaskSubmitData(toSubmit(new FormData(form.current)));
    if (text === last.current) return;
    last.current = text;
    // What is entered from a draft is no new one, or two tabs would send it back and forth.
    if (!isEntering.current) draft.keep(entered);
  }
  const touched = useRef(onTouched);
  touched.current = onTouched;
  // Before the effect that inserts the HTML, and enters the draft.
  useLayoutEffect(() => {
    const hear = (event: Event) => touched.current(event);
    for (const name of ['input', 'change', 'click']) form.current?.addEventListener(name, hear);
  }, [form]);

  /** Called when the HTML is there, and again when its scripts have run: they may have added inputs. */
  return () => {
    if (!form.current) return;
    const fresh = keptControls(form.current).filter((control) => !seen.current.has(control));
    for (const control of fresh) seen.current.add(control);
    if (draft.found) enterInto(fresh, draft.found);
    last.current = JSON.stringify(enteredIn(form.current));
  };
}

type HtmlProps = { html: string; onInserted?: () => void };

/** HTML that is inserted once, so that what workers type and what scripts change stays. */
export function Html({ html, onInserted }: HtmlProps) {
  const place = useRef<HTMLDivElement>(null);
  const inserted = useRef(onInserted);
  useEffect(() => {
    place.current!.innerHTML = html;
    inserted.current?.();
    void runScripts(place.current!).then(() => inserted.current?.());
  }, [html]);
  return <div ref={place} />;
}
